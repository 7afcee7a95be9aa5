import { describe, expect, test } from 'vitest'
import { readByteRate } from '../../src/core/byte-rate.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

describe('readByteRate', () => {
  test.for<[unknown, number]>([
    [1_000, 1_000],
    [0.5, 0.5],
    ['12B/s', 12],
    ['1.5 KB/s', 1_500],
    ['64KiB/s', 65_536],
    ['1MB/s', 1_000_000],
    ['1MiB / s', 1_048_576],
    ['2GB/s', 2e9],
    ['1GiB/s', 2 ** 30],
  ])('%o is %d bytes per second', ([value, rate]) => {
    expect(readByteRate(value, '`rate`', 'here')).toBe(rate)
  })

  const fix = "Write bytes per second, such as 1_000_000, or a string such as '1MB/s' or '64KiB/s'."
  const unit = 'here: `rate` must be a number of B, KB, KiB, MB, MiB, GB, GiB per s, received'
  const range = 'here: `rate` must be above 0 bytes per second and finite, received'

  test.for<[unknown, string]>([
    ['1MB', `${unit} "1MB". ${fix}`],
    ['1mb/s', `${unit} "1mb/s". ${fix}`],
    ['1Mbit/s', `${unit} "1Mbit/s". ${fix}`],
    ['1 constructor/s', `${unit} "1 constructor/s". ${fix}`],
    ['fast', `${unit} "fast". ${fix}`],
    ['-1MB/s', `${range} "-1MB/s". ${fix}`],
    [-1, `${range} -1. ${fix}`],
    [0, `${range} 0. ${fix}`],
    [Infinity, `${range} Infinity. ${fix}`],
    [undefined, `${range} undefined. ${fix}`],
  ])('refuses %o', ([value, message]) => {
    expect(thrownBy(() => readByteRate(value, '`rate`', 'here')).message).toBe(message)
  })
})
