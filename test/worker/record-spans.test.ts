import { describe, expect, test } from 'vitest'
import { percentile } from '../../src/core/statistic.ts'
import { judge } from '../../src/core/verdict.ts'
import { recordSpans } from '../../src/worker/record-spans.ts'
import { measurementOf, range } from '../helpers/measurement-of.ts'
import { given, spansOf } from '../helpers/spans-of.ts'

describe('recordSpans', () => {
  test('tells of operations and of two iterations', () => {
    const spans = spansOf([
      { ms: 100, spans: [given('llm', 0, 80, { failed: true })] },
      { ms: 120, spans: [given('llm', 0, 90)] },
    ])
    const record = recordSpans(measurementOf([100, 120], { spans }), [])
    expect(record).toMatchObject({
      iterations: 2,
      total: 4,
      parallelism: 1,
      leftOut: 0,
      notes: [],
      median: { iteration: 0, durationMs: 100, leftOut: 0 },
      slowest: {
        iteration: 1,
        durationMs: 120,
        rows: [
          { name: 'research', depth: 0, startMs: 0, endMs: 120, failed: false, unfinished: false },
          { name: 'llm', depth: 1, startMs: 0, endMs: 90, failed: false, unfinished: false },
        ],
      },
    })
    expect(record?.operations[0]).toStrictEqual({
      name: 'llm',
      count: 2,
      callsPerIteration: 1,
      totalMs: 170,
      selfMs: 170,
      criticalShare: 170 / 220,
      errors: 1,
      atOnce: spans.operations.find(({ name }) => name === 'llm')?.atOnce,
      n: 2,
      minMs: 80,
      meanMs: 85,
      maxMs: 90,
      percentilesMs: expect.objectContaining({ p50: 85 }),
    })
  })

  test('is null where there are none', () => {
    expect(recordSpans(measurementOf([1]), [])).toBeNull()
  })

  test('stays small: the largest shares, and what a limit is on', () => {
    const many = range(1, 1_000).map((i) => given(`tool ${i}`, i, i + 2 - i / 1_000))
    const run = measurementOf([2_000], { spans: spansOf([{ ms: 2_000, spans: many }]) })
    const view = run.span('tool 999')
    const asked = { statistic: percentile(100, 'p100'), limit: 5 }
    const record = recordSpans(run, [
      { verdict: judge(view, asked), negated: false, source: 'matcher', view: view.label },
    ])
    expect(record?.operations).toHaveLength(21)
    expect(record?.operations.at(-1)?.name).toBe('tool 999')
    expect(record?.leftOut).toBe(1_001 - 21)
    expect(record?.slowest?.rows).toHaveLength(40)
    expect(record?.slowest?.leftOut).toBe(1_001 - 40)
    expect(JSON.stringify(record).length).toBeLessThan(25_000)
  })

  test('has no secrets', () => {
    const spans = spansOf([{ ms: 9, spans: [given('GET https://a.example/?token=abcdefgh123', 0, 9)] }])
    expect(JSON.stringify(recordSpans(measurementOf([9], { spans }), []))).not.toContain('abcdefgh123')
  })
})
