import { describe, expect, test } from 'vitest'
import { leastSamples } from '../../src/core/percentile.ts'
import { errorRate, max, mean, percentile, throughput } from '../../src/core/statistic.ts'
import { failures, measurementOf, range } from '../helpers/measurement-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

describe('percentile', () => {
  test.for([
    [0, 1, 1],
    [50, 5, 20],
    [75, 11, 20],
    [90, 29, 46],
    [95, 59, 93],
    [99, 299, 473],
    [99.9, 2_995, 4_742],
    [100, 1, 1],
  ] as const)('%d needs %d samples, or %d that end themselves', ([p, fixed, sequential]) => {
    const { rule } = percentile(p, 'here')
    expect([rule.least('fixed', 5), rule.least('sequential', 5)]).toStrictEqual([fixed, sequential])
  })

  test('refuses a share at the place it was written', () => {
    expect(thrownBy(() => percentile(0.95, 'toHavePercentileBelow')).message).toBe(
      'toHavePercentileBelow: percentiles go from 0 to 100, received 0.95. Did you mean 95?',
    )
  })
})

describe('leastSamples: with fewer, a percentile is not shown', () => {
  test.for([
    [0, 1],
    [50, 2],
    [75, 4],
    [90, 10],
    [95, 20],
    [99, 100],
    [99.9, 1_000],
    [99.99, 10_000],
    [100, 1],
  ] as const)('%d is inside %d samples', ([p, least]) => {
    expect(leastSamples(p)).toBe(least)
  })
})

describe('every statistic', () => {
  const run = measurementOf(range(1, 100), { ...failures(25), elapsedNs: 4e9 })

  test.for([
    {
      statistic: percentile(50, 'here'),
      label: 'p50',
      bound: 'below',
      unit: 'ms',
      value: 50.5,
      observations: 100,
    },
    {
      statistic: percentile(99.9, 'here'),
      label: 'p99.9',
      bound: 'below',
      unit: 'ms',
      value: 100,
      observations: 100,
    },
    { statistic: mean, label: 'mean', bound: 'below', unit: 'ms', value: 50.5, observations: 100 },
    { statistic: max, label: 'max', bound: 'below', unit: 'ms', value: 100, observations: 100 },
    { statistic: throughput, label: 'throughput', bound: 'above', unit: '/s', value: 25, observations: 100 },
    { statistic: errorRate, label: 'error rate', bound: 'below', unit: '', value: 0.2, observations: 125 },
  ])('$label has its bound, unit, value and observations', ({ statistic, ...expected }) => {
    const { label, bound, unit } = statistic
    const [value, observations] = [statistic.value(run), statistic.rule.observations(run)]
    expect({ label, bound, unit, value, observations }).toStrictEqual(expected)
  })

  test.for([
    [mean, 50, 10, 10],
    [throughput, 50, 10, 10],
    [max, 50, 1, 1],
    [errorRate, 0.05, 59, 93],
    [errorRate, 0.01, 299, 473],
    [errorRate, 1, 1, 1],
  ] as const)(
    '$0.label below $1 needs $2 observations, or $3 that end themselves',
    ([statistic, limit, fixed, sequential]) => {
      const { rule } = statistic
      expect([rule.least('fixed', limit), rule.least('sequential', limit)]).toStrictEqual([fixed, sequential])
    },
  )

  test('counts arrivals that were turned away among the observations of a percentile alone', () => {
    const dropping = measurementOf(range(1, 100), { ...failures(25), dropped: 10 })
    const observations = [percentile(95, 'here'), mean, max, throughput, errorRate].map(({ rule }) =>
      rule.observations(dropping),
    )
    expect(observations).toStrictEqual([110, 100, 100, 100, 125])
  })

  test('reads its own kind of limit', () => {
    expect(mean.limit('1.5s', 'here')).toBe(1500)
    expect(throughput.limit('3000/min', 'here')).toBe(50)
    expect(errorRate.limit('1%', 'here')).toBe(0.01)
  })
})
