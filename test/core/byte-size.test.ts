import { describe, expect, test } from 'vitest'
import { formatBytes, formatBytesAgainst, formatExactBytes, readByteSize } from '../../src/core/byte-size.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

describe('readByteSize', () => {
  test.for<[unknown, number]>([
    [1_000, 1_000],
    [0.5, 0.5],
    ['16B', 16],
    ['1.5 KB', 1_500],
    ['2KB', 2_000],
    [' 64KiB ', 65_536],
    ['1MB', 1_000_000],
    ['20 MB', 20_000_000],
    ['1MiB', 1_048_576],
    ['2GB', 2e9],
    ['1GiB', 2 ** 30],
    ['1.1KB', 1_100],
  ])('%o is %d bytes', ([value, bytes]) => {
    expect(readByteSize(value, 'the limit', 'here')).toBe(bytes)
  })

  const fix = "Write a number of bytes, such as 2_000, or a string with a unit, such as '2KB' or '1.5MiB'."
  const unit =
    'here: the limit must be a number with one of the units B, KB, KiB, MB, MiB, GB, GiB, received'
  const range = 'here: the limit must be above 0 bytes and finite, received'

  test.for<[unknown, string]>([
    ['2000', 'here: the limit has no unit, received "2000". Write \'2000B\', or the number 2000.'],
    ['1mb', `${unit} "1mb". ${fix}`],
    ['1Mbit', `${unit} "1Mbit". ${fix}`],
    ['1 constructor', `${unit} "1 constructor". ${fix}`],
    ['much', `${unit} "much". ${fix}`],
    ['-1MB', `${range} "-1MB". ${fix}`],
    [-1, `${range} -1. ${fix}`],
    [0, `${range} 0. ${fix}`],
    [Number.NaN, `${range} NaN. ${fix}`],
    [Infinity, `${range} Infinity. ${fix}`],
    [undefined, `${range} undefined. ${fix}`],
  ])('refuses %o', ([value, message]) => {
    expect(thrownBy(() => readByteSize(value, 'the limit', 'here')).message).toBe(message)
  })
})

describe('bytes for people', () => {
  test.for<[number, string]>([
    [0, '0 B'],
    [48, '48 B'],
    [48.25, '48.3 B'],
    [-2_500, '-2.50 KB'],
    [1_000, '1 KB'],
    [1_904, '1.90 KB'],
    [12_345_678, '12.3 MB'],
    [3e9, '3 GB'],
    [Number.NaN, '— B'],
  ])('%d is %s', ([bytes, text]) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  test.for<[number, string]>([
    [32, '32 B'],
    [1_536, '1.536 KB'],
    [1_048_576, '1.048 576 MB'],
    [1_100, '1.1 KB'],
  ])('%d as it was written is %s', ([bytes, text]) => {
    expect(formatExactBytes(bytes).replace(/\u202f/g, ' ')).toBe(text)
  })

  test.for<[number, number, string]>([
    [48, 2_000, '48.0 B'],
    [1_999.9, 2_000, '1.9999 KB'],
    [2_000, 2_000, '2 KB'],
    [999.96, 1_000, '999.96 B'],
    [5_000_000, 2_000, '5.00 MB'],
  ])('%d against %d is %s', ([received, limit, text]) => {
    expect(formatBytesAgainst(received, limit)).toBe(text)
  })
})
