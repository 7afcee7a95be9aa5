import { expect, expectTypeOf, test } from 'vitest'
import type * as matchers from '../../matchers/index.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import type { LeakOptions } from '../../src/core/options/leak-options.ts'
import type { Sla } from '../../src/core/sla.ts'
import type { Duration, Rate, Share } from '../../src/core/units.ts'

declare const run: Measurement
declare const text: string

test('limits are numbers, or texts with a unit', () => {
  expect(run).toHaveP50Below(1500)
  expect(run).toHaveP90Below('1.5s')
  expect(run).toHaveP95Below('1500ms')
  expect(run).toHaveP99Below('250 µs')
  expect(run).toHaveMeanBelow('2min')
  expect(run).toHaveMaxBelow('1e3ns')
  expect(run).toHavePercentileBelow(99.9, '2 s')
  expect(run).toHaveThroughputAbove(50)
  expect(run).toHaveThroughputAbove('3000/min')
  expect(run).toHaveErrorRateBelow(0.01)
  expect(run).toHaveErrorRateBelow('1%')
  expect(run).toMeetSla({ p50: 5, p999: '1s', mean: '5 ms', throughput: '3000/min', errorRate: '1%' })
  expect(run.firstItem).toHaveP95Below('200ms')
})

test('counts are judged by whole numbers, money and shares', () => {
  expect(run).toCallAtMost('llm', 1)
  expect(run).toCallAtMost('llm', 10, { per: 'run' })
  expect(run).toRetryAtMost(0)
  expect(run).toUseTokensAtMost(500)
  expect(run).toUseTokensAtMost(500, { kind: 'out', per: 'run' })
  expect(run).toCostAtMost('$0.02', { prices: { 'gpt-x': { in: 2.5, out: 10 }, 'embed-y': { in: 0.1 } } })
  expect(run).toCostAtMost('€5', { prices: {}, per: 'run' })
  expect(run).toNotRepeatCalls()
  expect(run).toHaveSerialDepthAtMost(2)
  expect(run).toHaveTokensPerSecondAbove(40)
  expect(run).toHaveCacheHitRateAbove('80%')
  expect(run).toHaveCacheHitRateAbove(0.8, { name: 'redis' })
  expect(run).not.toCallAtMost('llm', 1)
  expect(run.ttft).toHaveP95Below('1s')
  expect(run.interTokenLatency).toHaveP95Below(50)
  expect(run.timePerOutputToken).toHaveMeanBelow('20ms')
})

test('wrong counts are refused', () => {
  // @ts-expect-error -- no name
  expect(run).toCallAtMost(1)
  // @ts-expect-error -- no number
  expect(run).toCallAtMost('llm')
  // @ts-expect-error -- no such scope
  expect(run).toCallAtMost('llm', 1, { per: 'test' })
  // @ts-expect-error -- a number
  expect(run).toRetryAtMost('2')
  // @ts-expect-error -- no such kind
  expect(run).toUseTokensAtMost(500, { kind: 'input' })
  // @ts-expect-error -- no prices
  expect(run).toCostAtMost('$0.02')
  // @ts-expect-error -- no currency
  expect(run).toCostAtMost(0.02, { prices: {} })
  // @ts-expect-error -- the sign stands in front
  expect(run).toCostAtMost('0.02$', { prices: {} })
  // @ts-expect-error -- no price for prompts
  expect(run).toCostAtMost('$0.02', { prices: { 'gpt-x': { out: 10 } } })
  // @ts-expect-error -- nothing to say
  expect(run).toNotRepeatCalls(0)
  // @ts-expect-error -- a rate is a number here
  expect(run).toHaveTokensPerSecondAbove('40/s')
  // @ts-expect-error -- no percentage
  expect(run).toHaveCacheHitRateAbove('0.8')
  // @ts-expect-error -- no such option
  expect(run).toHaveCacheHitRateAbove(0.8, { cache: 'redis' })
})

test('a baseline is matched within a tolerance', () => {
  expect(run).toMatchBaseline()
  expect(run).toMatchBaseline({})
  expect(run).toMatchBaseline({ tolerance: 0.05 })
  expect(run).toMatchBaseline({ tolerance: '5%' })
  expect(run).not.toMatchBaseline()
  expectTypeOf(expect(run).toMatchBaseline).returns.toEqualTypeOf<void>()
  // @ts-expect-error -- no percentage
  expect(run).toMatchBaseline({ tolerance: '5' })
  // @ts-expect-error -- no such option
  expect(run).toMatchBaseline({ tolerence: 0.05 })
  // @ts-expect-error -- an option, no number
  expect(run).toMatchBaseline(0.05)
})

