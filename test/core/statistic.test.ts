import { describe, expect, test } from 'vitest'
import { errorRate, max, mean, percentile, throughput } from '../../src/core/statistic.ts'
import { failures, measurementOf, range } from '../helpers/measurement-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

describe('percentile', () => {
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
  ] as const)('%d needs %d samples', ([p, least]) => {
    expect(percentile(p, 'here').least).toBe(least)
  })

  test('refuses a share at the place it was written', () => {
    expect(thrownBy(() => percentile(0.95, 'toHavePercentileBelow')).message).toBe(
      'toHavePercentileBelow: percentiles go from 0 to 100, received 0.95. Did you mean 95?',
    )
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
    const [value, observations] = [statistic.value(run), statistic.observations(run)]
    expect({ label, bound, unit, value, observations }).toStrictEqual(expected)
  })

  test('reads its own kind of limit', () => {
    expect(mean.limit('1.5s', 'here')).toBe(1500)
    expect(throughput.limit('3000/min', 'here')).toBe(50)
    expect(errorRate.limit('1%', 'here')).toBe(0.01)
  })
})
