import { describe, expect, test } from 'vitest'
import { describeSpans } from '../../reporters/describe-spans.ts'
import { renderDetails } from '../../reporters/details.ts'
import { createPaint } from '../../reporters/paint.ts'
import { listRows } from '../../reporters/rows.ts'
import type { OperationRecord, SpansRecord } from '../../src/core/span-record.ts'
import { checkOf, recordOf, testOf, tryOf } from '../helpers/measurement-record.ts'

function operation(
  name: string,
  criticalShare: number,
  overrides: Partial<OperationRecord> = {},
): OperationRecord {
  const percentilesMs = { p50: 10, p75: 10, p90: 10, p95: 10, p99: 10, p999: 10 }
  return {
    name,
    count: 20,
    callsPerIteration: 1,
    totalMs: 200,
    selfMs: 200,
    criticalShare,
    errors: 0,
    atOnce: 1,
    n: 20,
    minMs: 10,
    meanMs: 10,
    maxMs: 10,
    percentilesMs,
    ...overrides,
  }
}

function spans(operations: readonly OperationRecord[], overrides: Partial<SpansRecord> = {}): SpansRecord {
  return {
    iterations: 20,
    total: 80,
    parallelism: 1,
    operations,
    leftOut: 0,
    median: null,
    slowest: null,
    notes: [],
    ...overrides,
  }
}

const research = spans([
  operation('web_search', 0.62, { errors: 3 }),
  operation('llm', 0.3, { callsPerIteration: 1.25, count: 25, selfMs: 1_000 }),
  operation('research', 0.08),
  operation('parse', 0),
])

describe('describeSpans', () => {
  test('tells of the largest shares', () => {
    expect(describeSpans(recordOf({ clock: 'virtual', spans: research }))).toStrictEqual([
      'where the time goes, by the critical path',
      '  web_search       62 %  1 × 10.0 virtual ms, 3 failed  ← bottleneck',
      '  llm              30 %  1.25 × 40.0 virtual ms',
      '  research itself   8 %  1 × 10.0 virtual ms',
      '  and 1 more',
    ])
  })

  test('of no more than four, escaped', () => {
    const many = spans(
      ['a\u001B[31m', 'b', 'c', 'd', 'e'].map((name) => operation(name, 0.2)),
      { leftOut: 7 },
    )
    expect(describeSpans(recordOf({ spans: many }))).toStrictEqual([
      'where the time goes, by the critical path',
      '  a  20 %  1 × 10.0 ms  ← bottleneck',
      '  b  20 %  1 × 10.0 ms',
      '  c  20 %  1 × 10.0 ms',
      '  d  20 %  1 × 10.0 ms',
      '  and 8 more',
    ])
  })

  test.for<[string, SpansRecord | null]>([
    ['nothing', null],
    ['nothing but the iterations', spans([operation('research', 1)])],
    ['no time', spans([operation('research', 0), operation('parse', 0)])],
  ])('is empty for %s', ([, seen]) => {
    expect(describeSpans(recordOf({ spans: seen }))).toStrictEqual([])
  })
})

describe('spans in the terminal', () => {
  const rows = (...checks: ReturnType<typeof checkOf>[]): ReturnType<typeof listRows> =>
    listRows([testOf('a test', tryOf([recordOf({ spans: research, checks })]))])

  test('stand below a measurement that fails', () => {
    const [row] = rows(checkOf({ outcome: 'fail', received: 1_904 }))
    expect(row && renderDetails(row, createPaint(false))).toStrictEqual([
      '   ✗ research: p95 1 904 ms, limit < 1 500 ms',
      '   · research: where the time goes, by the critical path',
      '       web_search       62 %  1 × 10.0 ms, 3 failed  ← bottleneck',
      '       llm              30 %  1.25 × 40.0 ms',
      '       research itself   8 %  1 × 10.0 ms',
      '       and 1 more',
    ])
  })

  test.for<[string, Parameters<typeof checkOf>[0], boolean]>([
    ['a pace', { unit: '/s', bound: 'above', outcome: 'fail' }, true],
    ['what has to run at once', { unit: '', bound: 'at least', outcome: 'fail' }, true],
    ['a count', { unit: 'calls', bound: 'at most', outcome: 'fail' }, false],
    ['an error rate', { unit: '', outcome: 'fail' }, false],
    ['what is kept', {}, false],
    ['what is not decided', { outcome: 'inconclusive' }, false],
  ])('below a limit on %s', ([, check, shown]) => {
    const [row] = rows(checkOf(check))
    const lines = row === undefined ? [] : renderDetails(row, createPaint(false))
    expect(lines.some((line) => line.includes('where the time goes'))).toBe(shown)
  })

  test('have a row of their own where a limit is on them', () => {
    expect(
      rows(checkOf({ view: 'span llm' }), checkOf()).map(({ label, view }) => [label, view]),
    ).toStrictEqual([
      ['research', undefined],
      ['research · span llm', 'span llm'],
    ])
  })
})
