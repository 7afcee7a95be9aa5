import { expect, expectTypeOf, test } from 'vitest'
import type * as matchers from '../../matchers/index.ts'
import type { Measurement } from '../../src/core/measurement.ts'
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
