import { afterEach, expect, test } from 'vitest'
import type { Culprit } from '../../../src/core/memory/culprit.ts'
import type { CulpritSearch } from '../../../src/worker/memory/find-culprit.ts'
import { findCulprit } from '../../../src/worker/memory/find-culprit.ts'
import { heapProfiler } from '../../../src/profiler/v8/heap-profiler.ts'
import { add, forget, openSession } from './leaky.ts'

const PLENTY_MS = 20_000

afterEach(forget)

function find(fn: () => unknown, options: Partial<CulpritSearch> = {}): Promise<Culprit> {
  const run = async (calls: number): Promise<void> => {
    for (let left = calls; left > 0; left--) fn()
  }
  return findCulprit(run, { calls: 1_000, fn, budgetMs: PLENTY_MS, root: import.meta.dirname, ...options })
}

test('what is kept, who holds it, and who has allocated it', async () => {
  for (let call = 0; call < 1_000; call++) openSession()
  const { kept, heldBy, allocatedIn, notes } = await find(openSession)
  expect(notes).toStrictEqual([])
  const session = kept.find(({ name }) => name === 'Object')
  expect(session).toMatchObject({ name: 'Object', properties: ['id', 'data'], count: 1_000 })
  expect(heldBy).toStrictEqual({
    type: 'Map',
    variable: 'sessions',
    place: { function: 'openSession', file: 'leaky.ts', line: 10 },
    path: expect.arrayContaining(['sessions: Map', '[table]']) as unknown,
  })
  expect(allocatedIn[0]?.place).toStrictEqual({ function: 'openSession', file: 'leaky.ts', line: 10 })
  expect(allocatedIn[0]?.share).toBeGreaterThan(0.9)
})

test('a function that V8 has inlined is named, not the one around it', async () => {
  const fn = (): void => openSession()
  for (let call = 0; call < 20_000; call++) fn()
  const { allocatedIn } = await find(fn)
  expect(allocatedIn[0]?.place.function).toBe('openSession')
  expect(allocatedIn[0]?.share).toBeGreaterThan(0.8)
})

test('what has not grown in time is said, since what is named may be something else', async () => {
  // So many that what V8 keeps for itself meanwhile is less.
  const { notes } = await find(add, { calls: 100_000, budgetMs: 2_000 })
  expect(notes).toContainEqual(
    expect.stringMatching(
      /^While it was looked for who leaks, [\d ]+ calls kept only [\d.]+ K?B: what is named here may be something else\.$/,
    ),
  )
})

test('without time for a snapshot, the functions are named all the same', async () => {
  const { heldBy, kept, allocatedIn, notes } = await find(openSession, { budgetMs: 0 })
  expect({ heldBy, kept }).toStrictEqual({ heldBy: undefined, kept: [] })
  expect(allocatedIn[0]?.place.function).toBe('openSession')
  expect(notes.map((note) => note.replaceAll(/[\d\s.]+ ms/g, ' … ms'))).toStrictEqual([
    'Who holds it was not looked for: a snapshot of the heap takes about … ms, and … ms were left.',
  ])
})

test('a function that throws meanwhile is told of, with what was found before', async () => {
  let calls = 0
  const fn = (): void => {
    openSession()
    if (++calls > 900) throw new Error('enough')
  }
  const { notes, heldBy } = await find(fn)
  expect(notes).toStrictEqual(['While it was looked for who leaks, the function threw Error: enough.'])
  expect(heldBy?.variable).toBe('sessions')
})

test('while somebody takes a heap profile, only the holder is named', async () => {
  heapProfiler.busy = true
  try {
    const { notes, allocatedIn, heldBy } = await find(openSession)
    expect(allocatedIn).toStrictEqual([])
    expect(heldBy?.variable).toBe('sessions')
    expect(notes).toStrictEqual([
      'Who allocates what is kept is not known: a heap profile is being taken, and a thread has one heap profiler.',
    ])
    expect(heapProfiler.busy).toBe(true)
  } finally {
    heapProfiler.busy = false
  }
})
