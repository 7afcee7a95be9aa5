import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../../src/core/errors.ts'
import { readSlo } from '../../../src/core/calls/slo.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

describe('readSlo', () => {
  test('takes each objective, in ms or with a unit', () => {
    expect(readSlo({ ttft: 500, timePerOutputToken: '20ms', duration: '3s' }, 'here')).toStrictEqual({
      ttft: 500,
      timePerOutputToken: 20,
      duration: 3_000,
    })
  })

  test('leaves out those that are not set', () => {
    expect(readSlo({ ttft: undefined, duration: 5 }, 'here')).toStrictEqual({ duration: 5 })
  })

  test.for<[unknown, string]>([
    [
      500,
      "here: options must be a plain object, received 500. Write { slo: { ttft: 500, duration: '3s' } }.",
    ],
    [{}, "here: there is no objective in it. Write { slo: { ttft: 500, duration: '3s' } }."],
    [{ ttft: undefined }, "here: there is no objective in it. Write { slo: { ttft: 500, duration: '3s' } }."],
    [{ tttf: 5 }, 'here: unknown option `tttf`. Known: ttft, timePerOutputToken, duration.'],
    [
      { ttft: 0 },
      "here: `ttft` must be above 0 ms and finite, received 0. Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.",
    ],
    [{ duration: '3' }, 'here: `duration` has no unit, received "3". Write \'3ms\', or the number 3.'],
  ])('refuses %j', ([value, message]) => {
    const error = thrownBy(() => readSlo(value, 'here'))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(message)
  })
})
