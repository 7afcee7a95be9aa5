import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../src/core/judging/rule.ts'
import type { Overrides } from '../../helpers/measurement-of.ts'
import { mean, throughput } from '../../../src/core/statistic.ts'
import type { Statistic } from '../../../src/core/statistic.ts'
import { randomStream } from '../../../src/core/time/random.ts'
import type { Timing } from '../../../src/core/timing.ts'
import { failures, measurementOf, range } from '../../helpers/measurement-of.ts'
import { scaled } from '../../helpers/soak.ts'

function find(
  statistic: Statistic,
  samples: readonly number[],
  limit: number,
  overrides: Overrides = {},
): Finding {
  return statistic.rule.find(measurementOf(samples, overrides), limit)
}

function boundsOf({ evidence }: Finding): [number, number] {
  if (evidence.kind !== 'interval') throw new Error(`expected an interval, received ${evidence.kind}`)
  return [evidence.low, evidence.high]
}

/** Between 90 and 110 ms, each as often, and 100 on average. */
const steady = Array.from({ length: 315 }, (_, i) => 90 + ((i * 8) % 21))

describe('the mean', () => {
  test.for([
    [110, 'pass'],
    [102, 'pass'],
    [100, 'inconclusive'],
    [98, 'fail'],
    [50, 'fail'],
  ] as const)('of samples around 100 ms, below %d: %s', ([limit, outcome]) => {
    expect(find(mean, steady, limit).outcome).toBe(outcome)
  })

  test('of equal samples is known', () => {
    const equal = new Array<number>(10).fill(100)
    expect(find(mean, equal, 100.000_001).outcome).toBe('pass')
    expect(find(mean, equal, 100).outcome).toBe('fail')
    expect(boundsOf(find(mean, equal, 100))).toStrictEqual([100, 100])
  })

  test('of samples that took no time is below any limit', () => {
    expect(find(mean, new Array<number>(10).fill(0), 0.001).outcome).toBe('pass')
  })

  test('lies between two bounds, none of them below 0', () => {
    const [low, high] = boundsOf(find(mean, steady, 100))
    expect(low).toBeGreaterThan(97)
    expect(low).toBeLessThan(100)
    expect(high).toBeGreaterThan(100)
    expect(high).toBeLessThan(102)
    const unsure = boundsOf(find(mean, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1_000], 100))
    expect(unsure[0]).toBeGreaterThanOrEqual(0)
    expect(find(mean, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1_000], 101).outcome).toBe('inconclusive')
  })

  test('draws its resamples from the seed of the measurement alone', () => {
    const uneven = range(1, 100).map((i) => (i * i) % 101)
    const once = find(mean, uneven, 50)
    expect(find(mean, uneven, 50)).toStrictEqual(once)
    expect(find(mean, uneven, 50, { name: 'another', warmup: 5 })).toStrictEqual(once)
    expect(find(mean, uneven, 50, { seed: 2 })).not.toStrictEqual(once)
  })

  test('leaves failed iterations and arrivals that were turned away out', () => {
    expect(find(mean, steady, 102, { ...failures(500), dropped: 500, busyNs: undefined }).outcome).toBe(
      'pass',
    )
  })

  test('needs ten samples', () => {
    expect([mean.rule.least('fixed', 5), mean.rule.least('sequential', 5)]).toStrictEqual([10, 10])
    expect(mean.rule.observations(measurementOf(range(1, 7), failures(5)))).toBe(7)
    expect(mean.rule).not.toHaveProperty('watch')
  })

  test('of one or two samples does not throw, nor decide where it cannot', () => {
    expect(find(mean, [], 100).outcome).toBe('inconclusive')
    expect(find(mean, [1, 2], 100).outcome).toBe('inconclusive')
  })
})

