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
  blockCalls = 500,
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
    expect(failure({ growth: keeps(259), culprit: CULPRIT })).toMatchInlineSnapshot()
  })

  test('a leak of nobody knows who, off the heap, above a limit', () => {
    expect(failure({ offHeap: keeps(256), limitBytes: 100, clock: 'virtual' })).toMatchInlineSnapshot()
  })

  test('what could not be named', () => {
    const notes = ['The heap has 200 MB, which is too much to look through.']
    const culprit = { kept: [], heldBy: undefined, allocatedIn: [], notes }
    expect(
      failure({ growth: keeps(259), culprit })
        .split('\n')
        .slice(6),
    ).toMatchInlineSnapshot()
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
    expect(failure({ growth: boundedCache(1_000, 100), blocks: 6 }, true)).toMatchInlineSnapshot()
  })

  test('still growing when the time was over', () => {
    expect(failure({ growth: boundedCache(5_000, 100), blocks: 9 })).toMatchInlineSnapshot()
  })

  test('too coarse for the limit', () => {
    expect(failure({ blocks: 9, blockCalls: 5, warmupCalls: 7, limitBytes: 16 })).toMatchInlineSnapshot()
  })

  test('too few blocks', () => {
    expect(failure({ blocks: 3, growth: keeps(10) })).toMatchInlineSnapshot()
  })
})

describe('a pass with a coarse resolution', () => {
  test('says so', () => {
    const report = reportOf({ blocks: 6, blockCalls: 5, warmupCalls: 7 })
    expect(isCoarse(report)).toBe(true)
    expect(formatCoarseResolution(report, 'expect(fn).toNotLeakMemory()')).toMatchInlineSnapshot()
  })

  test('keeps quiet where the user has set a limit, or it is fine enough', () => {
    expect(isCoarse(reportOf({ blocks: 6 }))).toBe(false)
    expect(isCoarse(reportOf({ blocks: 6, blockCalls: 5, limitBytes: 2_000 }))).toBe(false)
  })
})
