import { describe, expect, test } from 'vitest'
import { degrade } from '../../../../../src/core/time/latency/modifiers/degrade.ts'
import type { DegradeOptions } from '../../../../../src/core/time/latency/modifiers/degrade.ts'
import { latenciesAt } from '../../../../helpers/modified-call.ts'
import { thrownBy } from '../../../../helpers/thrown-by.ts'

describe('degrade', () => {
  test.for<[DegradeOptions, number[], number[]]>([
    [{ from: 2, factor: 5 }, [0, 0, 0, 9_000], [20, 20, 100, 100]],
    [{ from: 0, factor: 1.5 }, [0, 1], [30, 30]],
    [{ from: '1s', factor: 5 }, [500, 1_499, 1_500, 9_000], [20, 20, 100, 100]],
    [{ from: '0s', factor: 0.5 }, [500], [10]],
  ])('%o', ([options, times, latencies]) => {
    expect(latenciesAt(degrade(options), 20, ...times)).toStrictEqual(latencies)
  })

  test('begins anew with each measurement', () => {
    const modifier = degrade({ from: '1s', factor: 5 })
    expect(latenciesAt(modifier, 20, 0, 1_000)).toStrictEqual([20, 100])
    expect(latenciesAt(modifier, 20, 5_000, 5_999)).toStrictEqual([20, 20])
  })

  test.for([
    [degrade({ from: 1_000, factor: 2.5 }), 'degrade(from call 1 000 on, × 2.5)'],
    [degrade({ from: '30s', factor: 5 }), 'degrade(from 30 000 ms on, × 5)'],
  ] as const)('describes itself', ([modifier, description]) => {
    expect(modifier.description).toBe(description)
  })

  const place = 'degrade({ from, factor })'
  const from = (shown: string): string =>
    `${place}: \`from\` must be a number of calls or a duration with a unit, received ${shown}. ` +
    "Write 100 to spare the first 100 calls, or '30s' to spare those of the first half minute."
  const factor = (shown: string): string =>
    `${place}: \`factor\` must be a number above 0 and finite, received ${shown}. Write 5 for latencies that get five times as long.`

  test.for<[unknown, string]>([
    [
      undefined,
      `${place}: options must be a plain object, received undefined. Write degrade({ from: '30s', factor: 5 }).`,
    ],
    [{ form: 1 }, `${place}: unknown option \`form\`. Known: from, factor.`],
    [{ from: -1, factor: 2 }, from('-1')],
    [{ from: 1.5, factor: 2 }, from('1.5')],
    [{ factor: 2 }, from('undefined')],
    [
      { from: '30', factor: 2 },
      `${place}: \`from\` has no unit, received "30". Write '30ms', or the number 30.`,
    ],
    [{ from: 1, factor: 0 }, factor('0')],
    [{ from: 1, factor: -2 }, factor('-2')],
    [{ from: 1 }, factor('undefined')],
    [{ from: 1, factor: '2' }, factor('"2"')],
  ])('refuses %o', ([options, message]) => {
    expect(thrownBy(() => degrade(options as DegradeOptions)).message).toBe(message)
  })
})
