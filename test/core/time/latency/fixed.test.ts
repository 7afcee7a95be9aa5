import { describe, expect, test } from 'vitest'
import { fixed } from '../../../../src/core/time/latency/fixed.ts'
import { lognormal } from '../../../../src/core/time/latency/lognormal.ts'
import { drawLatency } from '../../../../src/core/time/latency/model.ts'
import type { Duration } from '../../../../src/core/units.ts'
import { thrownBy } from '../../../helpers/thrown-by.ts'

describe('fixed', () => {
  test.for<[Duration, number, string]>([
    [120, 120, 'fixed(120 ms)'],
    ['1.5s', 1500, 'fixed(1500 ms)'],
    [0, 0, 'fixed(0 ms)'],
    ['0ms', 0, 'fixed(0 ms)'],
  ])('%o is always %d ms', ([latency, ms, description]) => {
    const model = fixed(latency)
    expect([drawLatency(model, Math.random, 'here'), drawLatency(model, Math.random, 'here')]).toStrictEqual([
      ms,
      ms,
    ])
    expect(model.description).toBe(description)
  })

  const duration = "Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'."

  const outOfRange = (shown: string): string =>
    `fixed(): \`latency\` must be 0 ms or above and finite, received ${shown}. ${duration}`

  test.for<[unknown, string]>([
    [
      'soon',
      `fixed(): \`latency\` must be a number with one of the units ns, µs, ms, s, min, h, received "soon". ${duration}`,
    ],
    ['120', 'fixed(): `latency` has no unit, received "120". Write \'120ms\', or the number 120.'],
    [-1, outOfRange('-1')],
    ['-1ms', outOfRange('"-1ms"')],
    [Number.NaN, outOfRange('NaN')],
    [Infinity, outOfRange('Infinity')],
    [undefined, outOfRange('undefined')],
    [null, outOfRange('null')],
    [() => 5, outOfRange('function (anonymous)')],
  ])('refuses %o', ([latency, message]) => {
    expect(thrownBy(() => fixed(latency as Duration)).message).toBe(message)
  })

  test('leaves a model that it is given by mistake alone', () => {
    const model = lognormal({ p50: 100, p95: 300 })
    try {
      fixed(model as unknown as Duration)
    } catch {
      // Refused, as it should be.
    }
    expect(model.description).toBe('lognormal(p50 100 ms, p95 300 ms)')
  })
})
