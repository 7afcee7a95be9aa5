import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import type { Load } from '../../src/core/load.ts'
import { isMeasurement } from '../../src/core/measurement.ts'
import { readPercentile } from '../../src/core/percentile.ts'
import { failures, measurementOf, range } from '../helpers/measurement-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

describe('Measurement', () => {
  const run = measurementOf([40, 10, 30, 20], {
    ...failures(1),
    elapsedNs: 200e6,
    seed: 7,
    load: { kind: 'closed', concurrency: 2 },
    warmup: 3,
  })

  test('gives its figures in ms', () => {
    const { name, clock, n, errors, elapsed, min, max, mean, seed, concurrency, warmup } = run
    expect({ name, clock, n, errors, elapsed, min, max, mean, seed, concurrency, warmup }).toStrictEqual({
      name: 'research',
      clock: 'real',
      n: 4,
      errors: 1,
      elapsed: 200,
      min: 10,
      max: 40,
      mean: 25,
      seed: 7,
      concurrency: 2,
      warmup: 3,
    })
    expect(run.stdDev).toBeCloseTo(Math.sqrt(500 / 3), 12)
  })

  test('keeps samples in order of completion, failed ones apart', () => {
    expect([...run.samples]).toStrictEqual([40, 10, 30, 20])
    expect([...run.sortedNs]).toStrictEqual([10e6, 20e6, 30e6, 40e6])
    expect([...run.failedSamples]).toStrictEqual([1])
  })

  test('counts failures in the error rate and not in the throughput', () => {
    expect(run.errorRate).toBe(0.2)
    expect(run.throughput).toBe(20)
  })

  test('gives the usual percentiles as properties', () => {
    const hundred = measurementOf(range(1, 100))
    const { p50, p75, p90, p95, p99, p999 } = hundred
    expect([p50, p75, p90, p95, p99, p999]).toStrictEqual(
      [50, 75, 90, 95, 99, 99.9].map((p) => hundred.percentile(p)),
    )
    expect(p50).toBe(50.5)
    expect([hundred.percentile(0), hundred.percentile(100)]).toStrictEqual([1, 100])
  })

  test('has no figures without samples', () => {
    const empty = measurementOf([])
    const { min, max, mean, stdDev, p50, throughput, errorRate } = empty
    expect([min, max, mean, stdDev, p50, throughput, errorRate]).toStrictEqual(new Array(7).fill(Number.NaN))
  })

  test('hands out copies of its samples', () => {
    const two = measurementOf([1, 2])
    two.samples[0] = 99
    expect([...two.samples]).toStrictEqual([1, 2])
    expect(two.max).toBe(2)
  })
})

