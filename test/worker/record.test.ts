import { describe, expect, test } from 'vitest'
import { judgeCount } from '../../src/core/judgement.ts'
import type { Judgement } from '../../src/core/judgement.ts'
import { judge } from '../../src/core/verdict.ts'
import type { Verdict } from '../../src/core/verdict.ts'
import { errorRate, percentile } from '../../src/core/statistic.ts'
import { decodeHistogram } from '../../src/core/stats/histogram.ts'
import { readTestReport } from '../../src/core/wire.ts'
import type { MeasurementRecord } from '../../src/core/wire.ts'
import { rememberEntry } from '../../src/worker/verdict-log.ts'
import { recordTry } from '../../src/worker/record.ts'
import type { Check } from '../../src/worker/test-run.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import { amountOf, countOf, llmOf } from '../helpers/calls.ts'
import { callsPerIteration, failures, measurementOf, range } from '../helpers/measurement-of.ts'
import { placeOf, testRun } from '../helpers/test-run.ts'

async function recorded(
  measurement: Measurement,
  checks: readonly Check<Judgement>[] = [],
): Promise<MeasurementRecord> {
  const run = testRun()
  rememberEntry(run, { measurement, checks: [...checks], sla: [], place: placeOf(), errorsShown: false })
  const { measurements } = await recordTry(run)
  const [record] = measurements
  if (record === undefined || measurements.length !== 1) throw new Error('expected one measurement')
  return record
}

const NOTHING = { total: 0, perIteration: { min: 0, mean: 0, max: 0, worst: null } }

