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

  test('are there at once, though nothing was measured', () => {
    for (const [name, ...args] of CALLS) {
      const { message } = thrownBy(() => call(matchers, name, 42, args))
      expect(thrownBy(() => call(lazyMatchers, name, 42, args)).message).toBe(message)
    }
  })

  test.for(CALLS)('%s judges', async ([name, ...args]) => {
    expect(call(lazyMatchers, name, run, args)).toMatchObject({ pass: true })
    await loadMeasuring()
    expect(call(lazyMatchers, name, run, args)).toMatchObject({ pass: true })
  })
})
