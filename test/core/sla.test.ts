import { describe, expect, test } from 'vitest'
import { readSla } from '../../src/core/sla.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

describe('readSla', () => {
  test('reads every limit, in one order whatever the order they were written in', () => {
    const limits = readSla(
      {
        errorRate: '1%',
        throughput: '50/s',
        max: '3s',
        mean: 800,
        p999: '2s',
        p99: 1900,
        p95: '1.5s',
        p90: 1400,
        p75: 1200,
        p50: 1000,
      },
      'here',
    )
    expect(limits.map(({ statistic, limit }) => [statistic.label, limit])).toStrictEqual([
      ['p50', 1000],
      ['p75', 1200],
      ['p90', 1400],
      ['p95', 1500],
      ['p99', 1900],
      ['p99.9', 2000],
      ['mean', 800],
      ['max', 3000],
      ['throughput', 50],
      ['error rate', 0.01],
    ])
  })

  test('leaves undefined limits out', () => {
    expect(readSla({ p50: undefined, p95: 1500 }, 'here')).toHaveLength(1)
  })

  const example = 'Write for example { p95: 1500, errorRate: 0.01 }.'
  const duration = "Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'."

  test.for<[unknown, string]>([
    [1500, `here: options must be a plain object, received 1500. ${example}`],
    [undefined, `here: options must be a plain object, received undefined. ${example}`],
    [{}, `here: an SLA needs at least one limit. ${example}`],
    [{ p95: undefined }, `here: an SLA needs at least one limit. ${example}`],
    [
      { p96: 5 },
      'here: unknown option `p96`. Did you mean `p90`? Known: p50, p75, p90, p95, p99, p999, mean, max, throughput, errorRate.',
    ],
    [
      { p95: 'soon' },
      `here \`p95\`: the limit must be a number with one of the units ns, µs, ms, s, min, h, received "soon". ${duration}`,
    ],
    [{ p95: null }, `here \`p95\`: the limit must be above 0 ms and finite, received null. ${duration}`],
    [
      { throughput: 0 },
      "here `throughput`: the limit must be above 0 per second and finite, received 0. Write a number per second, such as 50, or a string such as '50/s' or '3000/min'.",
    ],
    [
      { errorRate: 5 },
      "here `errorRate`: the limit is a share up to 1, received 5. 5 % is 0.05. Write a share up to 1, such as 0.01, or a percentage, such as '1%'.",
    ],
  ])('refuses %o', ([value, message]) => {
    expect(thrownBy(() => readSla(value, 'here')).message).toBe(message)
  })
})