describe('Measurement: what else it tells', () => {
  test('is what a plain closed loop gives, unless it was told more', () => {
    const { dropped, batch, stopping, timeIsUp, waitShare, notes, firstItem } = measurementOf([1, 2])
    expect({ dropped, batch, stopping, timeIsUp, waitShare, notes, n: firstItem.n }).toStrictEqual({
      dropped: 0,
      batch: 1,
      stopping: 'fixed',
      timeIsUp: false,
      waitShare: undefined,
      notes: [],
      n: 0,
    })
  })

  test.for<[Load, number | undefined]>([
    [{ kind: 'closed', concurrency: 5 }, 5],
    [{ kind: 'closed-stages', stages: [{ durationMs: 5, target: 3 }] }, undefined],
    [{ kind: 'open', rate: 50, arrival: 'poisson', maxInFlight: 9 }, undefined],
  ])('has a concurrency where it stays the same: %o', ([load, concurrency]) => {
    expect(measurementOf([1], { load }).concurrency).toBe(concurrency)
  })

  test('counts the iterations of a batch one by one', () => {
    const run = measurementOf([0.001, 0.003], {
      batch: 500,
      successes: 1_000,
      elapsedNs: 2_000_000,
      ...failures(10),
    })
    const { n, iterations, errors, errorRate, throughput, mean } = run
    expect({ n, iterations, errors, errorRate, throughput, mean }).toStrictEqual({
      n: 2,
      iterations: 1_010,
      errors: 10,
      errorRate: 10 / 1_010,
      throughput: 500_000,
      mean: 0.002,
    })
  })

  test('takes the time per success from when it was busy, where iterations overlap or fail', () => {
    const shared = measurementOf([10, 10, 10, 10], {
      busyNs: Float64Array.of(5e6, 5e6, 15e6, 20e6),
      elapsedNs: 20e6,
    })
    expect([...shared.paceBatches()]).toStrictEqual([5, 0, 10, 5])
    expect([...shared.durationBatches()]).toStrictEqual([10, 10, 10, 10])
    expect([...measurementOf([1, 2]).paceBatches()]).toStrictEqual([1, 2])
  })

  test('has the time to the first item as durations of their own', () => {
    const run = measurementOf(range(1, 100), { firstItemNs: Float64Array.of(3e6, 1e6, 2e6) })
    const { name, n, min, max, mean, p50 } = run.firstItem
    expect({ name, n, min, max, mean, p50 }).toStrictEqual({
      name: 'research · first item',
      n: 3,
      min: 1,
      max: 3,
      mean: 2,
      p50: 2,
    })
    expect([...run.firstItem.samples]).toStrictEqual([3, 1, 2])
    expect(thrownBy(() => run.firstItem.percentile(0.5)).message).toBe(
      'run.firstItem.percentile(0.5): percentiles go from 0 to 100, received 0.5. Did you mean 50?',
    )
  })

  test('shows its main figures in JSON, and in the console', () => {
    const run = measurementOf([1, 3], { counts: {} })
    const { p50, p95, p99 } = run
    const shown = {
      name: 'research',
      clock: 'real',
      n: 2,
      errors: 0,
      elapsed: 4,
      throughput: 500,
      min: 1,
      mean: 2,
      p50,
      p95,
      p99,
      max: 3,
      counts: {},
    }
    expect(JSON.parse(JSON.stringify(run))).toStrictEqual(shown)
    expect(inspect(run)).toBe(inspect(shown))
  })
})

describe('isMeasurement', () => {
  test('knows one, also from another copy of the package', () => {
    expect(isMeasurement(measurementOf([1]))).toBe(true)
    expect(isMeasurement({ [Symbol.toStringTag]: 'skillperf.Measurement' })).toBe(true)
  })

  test('does not take a view of one for one', () => {
    expect(isMeasurement(measurementOf([1]).firstItem)).toBe(false)
  })

  test.for<[unknown]>([
    [undefined],
    [null],
    [5],
    ['skillperf.Measurement'],
    [{}],
    [() => {}],
    [Promise.resolve()],
  ])('does not take %o for one', ([value]) => {
    expect(isMeasurement(value)).toBe(false)
  })
})

describe('readPercentile', () => {
  test.for([0, 1, 50, 99.9, 100])('takes %d', (p) => {
    expect(readPercentile(p, 'here')).toBe(p)
  })

  const whole = (shown: string): string =>
    `here: a percentile must be a number from 0 to 100, received ${shown}. Write 95 for the 95th percentile.`

  test.for<[unknown, string]>([
    [0.95, 'here: percentiles go from 0 to 100, received 0.95. Did you mean 95?'],
    [0.999, 'here: percentiles go from 0 to 100, received 0.999. Did you mean 99.9?'],
    [0.07, 'here: percentiles go from 0 to 100, received 0.07. Did you mean 7?'],
    [-1, whole('-1')],
    [100.1, whole('100.1')],
    [Number.NaN, whole('NaN')],
    [Infinity, whole('Infinity')],
    ['95', whole('"95"')],
    [undefined, whole('undefined')],
  ])('refuses %o', ([value, message]) => {
    const error = thrownBy(() => readPercentile(value, 'here'))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(message)
  })

  test('is named by the call it was made with', () => {
    expect(thrownBy(() => measurementOf([1]).percentile(0.5)).message).toBe(
      'run.percentile(0.5): percentiles go from 0 to 100, received 0.5. Did you mean 50?',
    )
  })
})
