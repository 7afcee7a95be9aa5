import { describe, expect, test } from 'vitest'
import * as matchers from '../../matchers/index.ts'
import { lazyMatchers } from '../../matchers/lazy.ts'
import { loadMeasuring } from '../../src/worker/load-measuring.ts'
import { measurementOf, range } from '../helpers/measurement-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const run = measurementOf(range(1, 1_000))
const STATE = { isNot: false }

/** Each row: a matcher, and arguments for it. */
const CALLS = [
  ['toHaveP95Below', 2_000],
  ['toHavePercentileBelow', 98, '2s'],
  ['toHaveErrorRateBelow', '1%'],
  ['toMeetSla', { p95: 2_000, errorRate: 0.01 }],
] as const

function call(
  all: Readonly<Record<string, unknown>>,
  name: string,
  subject: unknown,
  args: readonly unknown[],
): unknown {
  const matcher = all[name] as (this: typeof STATE, ...args: readonly unknown[]) => unknown
  return matcher.call(STATE, subject, ...args)
}

describe('lazy matchers', () => {
  test('are all that there are', () => {
    expect(Object.keys(lazyMatchers).toSorted()).toStrictEqual(Object.keys(matchers).toSorted())
  })

  test.for(CALLS)('%s refuses a wrong subject as it always does', ([name, ...args]) => {
    for (const subject of [42, Promise.resolve(), () => 1]) {
      const { message } = thrownBy(() => call(matchers, name, subject, args))
      expect(thrownBy(() => call(lazyMatchers, name, subject, args)).message).toBe(message)
    }
  })

  test('refuse a measurement before there was any, and judge it afterwards', async () => {
    expect(thrownBy(() => call(lazyMatchers, 'toHaveP95Below', run, [2_000])).message).toBe(
      'toHaveP95Below judges a measurement that was made by perf.measure, and nothing was measured here.',
    )
    await loadMeasuring()
    for (const [name, ...args] of CALLS) {
      expect(call(lazyMatchers, name, run, args), name).toMatchObject({ pass: true })
    }
  })
})
