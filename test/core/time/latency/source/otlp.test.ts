import { describe, expect, test } from 'vitest'
import { readOtlp } from '../../../../../src/core/time/latency/source/otlp.ts'
import { thrownBy } from '../../../../helpers/thrown-by.ts'

const START = 1_544_712_660_300_000_000n

const span = (name: string, ns: number | bigint) => ({
  name,
  startTimeUnixNano: String(START),
  endTimeUnixNano: String(START + BigInt(ns)),
})

const traces = (...spans: readonly unknown[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] })

const msOf = (value: unknown, name?: string): number[] =>
  readOtlp(value, name, 'here').map(({ lowMs }) => lowMs)

describe('readOtlp', () => {
  test('takes durations to the nanosecond', () => {
    expect(readOtlp(traces(span('search', 120_000_001), span('search', 0)), undefined, 'here')).toStrictEqual(
      [
        { lowMs: 120.000_001, highMs: 120.000_001, count: 1 },
        { lowMs: 0, highMs: 0, count: 1 },
      ],
    )
  })

  test('takes the spans of one name, wherever they are', () => {
    const value = [
      {
        resourceSpans: [
          {
            scopeSpans: [
              { spans: [span('search', 1e6), span('fetch', 2e6)] },
              { spans: [span('search', 3e6)] },
            ],
          },
          { instrumentationLibrarySpans: [{ spans: [span('search', 4e6)] }] },
        ],
      },
      traces(span('search', 5e6)),
    ]
    expect(msOf(value, 'search')).toStrictEqual([1, 3, 4, 5])
  })

  test('takes numbers for times, too', () => {
    expect(
      msOf(traces({ name: 'search', startTimeUnixNano: 1_000, endTimeUnixNano: 2_001_000 })),
    ).toStrictEqual([2])
  })

  test('leaves out spans that have not ended, and what is none', () => {
    const open = { name: 'search', startTimeUnixNano: String(START) }
    const zero = { ...open, endTimeUnixNano: '0' }
    const odd = { ...open, endTimeUnixNano: 'soon' }
    expect(
      msOf(traces(open, zero, odd, null, 5, { ...span('', 1), name: 7 }, span('search', 5e6))),
    ).toStrictEqual([5])
  })

  const none = (shown: string): string =>
    `here: these are no OTLP spans: there are no \`resourceSpans\`, received ${shown}. ` +
    "Export the traces as OTLP in JSON, such as with the Collector's file exporter."
  const many = traces(...Array.from({ length: 12 }, (_, i) => span(`step ${i}`, 1)))

  test.for<[unknown, string | undefined, string]>([
    [{}, undefined, none('an empty object')],
    [null, undefined, none('null')],
    [[], undefined, none('an array of 0')],
    [{ resourceSpans: {} }, undefined, none('an object with resourceSpans')],
    [traces(), 'search', 'here: there is no span that has ended. Export traces that are complete.'],
    [
      traces(span('search', 1), span('fetch', 1)),
      undefined,
      'here: there are spans of 2 names. Say which with `span`: "search", "fetch".',
    ],
    [
      traces(span('search', 1)),
      'serach',
      'here: there is no span of that name, received "serach". Did you mean "search"? Known: "search".',
    ],
    [
      many,
      'agent',
      'here: there is no span of that name, received "agent". Known: "step 0", "step 1", "step 2", "step 3", "step 4", "step 5", "step 6", "step 7", "step 8", "step 9" and 2 more.',
    ],
  ])('refuses %o with span %s', ([value, name, message]) => {
    expect(thrownBy(() => readOtlp(value, name, 'here')).message).toBe(message)
  })
})
