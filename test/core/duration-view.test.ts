import { describe, expect, test } from 'vitest'
import { isView } from '../../src/core/duration-view.ts'
import { isMeasurement } from '../../src/core/measurement.ts'
import { errorRate, mean, percentile, throughput } from '../../src/core/statistic.ts'
import { isTiming } from '../../src/core/timing.ts'
import { callsPerIteration, failures, measurementOf, range } from '../helpers/measurement-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const MS = 1e6
/** Twenty iterations of 100 ms; the first items of ten of them came after 1 … 10 ms. */
const run = measurementOf(new Array<number>(20).fill(100), {
  ...failures(5),
  name: 'research',
  seed: 7,
  dropped: 3,
  timeIsUp: true,
  stopping: 'sequential',
  counts: { search: callsPerIteration(2, 10) },
  firstItemNs: Float64Array.from(range(1, 10), (ms) => ms * MS),
})
const view = run.firstItem

describe('a view of a measurement', () => {
  test('has a name and a path of its own', () => {
    expect([view.name, view.label, view.path, view.of]).toStrictEqual([
      'research · first item',
      'first item',
      'run.firstItem',
      run,
    ])
  })

  test('has the figures of its own samples', () => {
    expect({
      n: view.n,
      samples: view.samples,
      min: view.min,
      max: view.max,
      mean: view.mean,
      p50: view.p50,
      p90: view.p90,
      p95: view.p95,
      p99: view.p99,
      atLeast: view.countAtLeast(9),
      bins: view.bins(2),
      batches: view.durationBatches(),
    }).toStrictEqual({
      n: 10,
      samples: Float64Array.from(range(1, 10)),
      min: 1,
      max: 10,
      mean: 5.5,
      p50: 5.5,
      p90: view.percentile(90),
      p95: 10,
      p99: 10,
      atLeast: 2,
      bins: [5, 5],
      batches: Float64Array.from(range(1, 10)),
    })
    expect(view.p90).toBeCloseTo(9 + 19 / 30, 9)
    expect(view.stdDev).toBeCloseTo(Math.sqrt(82.5 / 9), 9)
  })

  test('has the rest from the measurement', () => {
    const { clock, stopping, timeIsUp, seed, errors, dropped, firstErrors } = view
    expect({ clock, stopping, timeIsUp, seed, errors, dropped, errorRate: view.errorRate }).toStrictEqual({
      clock: 'real',
      stopping: 'sequential',
      timeIsUp: true,
      seed: 7,
      errors: 5,
      dropped: 3,
      errorRate: 0.2,
    })
    expect(firstErrors).toBe(run.firstErrors)
    // Calls of the whole iteration say nothing about a part of it.
    expect(view.counts).toStrictEqual({})
  })

  test('has the throughput of those iterations that have a sample in it', () => {
    expect(run.throughput).toBeCloseTo(10, 9)
    expect(view.throughput).toBeCloseTo(5, 9)
    expect([...(view.paceBatches() ?? [])]).toStrictEqual(new Array<number>(20).fill(200))
  })

  test('is judged like the measurement', () => {
    expect(percentile(50, 'here').value(view)).toBe(5.5)
    expect(percentile(50, 'here').rule.observations(view)).toBe(13)
    expect(mean.rule.find(view, 100).outcome).toBe('pass')
    expect(mean.rule.find(view, 1).outcome).toBe('fail')
    expect(throughput.rule.find(view, 4.9).outcome).toBe('pass')
    expect(throughput.rule.find(view, 5.1).outcome).toBe('fail')
    expect(errorRate.value(view)).toBe(0.2)
  })

  test('is told by its brand', () => {
    expect([isView(view), isTiming(view), isMeasurement(view)]).toStrictEqual([true, true, false])
    expect([isView(run), isTiming(run), isMeasurement(run)]).toStrictEqual([false, true, true])
    expect(Object.prototype.toString.call(view)).toBe('[object skillperf.View]')
  })

  test('shows its main figures as JSON', () => {
    expect(JSON.parse(JSON.stringify(view))).toStrictEqual({
      name: 'research · first item',
      clock: 'real',
      n: 10,
      min: 1,
      mean: 5.5,
      p50: 5.5,
      p95: 10,
      p99: 10,
      max: 10,
    })
  })

  test('refuses a percentile at its own path', () => {
    expect(thrownBy(() => view.percentile(0.5)).message).toBe(
      'run.firstItem.percentile(0.5): percentiles go from 0 to 100, received 0.5. Did you mean 50?',
    )
  })
})

describe('a view without samples', () => {
  const none = measurementOf([100]).firstItem

  test('has no figures', () => {
    expect([none.n, none.throughput, none.countAtLeast(0), none.durationBatches().length]).toStrictEqual([
      0, 0, 0, 0,
    ])
    expect(none.bins(5)).toStrictEqual([])
    for (const figure of [none.min, none.max, none.mean, none.stdDev, none.p50]) expect(figure).toBeNaN()
  })

  test('of a measurement without any has none either', () => {
    expect(measurementOf([]).firstItem.throughput).toBeNaN()
  })
})
