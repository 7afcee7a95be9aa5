import { describe, expect, test } from 'vitest'
import { profileReport } from '../../../src/core/trace/profile-report.ts'
import { NO_SPANS } from '../../../src/core/trace/spans.ts'
import { range } from '../../helpers/measurement-of.ts'
import { given, spansOf } from '../../helpers/spans-of.ts'

describe('profileReport', () => {
  test('tells of operations, the bottleneck, what ran at once, and two iterations', () => {
    const spans = spansOf(
      range(0, 2).map((i) => ({
        ms: 100 + i,
        spans: [
          given('web_search', 0, 60),
          given('llm', 60, 100 + i, { failed: i === 0, within: [given('decode', 90, 100 + i)] }),
        ],
      })),
    )
    const { operations, bottleneck, median, slowest, ...rest } = profileReport(spans, {
      name: 'research',
      clock: 'virtual',
    })
    expect(rest).toStrictEqual({
      name: 'research',
      clock: 'virtual',
      iterations: 3,
      spans: 12,
      parallelism: 1,
      notes: [],
    })
    expect(operations.map(({ name }) => name)).toStrictEqual(['web_search', 'llm', 'decode', 'research'])
    expect(bottleneck).toBe(operations[0])
    expect(operations[1]).toMatchObject({
      name: 'llm',
      count: 3,
      callsPerIteration: 1,
      totalMs: 123,
      selfMs: 90,
      meanMs: 41,
      p50Ms: 41,
      maxMs: 42,
      errors: 1,
    })
    expect(operations.reduce((sum, one) => sum + one.criticalShare, 0)).toBeCloseTo(1, 12)
    expect([median?.iteration, slowest?.iteration]).toStrictEqual([1, 2])
    expect(slowest?.rows.map(({ name, depth }) => [name, depth])).toStrictEqual([
      ['research', 0],
      ['web_search', 1],
      ['llm', 1],
      ['decode', 2],
    ])
  })

  test('of nothing', () => {
    expect(profileReport(NO_SPANS, { name: 'research', clock: 'real' })).toStrictEqual({
      name: 'research',
      clock: 'real',
      iterations: 0,
      spans: 0,
      operations: [],
      bottleneck: undefined,
      parallelism: 0,
      median: undefined,
      slowest: undefined,
      notes: [],
    })
  })
})