test('memory is judged of functions', () => {
  expectTypeOf(expect(() => {}).toNotLeakMemory).parameters.toEqualTypeOf<
    [options?: LeakOptions | undefined]
  >()
  expectTypeOf(expect(() => {}).toNotLeakMemory()).toEqualTypeOf<Promise<void>>()
  void expect(() => {}).toNotLeakMemory({ limit: '16 B', warmup: 1_000, maxTime: '2s', clock: 'virtual' })
  void expect(() => {}).toNotLeakMemory({ limit: 16, between: () => {} })
  // @ts-expect-error -- no size
  void expect(() => {}).toNotLeakMemory({ limit: '16' })
  // @ts-expect-error -- calls
  void expect(() => {}).toNotLeakMemory({ warmup: '1s' })
})

test('spans are judged by name', () => {
  expect(run).toHaveSpan('web_search')
  expect(run).toHaveBottleneck('llm')
  expect(run).toRunConcurrently('web_search', 'fetch_page')
  expect(run).toRunConcurrently('fetch_page')
  expect(run).not.toRunConcurrently('a', 'b', 'c')
  expect(run.span('web_search')).toHaveP95Below('1s')
  expectTypeOf<Measurement['span']>().parameters.toEqualTypeOf<[name: string]>()
  expectTypeOf(expect(run).toHaveSpan).returns.toEqualTypeOf<void>()
  expectTypeOf(expect(() => {}).toNotBlockEventLoop).parameters.toEqualTypeOf<[limit: Duration]>()
  expectTypeOf(expect(() => {}).toNotBlockEventLoop('50ms')).toEqualTypeOf<Promise<void>>()
  // @ts-expect-error -- no name
  expect(run).toHaveSpan()
  // @ts-expect-error -- one name
  expect(run).toHaveBottleneck('a', 'b')
  // @ts-expect-error -- names, no list
  expect(run).toRunConcurrently(['a', 'b'])
  // @ts-expect-error -- at least one name
  expect(run).toRunConcurrently()
  // @ts-expect-error -- no duration
  void expect(() => {}).toNotBlockEventLoop('50')
})

test('matchers stand everywhere that an assertion goes', () => {
  expect(run).not.toHaveP95Below('1s')
  expect.soft(run).toHaveP95Below('1s')
  expectTypeOf(expect(run).toHaveP95Below).parameters.toEqualTypeOf<[limit: Duration]>()
  expectTypeOf(expect(run).toHavePercentileBelow).parameters.toEqualTypeOf<[p: number, limit: Duration]>()
  expectTypeOf(expect(run).toHaveThroughputAbove).parameters.toEqualTypeOf<[limit: Rate]>()
  expectTypeOf(expect(run).toMeetSla).parameters.toEqualTypeOf<[sla: Sla]>()
  expectTypeOf(expect(run).toHaveErrorRateBelow).parameters.toEqualTypeOf<[limit: Share]>()
})

test('anything else is refused', () => {
  // @ts-expect-error -- a Date is no duration
  expect(run).toHaveP95Below(new Date())
  // @ts-expect-error -- no number
  expect(run).toHaveP95Below('abc')
  // @ts-expect-error -- no unit
  expect(run).toHaveP95Below('1500')
  // @ts-expect-error -- no unit of ours
  expect(run).toHaveP95Below('5m')
  // @ts-expect-error -- any text at all
  expect(run).toHaveP95Below(text)
  // @ts-expect-error -- no limit
  expect(run).toHaveP95Below()
  // @ts-expect-error -- no percentile
  expect(run).toHavePercentileBelow('1.5s')
  // @ts-expect-error -- a percentile is a number
  expect(run).toHavePercentileBelow('95', '1.5s')
  // @ts-expect-error -- a rate is no duration
  expect(run).toHaveThroughputAbove('50ms')
  // @ts-expect-error -- a rate has no ms
  expect(run).toHaveThroughputAbove('50/ms')
  // @ts-expect-error -- a share is no text without %
  expect(run).toHaveErrorRateBelow('0.01')
  // @ts-expect-error -- no SLA
  expect(run).toMeetSla(1500)
  // @ts-expect-error -- unknown limit
  expect(run).toMeetSla({ p96: 5 })
  // @ts-expect-error -- a rate is no duration
  expect(run).toMeetSla({ p95: '50/s' })
  // @ts-expect-error -- names belong into the options
  expect(run).toMeetSla({ byName: {} })
  // @ts-expect-error -- no such matcher
  expect(run).toHaveP96Below(1500)
})

test('matchers fit expect.extend', () => {
  expect.extend({} as typeof matchers)
})
