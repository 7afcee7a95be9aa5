import { expect, test } from 'vitest'
import { AllocatorTallies } from '../../../src/core/memory/allocator-tallies.ts'
import { memoryFigures } from '../../../src/core/memory/memory-figures.ts'
import { MemoryProfile } from '../../../src/core/memory/memory-profile.ts'
import type { Allocator } from '../../../src/core/memory/allocator.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const written: string[] = []

function profile(): MemoryProfile {
  const tallies = new AllocatorTallies()
  for (const [nth, [name, live, total]] of (
    [
      ['garbage', 0, 900],
      ['kept', 80, 100],
      ['less', 8, 50],
    ] as const
  ).entries()) {
    const place = { function: name, file: 'skill.ts', line: nth + 1 }
    const node = {
      id: nth + 1,
      frame: { kind: 'user', place },
      objects: 1,
      bytes: total,
      children: [],
    } as const
    tallies.addTree([node], 'total')
    if (live > 0) tallies.tallyOf(nth + 1)?.addLive('Object', live, name === 'less' ? 500 : 0)
  }
  const about = { name: 'skill', method: 'exact', calls: 1, snapshot: undefined, notes: [] } as const
  return new MemoryProfile(memoryFigures(tallies, about), (format) => written.push(format(false)))
}

const names = (allocators: readonly Allocator[]): unknown[] => allocators.map(({ place }) => place?.function)

test('sums up', () => {
  expect(profile()).toMatchObject({
    liveBytes: 88,
    liveObjects: 2,
    offHeapBytes: 500,
    totalBytes: 1_050,
    totalObjects: 3,
  })
})

test('the largest, by what is still there, on and off the heap, or by what was allocated', () => {
  expect(names(profile().top())).toStrictEqual(['less', 'kept', 'garbage'])
  expect(names(profile().top(2, 'total'))).toStrictEqual(['garbage', 'kept'])
})

test('prints them', () => {
  profile().print({ top: 1, by: 'total' })
  expect(written.pop()).toMatchInlineSnapshot(`
    "skill   memory, exact · 1 call

      allocated in  live  live objects  off-heap  total  total objects  mostly live  place
      garbage        0 B             0       0 B  900 B              1               skill.ts:1
      and 2 more, print({ top: 3 }) shows all

    Allocated: 1.05 KB in 3 objects. Still there: 88 B in 2 objects, and 500 B off-heap."
  `)
})

test.for<[string, () => unknown, string]>([
  [
    'top(0)',
    () => profile().top(0),
    'MemoryProfile.top: `n` must be a whole number from 1 up, received 0. Write profile.top(10).',
  ],
  [
    'another order',
    () => profile().top(1, 'size' as never),
    'MemoryProfile.top: `by` must be one of "live", "total", received "size". Write one of these, or leave `by` out.',
  ],
  [
    'another option',
    () => profile().print({ tops: 3 } as never),
    'MemoryProfile.print: unknown option `tops`. Did you mean `top`? Known: top, by.',
  ],
  [
    'half a row',
    () => profile().print({ top: 0.5 }),
    'MemoryProfile.print: `top` must be a whole number from 1 up, received 0.5. Leave it out for the default, 10.',
  ],
])('refuses %s', ([, call, message]) => {
  expect(thrownBy(call).message).toBe(message)
})
