import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import { errorRate, max, mean, percentile, throughput } from '../../src/core/statistic.ts'
import { judge, requireDecidable } from '../../src/core/verdict.ts'
import { failures, measurementOf, range } from '../helpers/measurement-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const p95 = percentile(95, 'here')

describe('judge', () => {
  const twenty = measurementOf(range(1, 20), { ...failures(5), elapsedNs: 2e9 })

  test.for([
    { statistic: mean, limit: 10.6, outcome: 'pass' },
    { statistic: mean, limit: 10.5, outcome: 'fail' },
    { statistic: max, limit: 20.000_001, outcome: 'pass' },
    { statistic: max, limit: 20, outcome: 'fail' },
    { statistic: p95, limit: 30, outcome: 'pass' },
    { statistic: p95, limit: 5, outcome: 'fail' },
    { statistic: throughput, limit: 9.9, outcome: 'pass' },
    { statistic: throughput, limit: 10, outcome: 'fail' },
    { statistic: errorRate, limit: 0.21, outcome: 'pass' },
    { statistic: errorRate, limit: 0.2, outcome: 'fail' },
  ] as const)('$statistic.label against $limit: $outcome', ({ statistic, limit, outcome }) => {
    expect(judge(twenty, { statistic, limit }).outcome).toBe(outcome)
  })

  test.for([
    [0.5, 20],
    [1, 20],
    [10, 11],
    [10.5, 10],
    [20, 1],
    [21, 0],
  ] as const)('with limit %d, %d samples are too slow', ([limit, exceeding]) => {
    expect(judge(twenty, { statistic: mean, limit }).exceeding).toBe(exceeding)
  })

  test('counts no samples beyond limits that are no durations', () => {
    expect(judge(twenty, { statistic: throughput, limit: 5 }).exceeding).toBeUndefined()
    expect(judge(twenty, { statistic: errorRate, limit: 0.5 }).exceeding).toBeUndefined()
  })

  test('takes samples for durations, and all iterations for the error rate', () => {
    expect(judge(twenty, { statistic: mean, limit: 5 }).observations).toBe(20)
    expect(judge(twenty, { statistic: errorRate, limit: 0.5 }).observations).toBe(25)
  })

  test.for([
    [19, 'inconclusive'],
    [20, 'pass'],
  ] as const)('a p95 of %d samples: %s', ([n, outcome]) => {
    expect(judge(measurementOf(range(1, n)), { statistic: p95, limit: 1000 }).outcome).toBe(outcome)
  })

  test('says why it is inconclusive', () => {
    expect(judge(measurementOf([1, 2]), { statistic: p95, limit: 1000 }).reason).toBe(
      'the p95 of 2 samples is not known: it needs at least 20. Run "research" with { iterations: 20 } or more.',
    )
    expect(judge(twenty, { statistic: p95, limit: 1000 })).not.toHaveProperty('reason')
  })
})

describe('requireDecidable', () => {
  test('takes what the samples can decide', () => {
    expect(() => requireDecidable(measurementOf([1]), { statistic: mean, limit: 5 }, 'here')).not.toThrow()
    const allFailed = measurementOf([], failures(3))
    expect(() => requireDecidable(allFailed, { statistic: errorRate, limit: 0.5 }, 'here')).not.toThrow()
  })

  test.for([
    {
      run: measurementOf(range(1, 19)),
      message:
        'here: the p95 of 19 samples is not known: it needs at least 20. Run "research" with { iterations: 20 } or more.',
    },
    {
      run: measurementOf([1], { name: 'two\nlines' }),
      message:
        'here: the p95 of 1 sample is not known: it needs at least 20. Run "two lines" with { iterations: 20 } or more.',
    },
    {
      run: measurementOf([], failures(3)),
      message:
        'here: "research" has no samples: all 3 iterations failed. Repair the first error, shown as the cause.',
    },
    { run: measurementOf([]), message: 'here: "research" has no samples. Run at least one iteration.' },
  ])('$message', ({ run, message }) => {
    const error = thrownBy(() => requireDecidable(run, { statistic: p95, limit: 5 }, 'here'))
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
