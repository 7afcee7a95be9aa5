import { describe, expect, test } from 'vitest'
import { concludeLeak } from '../../../src/core/memory/conclude-leak.ts'
import type { Culprit } from '../../../src/core/memory/culprit.ts'
import { formatCoarseResolution, formatLeakFailure, isCoarse } from '../../../src/core/memory/leak-failure.ts'
import type { LeakReport } from '../../../src/core/memory/leak-report.ts'
import { boundedCache, keeps, levelsOf } from '../../helpers/heap-levels.ts'
import type { Growth } from '../../helpers/heap-levels.ts'

interface Watched extends Partial<Omit<LeakReport, 'finding'>> {
  readonly growth?: Growth
  readonly offHeap?: Growth
  readonly blocks?: number
  readonly blockCalls?: number
  readonly warmupCalls?: number
}

function reportOf({
  growth = keeps(0),
  offHeap = keeps(0),
  blocks = 12,
  blockCalls = 1_000,
  warmupCalls = 511,
  ...report
}: Watched): LeakReport {
  const calls = { blockCalls, warmupCalls }
  const [heap, outside] = [levelsOf(growth, blocks, calls), levelsOf(offHeap, blocks, calls)]
  const levels = heap.levels.map((heapBytes, i) => ({ heapBytes, offHeapBytes: outside.levels[i] ?? 0 }))
  const sums = levels.map(({ heapBytes, offHeapBytes }) => heapBytes + offHeapBytes)
  const conclusion = concludeLeak({ levels: sums, ...calls }, report.limitBytes)
  const finding = { ...conclusion, ...calls, levels, callMs: 0.01, maxTimeMs: 3_325, elapsedMs: 800 }
  return { clock: 'real', limitBytes: undefined, culprit: undefined, ...report, finding }
}

const place = (name: string, line: number): { function: string; file: string; line: number } => ({
  function: name,
  file: 'src/small.ts',
  line,
})

const CULPRIT: Culprit = {
  kept: [
    { name: 'Object', properties: ['id', 'data'], count: 2_001, bytes: 80_040 },
    { name: '(string)', properties: [], count: 2_001, bytes: 64_032 },
  ],
  heldBy: {
    type: 'Map',
    variable: 'sessions',
    place: place('remember', 4),
    path: ['remember', 'context', 'sessions: Map', '[table]', 'Object'],
  },
  allocatedIn: [
    { place: place('remember', 4), share: 0.99 },
    { place: place('', 9), share: 0.01 },
  ],
  notes: [],
}

const failure = (watched: Watched, negated = false): string =>
  formatLeakFailure(reportOf(watched), {
    title: `expect(fn)${negated ? '.not' : ''}.toNotLeakMemory()`,
    negated,
  })

