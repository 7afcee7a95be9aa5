import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import { readDuration, readRate, readShare } from '../../src/core/units.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

describe('readDuration', () => {
  test.for<[unknown, number]>([
    [1500, 1500],
    [0.5, 0.5],
    ['250ns', 0.00025],
    ['200us', 0.2],
    ['200µs', 0.2], // U+00B5
    ['200μs', 0.2], // U+03BC
    ['200ms', 200],
    ['1.5s', 1500],
    ['1.5 s', 1500],
    ['  2 s  ', 2000],
    ['.5s', 500],
    ['2.s', 2000],
    ['+2s', 2000],
    ['1e3ms', 1000],
    ['1E-3s', 1],
    ['2min', 120_000],
    ['1h', 3_600_000],
  ])('reads %o as %d ms', ([value, ms]) => {
    expect(readDuration(value, 'the limit', 'here')).toBeCloseTo(ms, 12)
  })

  test.for<[string, number]>([
    ['1.1s', 1100],
    ['1.005s', 1005],
    ['2.01s', 2010],
    ['300ns', 0.0003],
    ['70µs', 0.07],
  ])('reads the decimal %o exactly, without digits that nobody wrote', ([value, ms]) => {
    expect(readDuration(value, 'the limit', 'here')).toBe(ms)
  })

  const above0 = (shown: string): string =>
    `here: the limit must be above 0 ms and finite, received ${shown}. Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.`
  const units = (shown: string): string =>
    `here: the limit must be a number with one of the units ns, µs, ms, s, min, h, received ${shown}. Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.`

  test.for<[unknown, string]>([
    [0, above0('0')],
    [-1, above0('-1')],
    [Number.NaN, above0('NaN')],
    [Infinity, above0('Infinity')],
    [undefined, above0('undefined')],
    [null, above0('null')],
    [true, above0('true')],
    [10n, above0('10n')],
    [{ ms: 5 }, above0('an object with ms')],
    [[5], above0('an array of 1')],
    [() => 5, above0('function (anonymous)')],
    ['0ms', above0('"0ms"')],
    ['-5ms', above0('"-5ms"')],
    ['1e400s', above0('"1e400s"')],
    ['', units('""')],
    ['abc', units('"abc"')],
    ['5 minutes', units('"5 minutes"')],
    ['5m', units('"5m"')],
    ['5MS', units('"5MS"')],
    ['1,5s', units('"1,5s"')],
    ['1.5.5s', units('"1.5.5s"')],
    ['0x10ms', units('"0x10ms"')],
    ['Infinityms', units('"Infinityms"')],
    ['1500', `here: the limit has no unit, received "1500". Write '1500ms', or the number 1500.`],
  ])('refuses %o', ([value, message]) => {
    const error = thrownBy(() => readDuration(value, 'the limit', 'here'))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(message)
  })

  test('shows what is wrong with a Date', () => {
    const date = new Date(0)
    expect(thrownBy(() => readDuration(date, 'the limit', 'here')).message).toBe(
      above0(`a Date (${String(date)})`),
    )
  })
})

describe('readRate', () => {
  test.for<[unknown, number]>([
    [50, 50],
    [0.5, 0.5],
    ['50/s', 50],
    ['50 / s', 50],
    ['3000/min', 50],
    ['180000/h', 50],
    ['1.5e3/s', 1500],
  ])('reads %o as %d per second', ([value, perSecond]) => {
    expect(readRate(value, 'the limit', 'here')).toBe(perSecond)
  })

  const fix = "Write a number per second, such as 50, or a string such as '50/s' or '3000/min'."
  const above0 = (shown: string): string =>
    `here: the limit must be above 0 per second and finite, received ${shown}. ${fix}`
  const units = (shown: string): string =>
    `here: the limit must be a rate per s, min or h, received ${shown}. ${fix}`

  test.for<[unknown, string]>([
    [0, above0('0')],
    [-1, above0('-1')],
    [Number.NaN, above0('NaN')],
    [undefined, above0('undefined')],
    ['0/s', above0('"0/s"')],
    ['50', units('"50"')],
    ['50/ms', units('"50/ms"')],
    ['50 per s', units('"50 per s"')],
    ['/s', units('"/s"')],
  ])('refuses %o', ([value, message]) => {
    expect(thrownBy(() => readRate(value, 'the limit', 'here')).message).toBe(message)
  })
})

describe('readShare', () => {
  test.for<[unknown, number]>([
    [0.01, 0.01],
    [1, 1],
    ['1%', 0.01],
    ['0.5 %', 0.005],
    ['7%', 0.07],
    ['100%', 1],
  ])('reads %o as %d', ([value, share]) => {
    expect(readShare(value, 'the limit', 'here')).toBe(share)
  })

  const fix = "Write a share up to 1, such as 0.01, or a percentage, such as '1%'."
  const above0 = (shown: string): string =>
    `here: the limit must be above 0 and up to 1, received ${shown}. ${fix}`

  const none = (shown: string): string =>
    above0(shown).replace(
      fix,
      `No share is below 0: leave the limit out, and any error fails the test. ${fix}`,
    )

  test.for<[unknown, string]>([
    [0, none('0')],
    [-0.1, above0('-0.1')],
    [Number.NaN, above0('NaN')],
    [undefined, above0('undefined')],
    ['0%', none('"0%"')],
    ['1', `here: the limit must be a share, received "1". ${fix}`],
    ['one percent', `here: the limit must be a share, received "one percent". ${fix}`],
    [5, `here: the limit is a share up to 1, received 5. 5 % is 0.05. ${fix}`],
    [100, `here: the limit is a share up to 1, received 100. 100 % is 1. ${fix}`],
    [101, `here: the limit is a share up to 1, received 101. ${fix}`],
    [Infinity, `here: the limit is a share up to 1, received Infinity. ${fix}`],
    // 150 % is no slip for 1.5 %: there is nothing to suggest.
    ['150%', `here: the limit is a share up to 1, received "150%". ${fix}`],
  ])('refuses %o', ([value, message]) => {
    expect(thrownBy(() => readShare(value, 'the limit', 'here')).message).toBe(message)
  })

  test('takes 0 where it is asked to', () => {
    expect([
      readShare(0, 'the share', 'here', true),
      readShare('0%', 'the share', 'here', true),
    ]).toStrictEqual([0, 0])
    expect(thrownBy(() => readShare(-1, 'the share', 'here', true)).message).toBe(
      `here: the share must be from 0 to 1, received -1. ${fix}`,
    )
  })
})
