import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import type { Overrides } from '../helpers/measurement-of.ts'
import type { Limit } from '../../src/core/sla.ts'
import { errorRate, max, mean, percentile, throughput } from '../../src/core/statistic.ts'
import type { Timing } from '../../src/core/timing.ts'
import { judge, requireDecidable } from '../../src/core/verdict.ts'
import { evenPace, failures, measurementOf, range } from '../helpers/measurement-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const p95 = percentile(95, 'here')

/** So many samples of 1 ms, and then so many of 10. */
const slow = (n: number, exceeding: number, overrides: Overrides = {}): Measurement =>
  measurementOf(
    [...new Array<number>(n - exceeding).fill(1), ...new Array<number>(exceeding).fill(10)],
    overrides,
  )

describe('judge', () => {
  const hundred = measurementOf(range(1, 100), { ...failures(25), ...evenPace(100, 10_000) })

  test.for([
    { statistic: mean, limit: 70, outcome: 'pass' },
    { statistic: mean, limit: 50, outcome: 'inconclusive' },
    { statistic: mean, limit: 30, outcome: 'fail' },
    { statistic: max, limit: 100.000_001, outcome: 'pass' },
    { statistic: max, limit: 100, outcome: 'fail' },
    { statistic: p95, limit: 100.000_001, outcome: 'pass' },
    { statistic: p95, limit: 95, outcome: 'inconclusive' },
    { statistic: p95, limit: 50, outcome: 'fail' },
    { statistic: percentile(0, 'here'), limit: 1.000_001, outcome: 'pass' },
    { statistic: percentile(0, 'here'), limit: 1, outcome: 'fail' },
    { statistic: percentile(100, 'here'), limit: 100.000_001, outcome: 'pass' },
    { statistic: percentile(100, 'here'), limit: 100, outcome: 'fail' },
    { statistic: throughput, limit: 9.9, outcome: 'pass' },
    { statistic: throughput, limit: 10, outcome: 'fail' },
    { statistic: errorRate, limit: 0.3, outcome: 'pass' },
    { statistic: errorRate, limit: 0.2, outcome: 'inconclusive' },
    { statistic: errorRate, limit: 0.1, outcome: 'fail' },
    { statistic: errorRate, limit: 1, outcome: 'pass' },
  ] as const)('$statistic.label against $limit: $outcome', ({ statistic, limit, outcome }) => {
    expect(judge(hundred, { statistic, limit }).outcome).toBe(outcome)
  })

  test('a throughput that varies may be on either side of a limit', () => {
    const run = measurementOf(range(1, 100))
    const outcomes = [10, 20, 40].map((limit) => judge(run, { statistic: throughput, limit }).outcome)
    expect(outcomes).toStrictEqual(['pass', 'inconclusive', 'fail'])
  })

  test.for([
    [0.5, 100],
    [1, 100],
    [10, 91],
    [10.5, 90],
    [100, 1],
    [101, 0],
  ] as const)('with limit %d, %d samples are too slow', ([limit, exceeding]) => {
    expect(judge(hundred, { statistic: mean, limit }).exceeding).toBe(exceeding)
  })

  test('counts no samples beyond limits that are no durations', () => {
    expect(judge(hundred, { statistic: throughput, limit: 5 }).exceeding).toBeUndefined()
    expect(judge(hundred, { statistic: errorRate, limit: 0.5 }).exceeding).toBeUndefined()
  })

  test('takes samples for durations, and all iterations for the error rate', () => {
    expect(judge(hundred, { statistic: mean, limit: 5 }).observations).toBe(100)
    expect(judge(hundred, { statistic: errorRate, limit: 0.5 }).observations).toBe(125)
  })

  // S. S. Wilks, "Determination of sample sizes for setting tolerance limits" (1941): 59, 93, 124.
  test.for([
    [58, 0, 'inconclusive'],
    [59, 0, 'pass'],
    [92, 1, 'inconclusive'],
    [93, 1, 'pass'],
    [123, 2, 'inconclusive'],
    [124, 2, 'pass'],
    [100, 11, 'inconclusive'],
    [100, 12, 'fail'],
    [100, 100, 'fail'],
  ] as const)('a p95 of %d samples of which %d exceed: %s', ([n, exceeding, outcome]) => {
    expect(judge(slow(n, exceeding), { statistic: p95, limit: 10 }).outcome).toBe(outcome)
  })

  test.for([
    [92, 0, 'inconclusive'],
    [93, 0, 'pass'],
    [20, 20, 'fail'],
    [19, 19, 'inconclusive'],
    [200, 10, 'inconclusive'],
  ] as const)(
    'of samples that ended themselves, a p95 of %d of which %d exceed: %s',
    ([n, exceeding, outcome]) => {
      const run = slow(n, exceeding, { stopping: 'sequential' })
      expect(judge(run, { statistic: p95, limit: 10 }).outcome).toBe(outcome)
    },
  )

  test.for([
    [p95, 124, 1, 'pass'],
    [p95, 124, 3, 'inconclusive'],
    [p95, 100, 12, 'fail'],
    [max, 100, 1, 'inconclusive'],
    [percentile(0, 'here'), 100, 1, 'pass'],
    [mean, 100, 1, 'pass'],
  ] as const)('%o of %d arrivals, %d of them turned away: %s', ([statistic, arrivals, dropped, outcome]) => {
    const run = slow(arrivals - dropped, 0, { dropped })
    expect(judge(run, { statistic, limit: 10 }).outcome).toBe(outcome)
  })

  test('says what an outcome stands on', () => {
    const evidence = (limit: Limit): unknown => judge(hundred, limit).evidence
    expect(evidence({ statistic: p95, limit: 90 })).toStrictEqual({
      kind: 'exceedances',
      observations: 100,
      exceeding: 11,
      allowed: 0.05,
      method: 'binomial',
    })
    expect(evidence({ statistic: errorRate, limit: 0.1 })).toStrictEqual({
      kind: 'exceedances',
      observations: 125,
      exceeding: 25,
      allowed: 0.1,
      method: 'binomial',
    })
    expect(evidence({ statistic: throughput, limit: 5 })).toStrictEqual({
      kind: 'interval',
      low: 10,
      high: 10,
    })
    expect(evidence({ statistic: max, limit: 5 })).toStrictEqual({ kind: 'extreme' })
    expect(judge(measurementOf([1]), { statistic: p95, limit: 90 })).not.toHaveProperty('evidence')
    const ended = slow(100, 0, { stopping: 'sequential' })
    expect(judge(ended, { statistic: p95, limit: 90 }).evidence).toMatchObject({ method: 'sequential' })
  })

  test('finds the same interval again, and another for another seed', () => {
    const interval = (seed: number): unknown =>
      judge(measurementOf(range(1, 100), { seed }), { statistic: mean, limit: 50 }).evidence
    expect(interval(1)).toStrictEqual(interval(1))
    expect(interval(2)).not.toStrictEqual(interval(1))
  })

  const reasonOf = (run: Measurement, limit: Limit): string | undefined => judge(run, limit).reason

  test('says why it is inconclusive', () => {
    expect(reasonOf(measurementOf([1, 2]), { statistic: p95, limit: 1000 })).toBe(
      'the p95 of 2 samples is not known: it needs at least 59. Run "research" with { iterations: 59 } or more.',
    )
    expect(judge(hundred, { statistic: p95, limit: 1000 })).not.toHaveProperty('reason')
  })

  test.for<[string, Measurement, Limit, string]>([
    [
      'a percentile near its limit',
      hundred,
      { statistic: p95, limit: 95 },
      '6 of 100 samples took 95 ms or longer (6 %), too near to 5 % to tell. Run more iterations, or leave `iterations` out and put the limit into `sla`: it then runs until it knows.',
    ],
    [
      'a percentile whose samples ended themselves',
      slow(200, 10, { stopping: 'sequential' }),
      { statistic: p95, limit: 10 },
      '10 of 200 samples took 10 ms or longer (5 %), too near to 5 % to tell. Give it more `time`, or move the limit away from where the code is.',
    ],
    [
      'an error rate near its limit',
      hundred,
      { statistic: errorRate, limit: 0.2 },
      '25 of 125 iterations failed (20 %), too near to 20 % to tell. Run more iterations, or leave `iterations` out and put the limit into `sla`: it then runs until it knows.',
    ],
    [
      'a percentile, when arrivals were turned away',
      slow(121, 0, { dropped: 3 }),
      { statistic: p95, limit: 10 },
      '0 of 121 samples took 10 ms or longer, and 3 arrivals were turned away (2.4 %), too near to 5 % to tell. Run more iterations, or leave `iterations` out and put the limit into `sla`: it then runs until it knows.',
    ],
    [
      'a mean near its limit',
      measurementOf(range(1, 100)),
      { statistic: mean, limit: 50 },
      'the mean may be anything from 35.9 to 59.2 ms, too near to 50 ms to tell. Run more iterations, or move the limit away from where the code is.',
    ],
    [
      'a throughput near its limit',
      measurementOf(range(1, 100)),
      { statistic: throughput, limit: 20 },
      'the throughput may be anything from 16.9 to 27.8 /s, too near to 20 /s to tell. Run more iterations, or move the limit away from where the code is.',
    ],
    [
      'a max when an arrival was turned away',
      slow(100, 0, { dropped: 1 }),
      { statistic: max, limit: 10 },
      '1 arrival was turned away, so the longest duration is not known. Raise `maxInFlight`, or lower the rate.',
    ],
    [
      'a max when arrivals were turned away',
      slow(100, 0, { dropped: 1_200 }),
      { statistic: max, limit: 10 },
      '1 200 arrivals were turned away, so the longest duration is not known. Raise `maxInFlight`, or lower the rate.',
    ],
  ])('says why of %s', ([, run, limit, reason]) => {
    expect(reasonOf(run, limit)).toBe(reason)
  })

  test('says that a throughput has no upper bound, when an iteration may take no time', () => {
    const run = measurementOf(range(0, 9).map((i) => 2 ** i))
    expect(reasonOf(run, { statistic: throughput, limit: 30 })).toBe(
      'the throughput may be anything from 2.63 /s up, too near to 30 /s to tell. Run more iterations, or move the limit away from where the code is.',
    )
  })
})

