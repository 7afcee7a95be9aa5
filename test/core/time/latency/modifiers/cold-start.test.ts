import { describe, expect, test } from 'vitest'
import { coldStart } from '../../../../../src/core/time/latency/modifiers/cold-start.ts'
import type { Duration } from '../../../../../src/core/units.ts'
import { latenciesAt } from '../../../../helpers/modified-call.ts'
import { thrownBy } from '../../../../helpers/thrown-by.ts'

describe('coldStart', () => {
  test.for([
    ['the first call alone', undefined, [1_000, 3_000, 9_000], [2_100, 100, 100]],
    [
      'who comes while it starts waits for the rest',
      undefined,
      [0, 0, 500, 1_999, 2_000],
      [2_100, 2_100, 1_600, 101, 100],
    ],
    // The first call is over at 2 100 ms.
    ['again after a while', 1_000, [0, 3_099, 5_000], [2_100, 100, 2_100]],
    ['again, right at the end of the while', 1_000, [0, 3_100, 3_200], [2_100, 2_100, 2_000]],
    ['a long call is no pause', 50, [0, 2_149, 2_298, 2_448], [2_100, 100, 100, 2_100]],
  ] as const)('%s', ([, idle, times, latencies]) => {
    const modifier = coldStart('2s', idle === undefined ? {} : { idle })
    expect(latenciesAt(modifier, 100, ...times)).toStrictEqual(latencies)
  })

  test('begins anew with each measurement', () => {
    const modifier = coldStart(2_000)
    expect(latenciesAt(modifier, 100, 0, 5_000)).toStrictEqual([2_100, 100])
    expect(latenciesAt(modifier, 100, 9_000, 12_000)).toStrictEqual([2_100, 100])
  })

  test.for([
    [coldStart('2s'), 'coldStart(2 000 ms)'],
    [coldStart(2_000, { idle: '5min' }), 'coldStart(2 000 ms, after 300 000 ms idle)'],
  ] as const)('describes itself', ([modifier, description]) => {
    expect(modifier.description).toBe(description)
  })

  const place = 'coldStart(start, { idle })'
  const duration = "Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'."

  test.for<[unknown, unknown, string]>([
    [-1, undefined, `${place}: \`start\` must be 0 ms or above and finite, received -1. ${duration}`],
    ['2', undefined, `${place}: \`start\` has no unit, received "2". Write '2ms', or the number 2.`],
    [
      5,
      1_000,
      `${place}: options must be a plain object, received 1000. Write coldStart('2s', { idle: '5min' }).`,
    ],
    [5, { idel: 1 }, `${place}: unknown option \`idel\`. Known: idle.`],
    [5, { idle: 0 }, `${place}: \`idle\` must be above 0 ms and finite, received 0. ${duration}`],
  ])('refuses %o, %o', ([start, options, message]) => {
    expect(thrownBy(() => coldStart(start as Duration, options as object)).message).toBe(message)
  })
})
