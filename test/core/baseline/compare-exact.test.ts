import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareExact, drewTheSame } from '../../../src/core/baseline/compare-exact.ts'
import type { ComparedFigure } from '../../../src/core/baseline/compare-exact.ts'
import { phraseOf } from '../../../src/core/baseline/describe-change.ts'
import { drawsDigest } from '../../../src/core/baseline/draws-digest.ts'
import type { ExactFigures } from '../../../src/core/baseline/exact-entry.ts'
import { figuresWith } from '../../helpers/baselines.ts'

const figures: fc.Arbitrary<ExactFigures> = fc
  .record({
    iterations: fc.integer({ min: 1, max: 1_000 }),
    errors: fc.nat(5),
    calls: fc.nat(1_000),
    hits: fc.nat(100),
    p95Ms: fc.nat(10_000),
  })
  .map(({ iterations, errors, calls, hits, p95Ms }) =>
    figuresWith({
      iterations,
      errors,
      counts: [
        ['cache hits redis', hits],
        ['calls search', calls],
      ],
      times: { p95Ms },
    }),
  )

type Case = readonly [string, ExactFigures, ExactFigures, 'same' | 'better' | 'worse', string[]]

const base = figuresWith({
  counts: [
    ['cache hits redis', 90],
    ['cache misses redis', 10],
    ['calls search', 100],
    ['serial depth', 200],
  ],
})
const withCounts = (...counts: (readonly [string, number])[]): ExactFigures => ({
  ...base,
  counts: [...new Map([...base.counts, ...counts])].filter(([, count]) => count > 0),
})

describe('compared with the baseline', () => {
  test.for<Case>([
    ['nothing differs', base, base, 'same', []],
    ['a call more', base, withCounts(['calls search', 200]), 'worse', ['calls search 1 → 2 per iteration']],
    [
      'a call more in one iteration',
      base,
      withCounts(['calls search', 101]),
      'worse',
      ['calls search 100 → 101 in 100 iterations'],
    ],
    ['a call less', base, withCounts(['calls search', 0]), 'better', ['calls search 1 → 0 per iteration']],
    [
      'one is better, another worse',
      base,
      withCounts(['calls search', 0], ['serial depth', 201]),
      'worse',
      ['calls search 1 → 0 per iteration', 'serial depth 200 → 201 in 100 iterations'],
    ],
    [
      'fewer lookups that hit',
      base,
      withCounts(['cache hits redis', 80]),
      'better',
      ['cache hits redis 90 → 80 in 100 iterations'],
    ],
    [
      'a lost hit',
      base,
      withCounts(['cache hits redis', 89], ['cache misses redis', 11]),
      'worse',
      ['cache misses redis 10 → 11 in 100 iterations', 'cache hits redis 90 → 89 in 100 iterations'],
    ],
    [
      'a failed iteration',
      base,
      { ...base, errors: 1 },
      'worse',
      ['failed iterations 0 → 1 in 100 iterations'],
    ],
    ['something new', base, withCounts(['tokens in', 100]), 'worse', ['tokens in 0 → 1 per iteration']],
    [
      'a microsecond',
      base,
      { ...base, times: { ...figuresWith().times, p99Ms: 10.001 } as ExactFigures['times'] },
      'worse',
      ['p99 10 → 10.001 ms'],
    ],
  ])('%s', ([, before, now, result, phrases]) => {
    const compared = compareExact(before, now, 0)
    expect(compared.result).toBe(result)
    expect(compared.figures.map((figure) => phraseOf(figure, now.iterations))).toStrictEqual(phrases)
    expect(drewTheSame(compared)).toBe(true)
  })

  test('figures are the same as themselves', () => {
    fc.assert(
      fc.property(figures, (one) => {
        expect(compareExact(one, one, 0)).toMatchObject({ result: 'same', figures: [] })
      }),
    )
  })

  test('what is worse one way is better the other way round', () => {
    const swapped = { worse: 'better', better: 'worse', other: 'other' } as const
    const changes = (all: readonly ComparedFigure[]): string[] =>
      all.map(({ label, change }) => `${label} ${change}`)
    const opposite = (all: readonly ComparedFigure[]): string[] =>
      all.map(({ label, change }) => `${label} ${swapped[change]}`)
    fc.assert(
      fc.property(figures, figures, (one, other) => {
        const there = compareExact(one, other, 0).figures
        const back = compareExact(other, one, 0).figures
        expect(changes(back)).toStrictEqual(opposite(there))
      }),
    )
  })

  test.for([
    [0, 'worse'],
    [0.04, 'worse'],
    [0.05, 'same'],
    [0.1, 'same'],
  ] as const)('within a tolerance of %s a time of 5 %% more is %s', ([tolerance, result]) => {
    const [before, now] = [figuresWith({ times: { p95Ms: 100 } }), figuresWith({ times: { p95Ms: 105 } })]
    expect(compareExact(before, now, tolerance).result).toBe(result)
    expect(compareExact(now, before, tolerance).result).toBe(result === 'worse' ? 'better' : 'same')
  })

  test('a tolerance is none for counts', () => {
    expect(compareExact(base, withCounts(['calls search', 101]), 0.5).result).toBe('worse')
  })

  test('per iteration, where there are not as many', () => {
    const half = figuresWith({
      iterations: 50,
      counts: base.counts.map(([label, count]) => [label, count / 2]),
    })
    expect(compareExact(base, half, 0)).toMatchObject({ result: 'same', otherIterations: 100 })
    expect(drewTheSame(compareExact(base, half, 0))).toBe(false)
  })
})

describe('other draws', () => {
  const [one, other] = [drawsDigest([1, 2, 3]), drawsDigest([4, 5, 6])]

  test('of a mock', () => {
    const [before, now] = [
      figuresWith({ draws: [['search', one]] }),
      figuresWith({ draws: [['search', other]] }),
    ]
    expect(compareExact(before, now, 0)).toMatchObject({ result: 'same', redrawn: ['search'] })
  })

  test('of one that has another name', () => {
    const before = figuresWith({ counts: [['calls search', 7]], draws: [['search', one]] })
    const now = figuresWith({ counts: [['calls find', 7]], draws: [['find', other]] })
    const compared = compareExact(before, now, 0)
    expect(compared).toMatchObject({
      result: 'same',
      redrawn: ['find'],
      renamed: new Map([['search', 'find']]),
    })
    expect(drewTheSame(compared)).toBe(false)
  })

  test('of two that have other names: told by their counts', () => {
    const counts = (a: string, b: string): ExactFigures['counts'] => [
      [`calls ${a}`, 7],
      [`calls ${b}`, 9],
      [`retries ${b}`, 1],
    ]
    const before = figuresWith({ counts: counts('a', 'b') })
    expect(compareExact(before, figuresWith({ counts: counts('z', 'y') }), 0).renamed).toStrictEqual(
      new Map([
        ['a', 'z'],
        ['b', 'y'],
      ]),
    )
    const others = figuresWith({
      counts: [
        ['calls x', 1],
        ['calls y', 2],
      ],
    })
    expect(compareExact(before, others, 0)).toMatchObject({ renamed: new Map(), result: 'worse' })
  })

  test('a mock that is new draws nothing else', () => {
    const now = figuresWith({ counts: [['calls search', 1]], draws: [['search', one]] })
    expect(drewTheSame(compareExact(figuresWith(), now, 0))).toBe(true)
  })
})