describe('requireDecidable', () => {
  test('takes what the samples can decide', () => {
    const limit = { statistic: max, limit: 5 }
    expect(() => requireDecidable(measurementOf([1]), limit, 'here')).not.toThrow()
    // Near its limit, but enough of them.
    expect(() => requireDecidable(slow(59, 3), { statistic: p95, limit: 10 }, 'here')).not.toThrow()
    const allFailed = measurementOf([], failures(5))
    expect(() => requireDecidable(allFailed, { statistic: errorRate, limit: 0.5 }, 'here')).not.toThrow()
  })

  test('takes few samples that ended themselves, when they show a breach already', () => {
    const limit = { statistic: p95, limit: 10 }
    const ended = slow(25, 25, { stopping: 'sequential' })
    expect(() => requireDecidable(ended, limit, 'here')).not.toThrow()
    expect(judge(ended, limit).outcome).toBe('fail')
  })

  test.for<{ run: Timing; limit?: Limit; message: string }>([
    {
      run: measurementOf(range(1, 58)),
      message:
        'here: the p95 of 58 samples is not known: it needs at least 59. Run "research" with { iterations: 59 } or more.',
    },
    {
      run: measurementOf([1], { name: 'two\nlines' }),
      message:
        'here: the p95 of 1 sample is not known: it needs at least 59. Run "two lines" with { iterations: 59 } or more.',
    },
    {
      run: measurementOf(range(1, 2_994)),
      limit: { statistic: percentile(99.9, 'here'), limit: 5 },
      message:
        'here: the p99.9 of 2 994 samples is not known: it needs at least 2 995. Run "research" with { iterations: 2995 } or more.',
    },
    {
      run: measurementOf(range(1, 9)),
      limit: { statistic: mean, limit: 5 },
      message:
        'here: the mean of 9 samples is not known: it needs at least 10. Run "research" with { iterations: 10 } or more.',
    },
    {
      run: measurementOf(range(1, 58)),
      limit: { statistic: errorRate, limit: 0.05 },
      message:
        'here: an error rate below 5 % cannot be told from 58 iterations: it takes at least 59. Run "research" with { iterations: 59 } or more.',
    },
    {
      run: measurementOf(range(1, 58), { timeIsUp: true }),
      message:
        'here: the p95 of 58 samples is not known: it needs at least 59, and the time was up. Give "research" more `time`, and its test the timeout for it, or run several at once with { concurrency: 10 }.',
    },
    {
      run: slow(92, 0, { stopping: 'sequential', timeIsUp: true }),
      message:
        'here: the p95 of 92 samples is not known: it needs at least 93, and the time was up. Give "research" more `time`, and its test the timeout for it, or run several at once with { concurrency: 10 }.',
    },
    {
      run: measurementOf([], failures(3)),
      message:
        'here: "research" has no samples: all 3 iterations failed. Repair the first error, shown as the cause.',
    },
    {
      run: measurementOf([], failures(1)),
      message:
        'here: "research" has no samples: the only iteration failed. Repair the error, shown as the cause.',
    },
    { run: measurementOf([]), message: 'here: "research" has no samples. Run at least one iteration.' },
    {
      run: measurementOf(range(1, 100)).firstItem,
      message:
        'here: "research" has no first item. The measured function has to return a stream, a Response or an async iterable with at least one item.',
    },
    {
      // Three iterations failed, but the others have not returned a stream, either.
      run: measurementOf(range(1, 100), failures(3)).firstItem,
      message:
        'here: "research" has no first item. The measured function has to return a stream, a Response or an async iterable with at least one item.',
    },
    {
      run: measurementOf([], failures(3)).firstItem,
      message:
        'here: "research" has no samples: all 3 iterations failed. Repair the first error, shown as the cause.',
    },
    {
      run: measurementOf(range(1, 100), { firstItemNs: Float64Array.of(1, 2) }).firstItem,
      message:
        'here: the p95 of 2 first items is not known: it needs at least 59. Run "research" with { iterations: 2950 } or more.',
    },
  ])('$message', ({ run, limit = { statistic: p95, limit: 5 }, message }) => {
    const error = thrownBy(() => requireDecidable(run, limit, 'here'))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(message)
  })

  test('has the first iteration error as its cause, if there is one', () => {
    const boom = new Error('boom at ?api_key=K')
    const limit = { statistic: p95, limit: 5 }
    const failed = measurementOf([1], failures(3, boom))
    expect(thrownBy(() => requireDecidable(failed, limit, 'here')).cause).toMatchObject({
      message: 'boom at ?api_key=[redacted]',
    })
    expect(thrownBy(() => requireDecidable(measurementOf([1]), limit, 'here'))).not.toHaveProperty('cause')
  })
})
