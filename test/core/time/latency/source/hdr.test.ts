import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resample } from '../../../../../src/core/time/latency/empirical.ts'
import { readHdr, readUnit } from '../../../../../src/core/time/latency/source/hdr.ts'
import type { HistogramUnit } from '../../../../../src/core/time/latency/source/hdr.ts'
import { codec } from '../../../../helpers/codec.ts'
import { thrownBy } from '../../../../helpers/thrown-by.ts'

/** ns from a nanosecond to half an hour, as many of each size. */
const sample = fc
  .double({ min: 0, max: Math.log10(1.8e12), noNaN: true })
  .map((exponent) => Math.round(10 ** exponent))

describe('readHdr', () => {
  test('draws of what it reads are the samples that were encoded, within 0.1 %', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 1, maxLength: 100 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (samples, draw) => {
          const model = resample(readHdr(codec.encode(samples), 'ns', codec, 'here'), 'here')
          const sorted = samples.toSorted((a, b) => a - b)
          const ms = (sorted[Math.floor(draw * sorted.length)] ?? Number.NaN) / 1e6
          expect(Math.abs(model(() => draw) - ms)).toBeLessThanOrEqual(ms * 0.001)
        },
      ),
    )
  })

  test.for<[HistogramUnit, number]>([
    ['ns', 0.001_5],
    ['us', 1.5],
    ['µs', 1.5],
    ['ms', 1_500],
    ['s', 1_500_000],
  ])('a value of 1500 %s is %d ms', ([unit, ms]) => {
    expect(readHdr(codec.encode([1_500]), unit, codec, 'here')).toStrictEqual([
      { lowMs: ms, highMs: ms, count: 1 },
    ])
  })

  test('tells ranges from exact values, and how many are in each', () => {
    expect(readHdr(codec.encode([0, 7, 7, 100_000, 100_001]), 'ms', codec, 'here')).toStrictEqual([
      { lowMs: 0, highMs: 0, count: 1 },
      { lowMs: 7, highMs: 7, count: 2 },
      { lowMs: 99_968, highMs: 100_031, count: 2 },
    ])
  })

  test('holds counts beyond 32 bits', async () => {
    const { build, encodeIntoCompressedBase64 } = await import('hdr-histogram-js')
    const histogram = build({ bitBucketSize: 64 })
    histogram.recordValueWithCount(5, 2 ** 40)
    expect(readHdr(encodeIntoCompressedBase64(histogram), 'ms', codec, 'here')).toStrictEqual([
      { lowMs: 5, highMs: 5, count: 2 ** 40 },
    ])
  })

  test('of no samples is empty', () => {
    expect(readHdr(codec.encode([]), 'ns', codec, 'here')).toStrictEqual([])
  })

  const whole = codec.encode([1, 2, 3])
  test.for([
    ['no base64', 'HISTF!', 'Error: Invalid string. Length must be a multiple of 4'],
    ['something else', 'aGVsbG8gd29ybGQh', 'Error: Encoding not supported, only V2 is supported'],
    ['a part of one', whole.slice(0, 24), 'Error: unexpected end of file'],
  ] as const)('refuses %s', ([, text, reason]) => {
    expect(thrownBy(() => readHdr(text, 'ns', codec, 'here')).message).toBe(
      `here: the text is no HdrHistogram (${reason}), received ${JSON.stringify(text)}. ` +
        'It must be compressed, of version 2 and in base64: it begins with HISTF.',
    )
  })
})

describe('readUnit', () => {
  test.for<[unknown, HistogramUnit]>([
    [undefined, 'ns'],
    ['us', 'us'],
    ['\u00B5s', 'µs'],
    ['\u03BCs', 'µs'],
    ['ms', 'ms'],
  ])('%o is %s', ([value, unit]) => {
    expect(readUnit(value, 'here')).toBe(unit)
  })

  test('refuses others', () => {
    expect(thrownBy(() => readUnit('min', 'here')).message).toBe(
      'here: `unit` must be one of "ns", "us", "µs", "ms", "s", received "min". Write one of these, or leave `unit` out.',
    )
  })
})