describe('the throughput', () => {
  test.for([
    // 100 ms each, one after the other: 10 a second.
    [9, 'pass'],
    [9.8, 'pass'],
    [10, 'inconclusive'],
    [10.2, 'fail'],
    [20, 'fail'],
  ] as const)('of 10 a second, above %d: %s', ([limit, outcome]) => {
    expect(find(throughput, steady, limit).outcome).toBe(outcome)
  })

  test('lies between two bounds, ascending, around its figure', () => {
    const [low, high] = boundsOf(find(throughput, steady, 10))
    expect(low).toBeLessThan(10)
    expect(low).toBeGreaterThan(9.8)
    expect(high).toBeGreaterThan(10)
    expect(high).toBeLessThan(10.3)
  })

  test('of several at once counts the time that they share once', () => {
    // Ten lanes of 100 ms: a success every 10 ms.
    const samples = new Array<number>(300).fill(100)
    const busyNs = Float64Array.from(samples, (_, i) => (i + 1) * 10e6)
    const overrides = { busyNs, elapsedNs: 3e9, load: { kind: 'closed', concurrency: 10 } } as const
    expect(find(throughput, samples, 99, overrides).outcome).toBe('pass')
    expect(find(throughput, samples, 101, overrides).outcome).toBe('fail')
    expect(boundsOf(find(throughput, samples, 99, overrides))[0]).toBeCloseTo(100, 6)
  })

  test('counts the time that failed iterations took', () => {
    // Every success of 10 ms has a failure of 90 ms before it.
    const samples = new Array<number>(100).fill(10)
    const busyNs = Float64Array.from(samples, (_, i) => (i + 1) * 100e6)
    const overrides = { ...failures(100), busyNs, elapsedNs: 10e9 }
    expect(find(throughput, samples, 9.9, overrides).outcome).toBe('pass')
    expect(find(throughput, samples, 10.1, overrides).outcome).toBe('fail')
  })

  test('needs ten samples', () => {
    expect(throughput.rule.least('fixed', 5)).toBe(10)
    expect(throughput.rule.observations(measurementOf(range(1, 7)))).toBe(7)
    expect(throughput.rule).not.toHaveProperty('watch')
  })
})

describe('where only mean and deviation are known', () => {
  const known = (n: number, meanMs: number, stdDev: number): Timing => {
    const run = measurementOf([1])
    return Object.create(run, {
      n: { value: n },
      mean: { value: meanMs },
      stdDev: { value: stdDev },
      seed: { value: 1 },
      durationBatches: { value: () => undefined },
      paceBatches: { value: () => undefined },
    }) as Timing
  }

  test('the interval is that of a normal distribution', () => {
    const [low, high] = boundsOf(mean.rule.find(known(100, 100, 10), 100))
    expect(low).toBeCloseTo(100 - 2.575829, 6)
    expect(high).toBeCloseTo(100 + 1.644854, 6)
  })

  test.for([
    [101.7, 'pass'],
    [101.6, 'inconclusive'],
    [97.5, 'inconclusive'],
    [97.4, 'fail'],
  ] as const)('below %d: %s', ([limit, outcome]) => {
    expect(mean.rule.find(known(100, 100, 10), limit).outcome).toBe(outcome)
  })

  test.for([0, 1])('%d samples say nothing', (n) => {
    expect(mean.rule.find(known(n, 100, Number.NaN), 1).outcome).toBe('inconclusive')
  })
})

describe('any outcome', () => {
  const samples = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 10, maxLength: 60 })
  const runs = { numRuns: scaled(600) }

  test('is on the side that the figure is on', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 1_000 }), (given, limit) => {
        const run = measurementOf(given)
        const { outcome } = mean.rule.find(run, limit)
        if (outcome === 'pass') expect(run.mean).toBeLessThan(limit)
        if (outcome === 'fail') expect(run.mean).toBeGreaterThanOrEqual(limit)
        const rate = 1_000 / limit
        const found = throughput.rule.find(run, rate).outcome
        if (found === 'pass') expect(run.throughput).toBeGreaterThan(rate)
        if (found === 'fail') expect(run.throughput).toBeLessThanOrEqual(rate * (1 + 1e-9))
      }),
      runs,
    )
  })

  test('is a mean and a throughput that agree, where iterations run one by one', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 1_000 }), (given, limit) => {
        expect(find(throughput, given, 1_000 / limit).outcome).toBe(find(mean, given, limit).outcome)
      }),
      runs,
    )
  })
})

test(
  'over seeded runs whose true mean is the limit, few pass, and hardly any fails',
  { timeout: 120_000 },
  () => {
    const RUNS = scaled(6_000)
    let [passed, failed] = [0, 0]
    for (let seed = 0; seed < RUNS; seed++) {
      const random = randomStream(seed, 'samples')
      // Exponential, of a mean of 100 ms.
      const samples = Array.from({ length: 300 }, () => -100 * Math.log1p(-random()))
      const { outcome } = find(mean, samples, 100, { seed })
      if (outcome === 'pass') passed++
      if (outcome === 'fail') failed++
    }
    expect(passed / RUNS).toBeLessThanOrEqual(0.08)
    expect(failed / RUNS).toBeLessThanOrEqual(0.015)
  },
)
