import { expect, test } from 'vitest'
import { recordBenchmark } from '../../src/core/bench-record.ts'
import { readBenchResult } from '../../src/core/bench-result.ts'
import type { BenchResult } from '../../src/core/bench-result.ts'
import { benchResultOf } from '../helpers/bench-result-of.ts'

function read(value: unknown): BenchResult {
  const result = readBenchResult(value)
  if (result === undefined) throw new Error('expected a bench result')
  return result
}

test('a record has every figure, and null for those that nobody knows', () => {
  const result = read(benchResultOf([1, 2, 3], { p90: 2.9, histogram: 'HIST' }))
  expect(recordBenchmark(result, false)).toStrictEqual({
    name: 'parse',
    n: 3,
    throughput: 500,
    minMs: 1,
    meanMs: 2,
    maxMs: 3,
    totalMs: 6,
    stdDevMs: 0.5,
    marginPercent: 1.5,
    percentilesMs: { p50: 2, p75: 2.5, p90: 2.9, p95: null, p99: 2.98, p995: 2.99, p999: 2.998 },
    histogramNs: 'HIST',
    stored: false,
  })
})

test('a record is JSON, without secrets', () => {
  const value = { ...benchResultOf([0], { rme: Infinity }), name: 'GET /?api_key=abc' }
  const record = recordBenchmark(read(value), true)
  expect(JSON.parse(JSON.stringify(record))).toStrictEqual(record)
  expect(record).toMatchObject({
    name: 'GET /?api_key=[redacted]',
    throughput: null,
    stdDevMs: null,
    marginPercent: null,
    histogramNs: null,
    stored: true,
  })
})