describe('formatLeakFailure', () => {
  test('a leak, and who it is', () => {
    expect(failure({ growth: keeps(259), culprit: CULPRIT })).toMatchInlineSnapshot(`
      "expect(fn).toNotLeakMemory()   real clock

      Expected memory kept  <   4 B per call
      Received memory kept    259 B per call          12 blocks × 1 000 calls, after 511 of warm-up; resolution 4 B

        heap      +728 KB → +1.55 MB → +3.11 MB after 2 810 → 6 000 → 12 000 calls; still growing

        kept          2 001 × Object {id, data}, 80.0 KB
                      2 001 × (string), 64.0 KB
        held by       Map \`sessions\` ← remember (src/small.ts:4)
                      remember → context → sessions: Map → [table] → Object
        allocated in  remember (src/small.ts:4) 99 %
                      (anonymous) (src/small.ts:9) 1 %

      Next step: take out of \`sessions\` what is no longer needed. If it is a bounded cache, set \`warmup\` above its capacity; it has more than 12 511 entries if each call adds one."
    `)
  })

  test('a leak of nobody knows who, off the heap, above a limit', () => {
    expect(failure({ offHeap: keeps(256), limitBytes: 100, clock: 'virtual' })).toMatchInlineSnapshot(`
      "expect(fn).toNotLeakMemory()   virtual clock

      Expected memory kept  < 100 B per call
      Received memory kept    256 B per call          12 blocks × 1 000 calls, after 511 of warm-up; resolution 100 B

        off-heap  +719 KB → +1.54 MB → +3.07 MB after 2 810 → 6 000 → 12 000 calls; still growing

      Next step: take out of what holds it what is no longer needed. If it is a bounded cache, set \`warmup\` above its capacity; it has more than 12 511 entries if each call adds one."
    `)
  })

  test('what could not be named', () => {
    const notes = ['The heap has 200 MB, which is too much to look through.']
    const culprit = { kept: [], heldBy: undefined, allocatedIn: [], notes }
    expect(
      failure({ growth: keeps(259), culprit })
        .split('\n')
        .slice(6),
    ).toMatchInlineSnapshot(`
      [
        "",
        "  note: The heap has 200 MB, which is too much to look through.",
        "",
        "Next step: take out of what holds it what is no longer needed. If it is a bounded cache, set \`warmup\` above its capacity; it has more than 12 511 entries if each call adds one.",
      ]
    `)
  })

  test.for<[string, Partial<Culprit>]>([
    [
      'by its path',
      {
        heldBy: {
          type: 'Array',
          variable: 'calls',
          place: undefined,
          path: ['lookUp', 'mock: Object', 'calls: Array'],
        },
      },
    ],
    [
      'by where it was allocated',
      {
        allocatedIn: [
          { place: { function: 'mock', file: 'node_modules/@vitest/spy/dist/index.js', line: 7 }, share: 1 },
        ],
      },
    ],
  ])("a mock of Vitest's is told %s", ([, about]) => {
    const message = failure({ growth: keeps(259), culprit: { ...CULPRIT, ...about } })
    expect(message.split('\n').at(-1)).toBe(
      "Next step: a mock of Vitest's keeps all that it was called with. Empty it between the blocks of calls: toNotLeakMemory({ between: () => mock.mockClear() }).",
    )
  })

  test('names from outside do no harm', () => {
    const kept = [{ name: 'A\u001B[31m', properties: ['a', 'b', 'c', 'd', 'e'], count: 1, bytes: 16 }]
    const culprit = { kept, heldBy: undefined, allocatedIn: [], notes: [] }
    expect(failure({ growth: keeps(259), culprit }).split('\n')[7]).toBe(
      '  kept          1 × A {a, b, c, d, …}, 16 B',
    )
  })

  test('under .not', () => {
    expect(failure({ growth: boundedCache(1_000, 100), blocks: 6 }, true)).toMatchInlineSnapshot(`
      "expect(fn).not.toNotLeakMemory()   real clock

      Expected memory kept  ≥ 4 B per call
      Received memory kept    0 B per call          6 blocks × 1 000 calls, after 511 of warm-up; resolution 4 B

        heap      +48.9 KB → +48.9 KB → +48.9 KB after 2 000 → 2 810 → 6 000 calls"
    `)
  })

  test('still growing when the time was over', () => {
    expect(failure({ growth: boundedCache(9_000, 100), blocks: 9 })).toMatchInlineSnapshot(`
      "expect(fn).toNotLeakMemory()   real clock

      Expected memory kept  <    4 B per call
      Received memory kept    93.3 B per call          9 blocks × 1 000 calls, after 511 of warm-up; resolution 4 B

        heap      +281 KB → +481 KB → +849 KB after 2 810 → 4 810 → 8 810 calls; still growing

      Inconclusive: it was still growing when the time of 3 325 ms was over, but not yet for as long as it takes to tell a leak from a cache that fills up.
      Next step: give it more time, with maxTime and the timeout of the test. If it is a bounded cache, set \`warmup\` above its capacity."
    `)
  })

  test('too coarse for the limit', () => {
    expect(failure({ blocks: 9, blockCalls: 5, warmupCalls: 7, limitBytes: 16 })).toMatchInlineSnapshot(`
      "expect(fn).toNotLeakMemory()   real clock

      Expected memory kept  < 16 B per call
      Received memory kept     0 B per call          9 blocks × 5 calls, after 7 of warm-up; resolution 273 B

        heap      ±0 B → ±0 B → ±0 B after 14 → 24 → 44 calls

      Inconclusive: a leak of 16 B per call would not have been seen: 9 blocks of 5 show 273 B or more.
      Next step: give it more time, with maxTime and the timeout of the test, or a limit of 280 B."
    `)
  })

  test('too few blocks', () => {
    expect(failure({ blocks: 3, growth: keeps(10) })).toMatchInlineSnapshot(`
      "expect(fn).toNotLeakMemory()   real clock

      Expected memory kept  < 4 B per call
      Received memory kept      — per call          3 blocks × 1 000 calls, after 511 of warm-up

        heap      +8.10 KB → +20.0 KB → +28.1 KB after 810 → 2 000 → 2 810 calls

      Inconclusive: 3 of at least 6 blocks were done when the time of 3 325 ms was over.
      Next step: give it more time, with maxTime and the timeout of the test, or hand it less work."
    `)
  })
})

describe('a pass with a coarse resolution', () => {
  test('says so', () => {
    const report = reportOf({ blocks: 6, blockCalls: 5, warmupCalls: 7 })
    expect(isCoarse(report)).toBe(true)
    expect(formatCoarseResolution(report, 'expect(fn).toNotLeakMemory()')).toMatchInlineSnapshot(
      `"expect(fn).toNotLeakMemory() passed, but a leak below 410 B per call would not have been seen: 6 blocks × 5 calls, after 7 of warm-up. Give it more time with maxTime, or say that this is enough: { limit: '410 B' }."`,
    )
  })

  test('keeps quiet where the user has set a limit, or it is fine enough', () => {
    expect(isCoarse(reportOf({ blocks: 6 }))).toBe(false)
    expect(isCoarse(reportOf({ blocks: 6, blockCalls: 5, limitBytes: 2_000 }))).toBe(false)
  })
})
