import { describe, expect, test } from 'vitest'
import { formatByteChange, formatBytes, readByteSize } from '../../src/core/byte-size.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const PLACE = 'toNotLeakMemory'
const read = (value: unknown): number => readByteSize(value, '`limit`', PLACE)

describe('readByteSize', () => {
  test.for<[unknown, number]>([
    [16, 16],
    [0.5, 0.5],
    ['16B', 16],
    ['2 KB', 2_000],
    ['1.1KB', 1_100],
    [' 1KiB ', 1_024],
    ['1.5 MiB', 1_572_864],
    ['3MB', 3_000_000],
    ['1GB', 1e9],
  ])('%s are %s bytes', ([value, bytes]) => {
    expect(read(value)).toBe(bytes)
  })

  test.for<[unknown, string]>([
    ['16', '`limit` has no unit, received "16". Write \'16B\', or the number 16.'],
    [
      '16 kb',
      "`limit` must be a number with one of the units B, KB, KiB, MB, MiB, GB, GiB, received \"16 kb\". Write a number of bytes, such as 2000, or a string with a unit, such as '2KB' or '1MiB'.",
    ],
    [
      0,
      "`limit` must be above 0 bytes and finite, received 0. Write a number of bytes, such as 2000, or a string with a unit, such as '2KB' or '1MiB'.",
    ],
    [
      Infinity,
      "`limit` must be above 0 bytes and finite, received Infinity. Write a number of bytes, such as 2000, or a string with a unit, such as '2KB' or '1MiB'.",
    ],
    [
      null,
      "`limit` must be above 0 bytes and finite, received null. Write a number of bytes, such as 2000, or a string with a unit, such as '2KB' or '1MiB'.",
    ],
  ])('refuses %s', ([value, message]) => {
    expect(thrownBy(() => read(value)).message).toBe(`${PLACE}: ${message}`)
  })
})

test.for<[number, string]>([
  [0, '0 B'],
  [16, '16 B'],
  [5.461, '5.46 B'],
  [999, '999 B'],
  [999.7, '1.00 KB'],
  [2_048, '2.05 KB'],
  [999_600, '1.00 MB'],
  [1_500_000, '1.50 MB'],
  [-16_000, '−16.0 KB'],
])('%s bytes are %s', ([bytes, text]) => {
  expect(formatBytes(bytes)).toBe(text)
})

test('changes have a sign', () => {
  expect([0, 1_500_000, -16].map((bytes) => formatByteChange(bytes))).toEqual(['±0 B', '+1.50 MB', '−16 B'])
})
