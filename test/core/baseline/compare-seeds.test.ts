import { describe, expect, test } from 'vitest'
import { COMPARED_SEEDS, compareSeeds } from '../../../src/core/baseline/compare-seeds.ts'
import type { ExactFigures } from '../../../src/core/baseline/exact-entry.ts'
import { quantile } from '../../../src/core/stats/quantile.ts'
import { lognormal } from '../../../src/core/time/latency/lognormal.ts'
import { randomStream } from '../../../src/core/time/random.ts'
import { figuresWith } from '../../helpers/baselines.ts'
import { scaled } from '../../helpers/soak.ts'

const seeds = (of: (seed: number) => ExactFigures): ExactFigures[] => COMPARED_SEEDS.map(of)
const same = figuresWith({ counts: [['calls search', 100]] })

describe('eight seeds that all give the same', () => {
  test('are compared exactly', () => {
    expect(
      compareSeeds(
        same,
        seeds(() => same),
        0,
      ),
    ).toStrictEqual({ result: 'same', figures: [] })
    const slower = figuresWith({ counts: [['calls search', 100]], times: { p50Ms: 10.001 } })
    expect(
      compareSeeds(
        same,
        seeds(() => slower),
        0,
      ).result,
    ).toBe('worse')
    expect(
      compareSeeds(
        slower,
        seeds(() => same),
        0,
      ).result,
    ).toBe('better')
    expect(
      compareSeeds(
        same,
        seeds(() => slower),
        0.001,
      ).result,
    ).toBe('same')
    const more = figuresWith({ counts: [['calls search', 101]] })
    expect(
      compareSeeds(
        same,
        seeds(() => more),
        0.5,
      ).result,
    ).toBe('worse')
  })

  test('per iteration: the baseline may have others', () => {
    const half = figuresWith({ iterations: 50, counts: [['calls search', 50]] })
    expect(
      compareSeeds(
        half,
        seeds(() => same),
        0,
      ).result,
    ).toBe('same')
  })

  test('without virtual times, by their counts', () => {
    const counted = figuresWith({ counts: [['calls search', 100]], times: null })
    expect(
      compareSeeds(
        same,
        seeds(() => counted),
        0,
      ).result,
    ).toBe('same')
  })
})

/** What a skill that calls once comes to, its latencies drawn anew. */
function drawn(seed: number, factor: number, iterations: number): ExactFigures {
  const random = randomStream(seed, 'draws')
  const model = lognormal({ p50: 100, p95: 300 })
  const sorted = Float64Array.from({ length: iterations }, () => model(random) * factor).toSorted()
  const at = (p: number): number => quantile(sorted, p)
  const meanMs = sorted.reduce((sum, ms) => sum + ms, 0) / iterations
  const times = { meanMs, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
  return figuresWith({ iterations, times })
}

describe('over many draws of 1 000 iterations', () => {
  const times = scaled(2_000)
  const found = (factor: number): number => {
    let worse = 0
    for (let nth = 1; nth <= times; nth++) {
      const runs = seeds((seed) => drawn(nth * 100 + seed, factor, 1_000))
      if (compareSeeds(drawn(nth * 100, 1, 1_000), runs, 0).result === 'worse') worse++
    }
    return worse
  }

  test('the same code is almost never worse', () => {
    expect(found(1)).toBeLessThanOrEqual(Math.ceil(times * 0.005))
  })

  test('a call that is made twice always is', () => {
    expect(found(2)).toBe(times)
  })
})
