import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { MockAgent } from 'undici'
import { expectTypeOf, test } from 'vitest'
import type { TestContext } from 'vitest'
import type { Measurement } from '../../src/core/measurement.ts'
import type { IterationContext, MeasureOptions } from '../../src/core/options/measure-options.ts'
import { skillperf } from '../../src/index.ts'
import type { Amount, DurationView, Load, ProfileReport, SkillperfOptions } from '../../src/index.ts'
import { fixed, lognormal, tool, withLatency } from '../../src/mocks.ts'
import { test as perfTest } from '../../src/test.ts'
import type { Perf } from '../../src/worker/perf.ts'
import type { PerfNetwork } from '../../src/worker/network.ts'

// `perf` stands on every test's context, and cannot be replaced.
expectTypeOf<TestContext['perf']>().toEqualTypeOf<Perf>()
test('on the context', ({ perf }) => {
  expectTypeOf(perf).toEqualTypeOf<Perf>()
})
test('read-only', (context) => {
  // @ts-expect-error -- perf belongs to the test
  context.perf = undefined
})
perfTest('as a fixture', ({ perf }) => {
  expectTypeOf(perf).toEqualTypeOf<Perf>()
})

declare const perf: Perf
const fn = (): void => {}

// Reports.
expectTypeOf(perf.report()).toEqualTypeOf<ProfileReport>()
expectTypeOf(perf.report('research')).toEqualTypeOf<ProfileReport>()
expectTypeOf(perf.print('research')).toEqualTypeOf<void>()

// The call forms.
expectTypeOf(perf.measure(fn)).toEqualTypeOf<Promise<Measurement>>()
expectTypeOf(perf.measure('research', fn)).toEqualTypeOf<Promise<Measurement>>()
expectTypeOf(perf.measure('research', {}, fn)).toEqualTypeOf<Promise<Measurement>>()
void perf.measure(
  'research',
  { iterations: 50, time: '1.5 s', warmup: 0, concurrency: 5, clock: 'real', seed: 1 },
  fn,
)
void perf.measure(
  'research',
  { sla: { p95: '1.5s', throughput: '50/s', errorRate: '1%' } },
  async () => 'any result',
)
void perf.measure('research', { warmup: 'steady', abortOnFail: true, iterationTimeout: '2s' }, fn)
void perf.measure('research', { arrival: { rate: '50/s', kind: 'constant' }, maxInFlight: 100 }, fn)
void perf.measure('research', { stages: [{ duration: '2s', rate: 50 }], arrival: { kind: 'poisson' } }, fn)
void perf.measure('research', { stages: [{ duration: '2s', concurrency: 5 }] }, fn)
void perf.measure('research', { beforeEach: fn, afterEach: async ({ iteration }) => iteration }, fn)
void perf.measure((context) => {
  expectTypeOf(context).toEqualTypeOf<IterationContext>()
  expectTypeOf(context.random()).toBeNumber()
  expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>()
})

// @ts-expect-error -- a function is missing
void perf.measure()
// @ts-expect-error -- a function is missing
void perf.measure('research')
// @ts-expect-error -- a function is missing
void perf.measure('research', { iterations: 5 })
// @ts-expect-error -- a name is missing
void perf.measure({ iterations: 5 }, fn)
// @ts-expect-error -- the options go before the function
void perf.measure(fn, { iterations: 5 })
// @ts-expect-error -- a result, not a function
void perf.measure('research', Promise.resolve())
// @ts-expect-error -- unknown option
void perf.measure('research', { iteration: 5 }, fn)
// @ts-expect-error -- unknown clock
void perf.measure('research', { clock: 'fake' }, fn)
// @ts-expect-error -- no duration
void perf.measure('research', { time: 'soon' }, fn)
// @ts-expect-error -- no number
void perf.measure('research', { iterations: '5' }, fn)
// @ts-expect-error -- no warm-up
void perf.measure('research', { warmup: 'hot' }, fn)
// @ts-expect-error -- no flag
void perf.measure('research', { abortOnFail: 1 }, fn)
// @ts-expect-error -- unknown kind
void perf.measure('research', { arrival: { rate: 50, kind: 'bursts' } }, fn)
// @ts-expect-error -- a duration is missing
void perf.measure('research', { stages: [{ rate: 50 }] }, fn)
// @ts-expect-error -- no rate
void perf.measure('research', { arrival: { rate: '50ms' } }, fn)
// @ts-expect-error -- names belong into the options
void perf.measure('research', { sla: { byName: {} } }, fn)
// @ts-expect-error -- unknown limit
void perf.measure('research', { sla: { p96: 5 } }, fn)
// @ts-expect-error -- no function
void perf.measure('research', { beforeEach: 5 }, fn)
void perf.measure('research', { slo: { ttft: 500, timePerOutputToken: '20ms', duration: '3s' } }, fn)
// @ts-expect-error -- unknown objective
void perf.measure('research', { slo: { tttf: 500 } }, fn)
// @ts-expect-error -- no duration
void perf.measure('research', { slo: { ttft: 'soon' } }, fn)

