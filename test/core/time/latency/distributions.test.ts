import { describe, expect, test } from 'vitest'
import { resample } from '../../../../src/core/time/latency/empirical.ts'
import { exponential } from '../../../../src/core/time/latency/exponential.ts'
import { lognormal } from '../../../../src/core/time/latency/lognormal.ts'
import { mixture } from '../../../../src/core/time/latency/mixture.ts'
import type { LatencyModel } from '../../../../src/core/time/latency/model.ts'
import { normal } from '../../../../src/core/time/latency/normal.ts'
import { presets } from '../../../../src/core/time/latency/presets.ts'
import { uniform } from '../../../../src/core/time/latency/uniform.ts'
import { randomStream } from '../../../../src/core/time/random.ts'
import { normalCdf } from '../../../helpers/normal-cdf.ts'
import { chiSquared, lag1 } from '../../../helpers/randomness.ts'
import { scaled } from '../../../helpers/soak.ts'

const DRAWS = scaled(100_000)
const BINS = 64
/** Chi-squared with 63 degrees of freedom leaves this range once in 5 000 uniform samples, about. */
const TOO_EVEN = 31
const TOO_UNEVEN = 110
/** Of independent draws it is normal with a deviation of 1/√n. */
const MOST_CORRELATION = 4.5 / Math.sqrt(DRAWS)

/** As calls draw: the first call of each iteration, from a stream of its own. */
function overCalls(model: LatencyModel, seed: number): number[] {
  return Array.from({ length: DRAWS }, (_, i) =>
    model(randomStream(seed, 'tool', 'web_search', `fn ${i}`, 0)),
  )
}

function withinOne(model: LatencyModel, seed: number): number[] {
  const random = randomStream(seed, 'tool', 'web_search', 'fn 0', 0)
  return Array.from({ length: DRAWS }, () => model(random))
}

const WAYS = { 'over calls': overCalls, 'within one stream': withinOne }

const lognormalCdf =
  (p50: number, p95: number) =>
  (ms: number): number =>
    normalCdf((Math.log(ms / p50) / Math.log(p95 / p50)) * 1.6448536269514722)
const uniformCdf = (ms: number): number => Math.min(1, Math.max(0, (ms - 20) / 30))
const exponentialCdf = (ms: number): number => 1 - Math.exp(-ms / 40)

/** What each model promises: the share of its draws below so many ms. */
const MODELS: readonly (readonly [string, LatencyModel, (ms: number) => number])[] = [
  ['uniform', uniform({ min: 20, max: 50 }), uniformCdf],
  ['normal', normal({ mean: 100, stdDev: 10 }), (ms) => normalCdf((ms - 100) / 10)],
  [
    'normal, truncated',
    normal({ mean: 100, stdDev: 120 }),
    (ms) => (normalCdf((ms - 100) / 120) - normalCdf(-100 / 120)) / (1 - normalCdf(-100 / 120)),
  ],
  ['lognormal', lognormal({ p50: 100, p95: 300 }), lognormalCdf(100, 300)],
  ['exponential', exponential({ mean: 40 }), exponentialCdf],
  [
    'mixture',
    mixture([
      { weight: 3, latency: exponential({ mean: 40 }) },
      { weight: 1, latency: uniform({ min: 20, max: 50 }) },
    ]),
    (ms) => 0.75 * exponentialCdf(ms) + 0.25 * uniformCdf(ms),
  ],
  [
    'empirical, of ranges',
    resample(
      [
        { lowMs: 50, highMs: 90, count: 10 },
        { lowMs: 0, highMs: 10, count: 50 },
        { lowMs: 10, highMs: 12, count: 40 },
      ],
      'here',
    ),
    (ms) => (ms < 10 ? 0.05 * ms : ms < 12 ? 0.5 + 0.2 * (ms - 10) : 0.9 + 0.0025 * (ms - 50)),
  ],
  ['preset', presets.httpTool.typical, lognormalCdf(Math.sqrt(100 * 2_000), 2_000)],
]

describe('draws of models without jumps', { timeout: 60_000 }, () => {
  const rows = MODELS.flatMap(([name, model, cdf]) =>
    Object.entries(WAYS).flatMap(([way, draw]) =>
      [1, 2, 42].map((seed) => ({ name, way, seed, model, cdf, draw })),
    ),
  )
  test.for(rows)('$name $way, seed $seed', ({ model, cdf, draw, seed }) => {
    const shares = draw(model, seed).map(cdf)
    const chi2 = chiSquared(shares, BINS)
    expect(chi2).toBeGreaterThan(TOO_EVEN)
    expect(chi2).toBeLessThan(TOO_UNEVEN)
    expect(Math.abs(lag1(shares))).toBeLessThan(MOST_CORRELATION)
  })
})

describe('draws of models with few latencies', { timeout: 60_000 }, () => {
  /** Latencies and their shares. */
  const few: readonly (readonly [string, LatencyModel, Readonly<Record<number, number>>])[] = [
    [
      'empirical, of samples',
      resample(
        [30, 10, 20, 10].map((ms) => ({ lowMs: ms, highMs: ms, count: 1 })),
        'here',
      ),
      { 10: 0.5, 20: 0.25, 30: 0.25 },
    ],
    [
      'mixture',
      mixture([
        { weight: 70, latency: 5 },
        { weight: 0, latency: 6 },
        { weight: 20, latency: '7ms' },
        { weight: 10, latency: () => 8 },
      ]),
      { 5: 0.7, 7: 0.2, 8: 0.1 },
    ],
  ]
  const rows = few.flatMap(([name, model, shares]) =>
    Object.entries(WAYS).map(([way, draw]) => ({ name, way, model, shares, draw })),
  )
  test.for(rows)('$name $way', ({ model, shares, draw }) => {
    const draws = draw(model, 1)
    const chi2 = Object.entries(shares).reduce((sum, [ms, share]) => {
      const expected = share * DRAWS
      return sum + (draws.filter((drawn) => drawn === Number(ms)).length - expected) ** 2 / expected
    }, 0)
    // Two degrees of freedom: once in 5 000.
    expect(chi2).toBeLessThan(17)
    expect(Math.abs(lag1(draws))).toBeLessThan(MOST_CORRELATION)
    expect(draws.filter((drawn) => !(drawn in shares))).toStrictEqual([])
  })
})