describe('recordTry', () => {
  test('records every figure once, from the raw samples', async () => {
    const run = measurementOf(range(1, 100), {
      elapsedNs: 2e9,
      seed: 3,
      warmup: 10,
      disturbed: false,
      counts: { search: callsPerIteration(2, 10, 100) },
    })
    const { histogramNs, ...record } = await recorded(run)
    expect(record).toStrictEqual({
      name: 'research',
      clock: 'real',
      cpuMs: null,
      cpuCounted: false,
      n: 100,
      iterations: 100,
      errors: 0,
      errorRate: 0,
      throughput: 50,
      elapsedMs: 2_000,
      minMs: 1,
      meanMs: 50.5,
      maxMs: 100,
      stdDevMs: run.stdDev,
      percentilesMs: { p50: run.p50, p75: run.p75, p90: run.p90, p95: run.p95, p99: run.p99, p999: run.p999 },
      bins: new Array(20).fill(5),
      load: { kind: 'closed', concurrency: 1 },
      dropped: 0,
      batch: 1,
      warmup: 10,
      stopping: 'fixed',
      waitShare: null,
      firstItem: null,
      notes: [],
      disturbed: false,
      seed: 3,
      calls: [
        {
          name: 'search',
          total: 200,
          perIteration: { min: 2, mean: 2, max: 2, worst: 0 },
          atOnce: 1,
          meanMs: 10,
          errors: 0,
          retries: 0,
          bytes: { sent: 0, received: 0 },
        },
      ],
      seen: {
        retries: NOTHING,
        repeats: NOTHING,
        serialDepth: { ...NOTHING, chain: [] },
        caches: [],
      },
      llm: null,
      spans: null,
      checks: [],
      firstErrors: [],
    })
    expect((await decodeHistogram(histogramNs ?? '')).totalCount).toBe(100)
  })

  test('records how it was run, and what to know about it', async () => {
    const load = { kind: 'open', rate: 50, arrival: 'poisson', maxInFlight: 1_000 } as const
    const run = measurementOf(range(1, 5), {
      load,
      dropped: 3,
      batch: 20,
      stopping: 'sequential',
      waitShare: 0.25,
      disturbed: true,
      notes: ['the token=0123456789 was slow'],
    })
    expect(await recorded(run)).toMatchObject({
      load,
      dropped: 3,
      batch: 20,
      stopping: 'sequential',
      waitShare: 0.25,
      disturbed: true,
      notes: ['the token=[redacted] was slow'],
    })
  })

  test('records the time to the first item of its streams', async () => {
    const run = measurementOf(range(1, 5), { firstItemNs: Float64Array.of(3e6, 1e6, 2e6) })
    const { p50, p95, p99 } = run.firstItem
    expect((await recorded(run)).firstItem).toStrictEqual({
      n: 3,
      minMs: 1,
      meanMs: 2,
      maxMs: 3,
      percentilesMs: { p50, p75: run.firstItem.percentile(75), p90: run.firstItem.p90, p95, p99, p999: 3 },
    })
  })

  test('records what the mocks have seen, without secrets', async () => {
    const run = measurementOf([1, 2], {
      counts: {
        'GET api.example/?key=0123456789': countOf([1, 2], {
          errors: 1,
          retries: 1,
          bytes: { sent: 5, received: 70 },
        }),
      },
      seen: {
        retries: amountOf([0, 1]),
        repeats: amountOf([0, 2]),
        serialDepth: { ...amountOf([1, 2]), chain: ['search', 'llm'] },
        caches: { redis: { hits: 3, misses: 1 } },
      },
    })
    const { calls, seen } = await recorded(run)
    expect(calls).toStrictEqual([
      {
        name: 'GET api.example/?key=[redacted]',
        total: 3,
        perIteration: { min: 1, mean: 1.5, max: 2, worst: 1 },
        atOnce: 0,
        meanMs: 0,
        errors: 1,
        retries: 1,
        bytes: { sent: 5, received: 70 },
      },
    ])
    expect(seen).toStrictEqual({
      retries: { total: 1, perIteration: { min: 0, mean: 0.5, max: 1, worst: 1 } },
      repeats: { total: 2, perIteration: { min: 0, mean: 1, max: 2, worst: 1 } },
      serialDepth: {
        total: 3,
        perIteration: { min: 1, mean: 1.5, max: 2, worst: 1 },
        chain: ['search', 'llm'],
      },
      caches: [{ name: 'redis', hits: 3, misses: 1 }],
    })
  })

  test('has nulls where no mock was called', async () => {
    const { calls, seen, llm } = await recorded(measurementOf([1], { counts: { search: countOf([0]) } }))
    expect(calls.map(({ name, total, perIteration }) => [name, total, perIteration.worst])).toStrictEqual([
      ['search', 0, 0],
    ])
    expect([seen, llm]).toStrictEqual([null, null])
  })

  test('records calls of language models, by the names of OpenTelemetry', async () => {
    const run = measurementOf([1, 2], {
      elapsedNs: 2e9,
      seen: {
        llm: llmOf({
          calls: 3,
          ttftMs: [300, 500, 400],
          perOutputTokenMs: [20, 20, 20],
          tokensPerSecond: [50, 50, 50],
          withinSlo: 2,
        }),
        tokens: [
          { iteration: 0, model: 'gpt-x', calls: 1, input: 100, output: 10 },
          { iteration: 1, model: 'gpt-x', calls: 2, input: 300, output: 40 },
        ],
      },
    })
    expect((await recorded(run)).llm).toStrictEqual({
      calls: 3,
      models: [
        {
          'gen_ai.request.model': 'gpt-x',
          calls: 3,
          'gen_ai.usage.input_tokens': 400,
          'gen_ai.usage.output_tokens': 50,
        },
      ],
      tokens: {
        in: { total: 400, perIteration: { min: 100, mean: 200, max: 300, worst: 1 } },
        out: { total: 50, perIteration: { min: 10, mean: 25, max: 40, worst: 1 } },
        total: { total: 450, perIteration: { min: 110, mean: 225, max: 340, worst: 1 } },
      },
      'gen_ai.server.time_to_first_token': {
        n: 3,
        minMs: 300,
        meanMs: 400,
        maxMs: 500,
        percentilesMs: { p50: 400, p75: run.ttft.p75, p90: 500, p95: 500, p99: 500, p999: 500 },
      },
      'gen_ai.server.time_per_output_token': {
        n: 3,
        minMs: 20,
        meanMs: 20,
        maxMs: 20,
        percentilesMs: { p50: 20, p75: 20, p90: 20, p95: 20, p99: 20, p999: 20 },
      },
      interTokenLatency: null,
      tokensPerSecond: 50,
      goodput: 1,
      sloAttainment: 2 / 3,
    })
  })

  test('has nulls where a language model streamed nothing and nothing was asked of it', async () => {
    const run = measurementOf([1], { seen: { llm: llmOf({ calls: 1 }) } })
    expect((await recorded(run)).llm).toStrictEqual({
      calls: 1,
      models: [],
      tokens: { in: NOTHING, out: NOTHING, total: NOTHING },
      'gen_ai.server.time_to_first_token': null,
      'gen_ai.server.time_per_output_token': null,
      interTokenLatency: null,
      tokensPerSecond: null,
      goodput: null,
      sloAttainment: null,
    })
  })

  test('records a check on a count', async () => {
    const verdict = judgeCount({ label: 'calls llm', bound: 'at most', unit: 'calls' }, 1, 3)
    const { checks } = await recorded(measurementOf([1]), [{ verdict, negated: false, source: 'matcher' }])
    expect(checks).toStrictEqual([
      {
        statistic: 'calls llm',
        bound: 'at most',
        unit: 'calls',
        limit: 1,
        received: 3,
        outcome: 'fail',
        negated: false,
        source: 'matcher',
      },
    ])
  })

  test('has nulls where there are no samples', async () => {
    const record = await recorded(measurementOf([], { ...failures(2), elapsedNs: 0 }))
    expect(record).toMatchObject({
      n: 0,
      errors: 2,
      errorRate: 1,
      throughput: null,
      minMs: null,
      meanMs: null,
      maxMs: null,
      stdDevMs: null,
      percentilesMs: { p50: null, p999: null },
      bins: [],
      histogramNs: null,
    })
  })

  test('crosses to the main process as it is', async () => {
    const run = measurementOf(range(1, 5), {
      ...failures(1),
      firstItemNs: Float64Array.of(1, 2),
      counts: { llm: countOf([1, 2]) },
      seen: {
        llm: llmOf({ calls: 3, ttftMs: [1, 2, 3], interTokenMs: [1], withinSlo: 0 }),
        tokens: [{ iteration: 0, model: 'gpt-x', calls: 1, input: 1, output: 2 }],
        caches: { redis: { hits: 0, misses: 0 } },
      },
      load: { kind: 'closed-stages', stages: [{ durationMs: 1_000, target: 5 }] },
      waitShare: 0,
    })
    const verdict = {
      ...judge(run, { statistic: percentile(95, 'here'), limit: 5 }),
      attempts: { votes: 3, breaches: 1 },
    }
    const record = await recorded(run, [{ verdict, negated: false, source: 'options', view: 'first item' }])
    const report = { version: 1, tries: [{ retry: 0, repeat: 0, measurements: [record] }] }
    expect(readTestReport(JSON.parse(JSON.stringify(report)))).toStrictEqual({ kind: 'report', report })
  })

  test.for([
    { limit: 200, negated: false, outcome: 'pass' },
    { limit: 20, negated: false, outcome: 'fail' },
    { limit: 200, negated: true, outcome: 'fail' },
    { limit: 20, negated: true, outcome: 'pass' },
  ] as const)(
    'records a check as it ended: limit $limit, negated: $negated',
    async ({ limit, negated, outcome }) => {
      const run = measurementOf(range(1, 100))
      const verdict = judge(run, { statistic: percentile(95, 'here'), limit })
      const { checks } = await recorded(run, [{ verdict, negated, source: 'matcher' }])
      expect(checks).toStrictEqual([
        {
          statistic: 'p95',
          bound: 'below',
          unit: 'ms',
          limit,
          received: run.p95,
          outcome,
          negated,
          source: 'matcher',
        },
      ])
    },
  )

  test('records why a check is inconclusive', async () => {
    const run = measurementOf([])
    const verdict = judge(run, { statistic: errorRate, limit: 0.1 })
    const { checks } = await recorded(run, [{ verdict, negated: false, source: 'options' }])
    expect(checks).toStrictEqual([
      {
        statistic: 'error rate',
        bound: 'below',
        unit: '',
        limit: 0.1,
        received: null,
        outcome: 'inconclusive',
        negated: false,
        source: 'options',
        reason: '"research" has no samples. Run at least one iteration.',
      },
    ])
  })

  test('records what fresh attempts said, and which view a check is about', async () => {
    const run = measurementOf(range(1, 100), { firstItemNs: Float64Array.from(range(1, 100), () => 1e6) })
    const verdict: Verdict = {
      ...judge(run.firstItem, { statistic: percentile(95, 'here'), limit: 0.5 }),
      outcome: 'inconclusive',
      attempts: { votes: 3, breaches: 1 },
      reason: 'breached here, and in 1 of 3 fresh attempts: token=0123456789',
    }
    const { checks } = await recorded(run, [
      { verdict, negated: false, source: 'matcher', view: 'first item' },
    ])
    expect(checks).toStrictEqual([
      {
        statistic: 'p95',
        bound: 'below',
        unit: 'ms',
        limit: 0.5,
        received: 1,
        outcome: 'inconclusive',
        negated: false,
        source: 'matcher',
        view: 'first item',
        reason: 'breached here, and in 1 of 3 fresh attempts: token=[redacted]',
        attempts: { votes: 3, breaches: 1 },
      },
    ])
  })

  test('records errors without secrets, and the top of their stack', async () => {
    const error = new Error('401 for https://user:hunter2@api.example/?api_key=abc\nsecond line')
    error.stack = [
      `Error: ${error.message}`,
      ...range(1, 50).map((i) => `    at frame${i} (a.ts:${i}:1)`),
    ].join('\n')
    const { firstErrors } = await recorded(measurementOf([1], failures(1, error)))
    expect(firstErrors).toHaveLength(1)
    expect(firstErrors[0]).toMatchObject({
      iteration: 0,
      message: 'Error: 401 for https://[redacted]@api.example/?api_key=[redacted]',
    })
    expect(firstErrors[0]?.stack).toMatch(
      /^Error: 401 for https:\/\/\[redacted\]@api\.example\/\?api_key=\[redacted\]\nsecond line\n {4}at frame1 /,
    )
    expect(firstErrors[0]?.stack).not.toContain('frame50')
  })

  test('records thrown values that are no errors', async () => {
    const { firstErrors } = await recorded(measurementOf([1], failures(1, 'token=0123456789')))
    expect(firstErrors).toStrictEqual([{ iteration: 0, message: 'token=[redacted]' }])
  })
})

test('files of a measurement cross with it, and are left out where there are none', async () => {
  const files = [{ kind: 'cpu profile', path: '.vitest/skillperf/profiles/a.cpuprofile' }] as const
  const run = testRun()
  for (const measurement of [measurementOf([1], { files }), measurementOf([1])]) {
    rememberEntry(run, { measurement, checks: [], sla: [], place: placeOf(), errorsShown: false })
  }
  const { measurements } = await recordTry(run)
  expect(measurements.map((record) => record.files)).toStrictEqual([files, undefined])
  const reading = readTestReport({ version: 1, tries: [{ retry: 0, repeat: 0, measurements }] })
  expect(reading.kind === 'report' && reading.report.tries[0]?.measurements[0]?.files).toStrictEqual(files)
})
