import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOUNDS, JUDGED_UNITS } from '../../src/core/judgement.ts'
import { readTestReport } from '../../src/core/wire.ts'
import type { CheckRecord, LoadRecord, MeasurementRecord, TestReport } from '../../src/core/wire.ts'
import { checkOf, recordOf, tryOf } from '../helpers/measurement-record.ts'

// −0 is no figure of ours, and JSON does not keep it.
const figure = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0 || 0)
const maybe = fc.option(figure)
const count = fc.nat()

const percentiles = fc.record({ p50: maybe, p75: maybe, p90: maybe, p95: maybe, p99: maybe, p999: maybe })
const amount = {
  total: count,
  perIteration: fc.record({ min: count, mean: figure, max: count, worst: fc.option(count) }),
}
const calls = fc.record({
  name: fc.string(),
  ...amount,
  atOnce: count,
  meanMs: figure,
  errors: count,
  retries: count,
  bytes: fc.record({ sent: count, received: count }),
})
const seen = fc.record({
  retries: fc.record(amount),
  repeats: fc.record(amount),
  serialDepth: fc.record({ ...amount, chain: fc.array(fc.string(), { maxLength: 3 }) }),
  caches: fc.array(fc.record({ name: fc.string(), hits: count, misses: count }), { maxLength: 2 }),
})
const series = fc.record({ n: count, minMs: maybe, meanMs: maybe, maxMs: maybe, percentilesMs: percentiles })
const llm = fc.record({
  calls: count,
  models: fc.array(
    fc.record({
      'gen_ai.request.model': fc.string(),
      calls: count,
      'gen_ai.usage.input_tokens': count,
      'gen_ai.usage.output_tokens': count,
    }),
    { maxLength: 2 },
  ),
  tokens: fc.record({ in: fc.record(amount), out: fc.record(amount), total: fc.record(amount) }),
  'gen_ai.server.time_to_first_token': fc.option(series),
  'gen_ai.server.time_per_output_token': fc.option(series),
  interTokenLatency: fc.option(series),
  tokensPerSecond: maybe,
  goodput: maybe,
  sloAttainment: maybe,
})
const waterfall = fc.record({
  iteration: count,
  durationMs: figure,
  rows: fc.array(
    fc.record({
      name: fc.string(),
      depth: count,
      startMs: figure,
      endMs: figure,
      failed: fc.boolean(),
      unfinished: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  leftOut: count,
})
const spans = fc.record({
  iterations: count,
  total: count,
  parallelism: figure,
  operations: fc.array(
    fc.record({
      name: fc.string(),
      count,
      callsPerIteration: figure,
      totalMs: figure,
      selfMs: figure,
      criticalShare: figure,
      errors: count,
      atOnce: count,
      n: count,
      minMs: maybe,
      meanMs: maybe,
      maxMs: maybe,
      percentilesMs: percentiles,
    }),
    { maxLength: 3 },
  ),
  leftOut: count,
  median: fc.option(waterfall),
  slowest: fc.option(waterfall),
  notes: fc.array(fc.string(), { maxLength: 2 }),
})
const check: fc.Arbitrary<CheckRecord> = fc.record(
  {
    statistic: fc.string(),
    bound: fc.constantFrom(...BOUNDS),
    unit: fc.constantFrom(...JUDGED_UNITS),
    limit: figure,
    received: maybe,
    outcome: fc.constantFrom('pass', 'fail', 'inconclusive'),
    negated: fc.boolean(),
    source: fc.constantFrom('matcher', 'measurement', 'options'),
    view: fc.string(),
    reason: fc.string(),
    attempts: fc.record({ votes: count, breaches: count }),
  },
  {
    requiredKeys: ['statistic', 'bound', 'unit', 'limit', 'received', 'outcome', 'negated', 'source'],
  },
)
const stages = fc.array(fc.record({ durationMs: figure, target: figure }), { maxLength: 3 })
const arrivals = { arrival: fc.constantFrom('poisson', 'constant'), maxInFlight: count } as const
const load: fc.Arbitrary<LoadRecord> = fc.oneof(
  fc.record({ kind: fc.constant('closed'), concurrency: count }),
  fc.record({ kind: fc.constant('closed-stages'), stages }),
  fc.record({ kind: fc.constant('open'), rate: figure, ...arrivals }),
  fc.record({ kind: fc.constant('open-stages'), stages, ...arrivals }),
)
const measurement: fc.Arbitrary<MeasurementRecord> = fc.record({
  name: fc.string({ unit: 'grapheme' }),
  clock: fc.constantFrom('real', 'virtual'),
  cpuMs: maybe,
  cpuCounted: fc.boolean(),
  n: count,
  iterations: count,
  errors: count,
  errorRate: maybe,
  throughput: maybe,
  elapsedMs: figure,
  minMs: maybe,
  meanMs: maybe,
  maxMs: maybe,
  stdDevMs: maybe,
  percentilesMs: percentiles,
  bins: fc.array(count, { maxLength: 20 }),
  histogramNs: fc.option(fc.base64String()),
  load,
  dropped: count,
  batch: count,
  stopping: fc.constantFrom('fixed', 'sequential'),
  waitShare: maybe,
  gc: fc.oneof(fc.constant(undefined), fc.record({ collections: count, pauseMs: figure, share: figure })),
  allocated: fc.oneof(fc.constant(undefined), fc.record({ heapBytes: figure, offHeapBytes: figure })),
  firstItem: fc.option(series),
  notes: fc.array(fc.string(), { maxLength: 2 }),
  disturbed: fc.boolean(),
  warmup: count,
  seed: fc.maxSafeInteger(),
  calls: fc.array(calls, { maxLength: 3 }),
  seen: fc.option(seen),
  llm: fc.option(llm),
  spans: fc.option(spans),
  checks: fc.array(check, { maxLength: 3 }),
  firstErrors: fc.array(
    fc.record(
      { iteration: fc.integer(), message: fc.string(), stack: fc.string() },
      { requiredKeys: ['iteration', 'message'] },
    ),
    { maxLength: 3 },
  ),
})
const report: fc.Arbitrary<TestReport> = fc.record({
  version: fc.constant(1),
  tries: fc.array(
    fc.record({ retry: count, repeat: count, measurements: fc.array(measurement, { maxLength: 2 }) }),
    { maxLength: 3 },
  ),
})

const crossed = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('readTestReport', () => {
  test('gives back every report that crossed as JSON', () => {
    fc.assert(
      fc.property(report, (sent) => {
        expect(readTestReport(crossed(sent))).toEqual({ kind: 'report', report: sent })
      }),
    )
  })

  test('keeps tools whatever their name', () => {
    const calls = ['constructor', '__proto__', ''].map((name) => ({
      name,
      total: 1,
      perIteration: { min: 1, mean: 1, max: 1, worst: 0 },
      atOnce: 1,
      meanMs: 1,
      errors: 0,
      retries: 0,
      bytes: { sent: 0, received: 0 },
    }))
    const sent = { version: 1, tries: [tryOf([recordOf({ calls })])] }
    expect(readTestReport(crossed(sent))).toStrictEqual({ kind: 'report', report: sent })
  })

  test.for<[unknown]>([[undefined], [null], ['text'], [5], [{}], [[]], [{ sla: { p95: 5 } }]])(
    'finds no report in %o',
    ([meta]) => {
      expect(readTestReport(meta)).toStrictEqual({ kind: 'none' })
    },
  )

  test("leaves the user's own options beside the report alone", () => {
    const sent = { version: 1, tries: [tryOf([recordOf()])] }
    expect(readTestReport({ ...sent, mine: true })).toStrictEqual({ kind: 'report', report: sent })
  })

  const one = (overrides: object): unknown => ({
    version: 1,
    tries: [tryOf([{ ...recordOf(), ...overrides }])],
  })

  test.for<[string, unknown, string]>([
    [
      'another version',
      { version: 2, tries: [] },
      'its data has version 2 and this skillperf reads 1: use one version everywhere',
    ],
    [
      'a version that is none',
      { version: null, tries: [] },
      'its data has version null and this skillperf reads 1: use one version everywhere',
    ],
    ['no tries', { version: 1 }, 'at tries: Invalid key: Expected "tries" but received undefined'],
    [
      'a count below zero',
      one({ n: -1 }),
      'at tries.0.measurements.0.n: Invalid value: Expected >=0 but received -1',
    ],
    [
      'a text for a figure',
      one({ meanMs: '5' }),
      'at tries.0.measurements.0.meanMs: Invalid type: Expected number but received "5"',
    ],
    [
      'an unknown clock',
      one({ clock: 'moon' }),
      'at tries.0.measurements.0.clock: Invalid type: Expected ("real" | "virtual") but received "moon"',
    ],
    [
      'an unknown load',
      one({ load: { kind: 'ramp' } }),
      'at tries.0.measurements.0.load.kind: Invalid type: Expected ("closed" | "closed-stages" | "open" | "open-stages") but received "ramp"',
    ],
    [
      'an unknown unit',
      one({ checks: [{ ...checkOf(), unit: 'pots' }] }),
      'at tries.0.measurements.0.checks.0.unit: Invalid type: Expected ("ms" | "/s" | "" | "calls" | "spans" | "tokens" | "tokens/s" | "$" | "€" | "£" | "¥" | "₹") but received "pots"',
    ],
    [
      'seen calls without retries',
      one({ seen: { repeats: 0 } }),
      'at tries.0.measurements.0.seen.retries: Invalid key: Expected "retries" but received undefined',
    ],
    [
      'an unknown outcome',
      one({ checks: [{ ...checkOf(), outcome: 'maybe' }] }),
      'at tries.0.measurements.0.checks.0.outcome: Invalid type: Expected ("pass" | "fail" | "inconclusive") but received "maybe"',
    ],
  ])('cannot read %s, and says where', ([, meta, reason]) => {
    expect(readTestReport(meta)).toStrictEqual({ kind: 'unreadable', reason })
  })

  test('never throws, whatever stands there', () => {
    fc.assert(
      fc.property(fc.anything(), (rest) => {
        const { kind } = readTestReport({ version: 1, tries: rest })
        expect(['report', 'unreadable']).toContain(kind)
      }),
    )
  })
})
