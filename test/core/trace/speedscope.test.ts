import { Ajv } from 'ajv'
import * as fc from 'fast-check'
import schema from 'speedscope/dist/release/file-format-schema.json' with { type: 'json' }
import { expect, test } from 'vitest'
import { speedscopeFile } from '../../../src/core/trace/speedscope.ts'
import type { SpeedscopeProfile } from '../../../src/core/trace/speedscope.ts'
import { arbitraryTree } from '../../helpers/arbitrary-tree.ts'
import { drawTree, spansOf } from '../../helpers/span-tree.ts'

/** By speedscope's own schema. */
const validate = new Ajv({ strict: false }).compile(schema)

const slow = drawTree(
  {
    name: 'research',
    startMs: 0,
    endMs: 300,
    children: [
      { name: 'search', startMs: 0, endMs: 100 },
      { name: 'search', startMs: 50.5, endMs: 120 },
    ],
  },
  7,
)
const fast = drawTree({ name: 'research', startMs: 10, endMs: 20 }, 2)

test('a file has a profile for each lane of each kept iteration, and the slowest is shown first', () => {
  expect(speedscopeFile({ name: 'research', clock: 'virtual', spans: spansOf(fast, slow) })).toStrictEqual({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'skillperf',
    name: 'research (virtual ms)',
    activeProfileIndex: 1,
    shared: { frames: [{ name: 'research' }, { name: 'search' }] },
    profiles: [
      {
        type: 'evented',
        name: 'research, iteration 2 (median)',
        unit: 'milliseconds',
        startValue: 0,
        endValue: 10,
        events: [
          { type: 'O', frame: 0, at: 0 },
          { type: 'C', frame: 0, at: 10 },
        ],
      },
      {
        type: 'evented',
        name: 'research, iteration 7 (slowest), lane 1 of 2',
        unit: 'milliseconds',
        startValue: 0,
        endValue: 300,
        events: [
          { type: 'O', frame: 0, at: 0 },
          { type: 'O', frame: 1, at: 0 },
          { type: 'C', frame: 1, at: 100 },
          { type: 'C', frame: 0, at: 300 },
        ],
      },
      {
        type: 'evented',
        name: 'research, iteration 7 (slowest), lane 2 of 2',
        unit: 'milliseconds',
        startValue: 0,
        endValue: 300,
        events: [
          { type: 'O', frame: 1, at: 50.5 },
          { type: 'C', frame: 1, at: 120 },
        ],
      },
    ],
  })
})

test('no secret in the name of a measurement comes in', () => {
  const file = speedscopeFile({ name: 'search?api_key=abcdefgh1234', clock: 'real', spans: spansOf(fast) })
  expect(file.name).toBe('search?api_key=[redacted] (real ms)')
  expect(file.profiles[0]?.name).toBe('search?api_key=[redacted], iteration 2 (median, slowest)')
})

test("the schema is one that refuses what is no file of speedscope's", () => {
  const file = speedscopeFile({ name: 'research', clock: 'real', spans: spansOf(fast) })
  expect(validate({ ...file, profiles: [{ type: 'evented' }] })).toBe(false)
})

test("any tree makes a file that speedscope's schema takes, and whose events nest in order of time", () => {
  fc.assert(
    fc.property(fc.array(arbitraryTree, { maxLength: 3 }), (drawn) => {
      const spans = spansOf(...drawn.map(drawTree))
      const file = speedscopeFile({ name: 'research', clock: 'real', spans })
      validate(file)
      expect(validate.errors).toBeNull()
      for (const profile of file.profiles) requireProper(profile)
    }),
  )
})

function requireProper({ events, startValue, endValue }: SpeedscopeProfile): void {
  const open: number[] = []
  let reached = startValue
  for (const { type, frame, at } of events) {
    expect(at).toBeGreaterThanOrEqual(reached)
    reached = at
    if (type === 'O') open.push(frame)
    else expect(open.pop()).toBe(frame)
  }
  expect(open).toStrictEqual([])
  expect(reached).toBeLessThanOrEqual(endValue)
}
