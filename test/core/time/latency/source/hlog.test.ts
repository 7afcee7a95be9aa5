import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readHlog } from '../../../../../src/core/time/latency/source/hlog.ts'
import { codec } from '../../../../helpers/codec.ts'
import { thrownBy } from '../../../../helpers/thrown-by.ts'

const HEAD = [
  '#[Histogram log format version 1.3]',
  '#[StartTime: 1441812279.474 (seconds since epoch), Wed Sep 09 08:24:39 PDT 2015]',
  '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
]

const line = (samples: readonly number[], tag = ''): string =>
  `${tag}0.127,1.007,2.769,${codec.encode(samples)}`

const read = (text: string, tag?: string): [number, number][] =>
  readHlog(text, { unit: 'ms', tag }, codec, 'here').map(({ lowMs, count }) => [lowMs, count])

describe('readHlog', () => {
  test.for([
    ['line feeds', '\n'],
    ['carriage returns, too', '\r\n'],
  ] as const)('adds all intervals up, between %s', ([, end]) => {
    const text = [...HEAD, line([1, 2]), '', line([2]), ''].join(end)
    expect(read(text)).toStrictEqual([
      [1, 1],
      [2, 1],
      [2, 1],
    ])
  })

  test('holds what was written, over any number of intervals', { timeout: 60_000 }, () => {
    const samples = fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.array(samples, { minLength: 1, maxLength: 4 }), (intervals) => {
        const text = [...HEAD, ...intervals.map((one) => line(one))].join('\n')
        const values = read(text).flatMap(([ms, count]) => new Array<number>(count).fill(ms))
        expect(values.toSorted((a, b) => a - b)).toStrictEqual(intervals.flat().toSorted((a, b) => a - b))
      }),
    )
  })

  test('takes the intervals of one tag', () => {
    const text = [...HEAD, line([1], 'Tag=read,'), line([2], 'Tag=write,'), line([3], 'Tag=read,')].join('\n')
    expect(read(text, 'read')).toStrictEqual([
      [1, 1],
      [3, 1],
    ])
  })

  test('needs no tag where there is one alone', () => {
    expect(read(line([1], 'Tag=read,'))).toStrictEqual([[1, 1]])
  })

  const format = "A line of it reads 'start,length,max,histogram'."

  test.for<[string, string | undefined, string]>([
    [HEAD.join('\n'), undefined, `here: the log has no intervals. ${format}`],
    [
      `${line([1], 'Tag=read,')}\n${line([2])}`,
      undefined,
      'here: the log has intervals of 2 tags. Say which with `tag`: "read", "".',
    ],
    [
      `${line([1], 'Tag=read,')}\n${line([2], 'Tag=write,')}`,
      'wrte',
      'here: there is no tag of that name, received "wrte". Did you mean "write"? Known: "read", "write".',
    ],
    [
      `${HEAD.join('\n')}\n12 ms`,
      undefined,
      `here, line 4: the line is no interval of a histogram log, received "12 ms". ${format}`,
    ],
    [
      `${line([1])}\n0.1,1,2,HISTF!`,
      undefined,
      'here, line 2: the text is no HdrHistogram (Error: Invalid string. Length must be a multiple of 4), received "HISTF!". ' +
        'It must be compressed, of version 2 and in base64: it begins with HISTF.',
    ],
  ])('refuses %j with tag %s', ([text, tag, message]) => {
    expect(thrownBy(() => read(text, tag)).message).toBe(message)
  })
})