expectTypeOf<MeasureOptions['time']>().toEqualTypeOf<SkillperfTime>()
type SkillperfTime = Parameters<typeof fixed>[0] | undefined

// What comes out.
declare const run: Measurement
expectTypeOf(run.p95).toBeNumber()
expectTypeOf(run.samples).toExtend<Float64Array>()
expectTypeOf(run.counts['web_search']?.perIteration.mean).toEqualTypeOf<number | undefined>()
expectTypeOf(run.retries).toEqualTypeOf<Amount>()
expectTypeOf(run.tokens.out.perIteration.max).toBeNumber()
expectTypeOf(run.caches['redis']?.hits).toEqualTypeOf<number | undefined>()
expectTypeOf(run.ttft).toEqualTypeOf<DurationView>()
expectTypeOf(run.goodput).toEqualTypeOf<number | undefined>()
expectTypeOf(run.firstItem).toEqualTypeOf<DurationView>()
expectTypeOf(run.firstItem.p95).toBeNumber()
expectTypeOf(run.load).toEqualTypeOf<Load>()
expectTypeOf(run.concurrency).toEqualTypeOf<number | undefined>()
expectTypeOf(run.notes).toEqualTypeOf<readonly string[]>()
// @ts-expect-error -- a measurement does not change
run.p95 = 5

// Mocked tools.
const search = tool.get('https://search.example/api', {
  name: 'web_search',
  latency: lognormal({ p50: 100, p95: '300ms' }),
  json: { hits: [] },
})
expectTypeOf(perf.network([search])).toEqualTypeOf<PerfNetwork>()
void perf.network([tool.post('https://x.example', { latency: '120ms' })], { onUnhandledRequest: 'warn' })
// What msw makes is adopted.
const handler = http.get('https://x.example', () => HttpResponse.json({}))
void perf.network([search, handler, setupServer(handler)], { transport: 'socket' })
expectTypeOf(withLatency(search, 120)).toEqualTypeOf(search)
void perf.network([withLatency(handler, '1s', { name: 'x' }), withLatency(setupServer(handler), 5)])
expectTypeOf(withLatency(new MockAgent(), 5)).toEqualTypeOf<MockAgent>()
// @ts-expect-error -- an agent of undici takes no modifiers
void withLatency(new MockAgent(), 5, { modifiers: [] })
// @ts-expect-error -- this is no way by which requests come
void perf.network([search], { transport: 'http' })
void tool.get('https://x.example', { latency: (random) => random() * 100 })
{
  using network = perf.network([search])
  network.use(tool.delete('https://x.example', { latency: fixed('5ms') }))
  expectTypeOf(network.calls[0]?.status).toEqualTypeOf<number | undefined>()
}
// @ts-expect-error -- a list, even of one
void perf.network(search)
// @ts-expect-error -- unknown way
void perf.network([search], { onUnhandledRequest: 'ignore' })
// @ts-expect-error -- unknown option
void tool.get('https://x.example', { delay: 5 })
// @ts-expect-error -- p95 is missing
void lognormal({ p50: 100 })
// @ts-expect-error -- no duration
void fixed('soon')

// The plugin.
void skillperf()
void skillperf({ sla: { p95: '2s' }, seed: 7, report: { json: false } })
void skillperf({ sla: { p95: '2s', byName: { 'research *': { p99: '3s' } } }, inconclusive: 'fail' })
// @ts-expect-error -- unknown policy
void skillperf({ inconclusive: 'pass' })
// @ts-expect-error -- unknown limit
void skillperf({ sla: { byName: { research: { p96: 5 } } } })
// @ts-expect-error -- unknown option
void skillperf({ slas: {} })
// @ts-expect-error -- true is no path
void skillperf({ report: { json: true } })
expectTypeOf<SkillperfOptions>().toExtend<Record<string, unknown>>()
