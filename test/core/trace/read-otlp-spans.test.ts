import { expect, test } from 'vitest'
import { readOtlpSpans } from '../../../src/core/trace/read-otlp-spans.ts'

const plain = {
  traceId: 'A'.repeat(32),
  spanId: 'b'.repeat(16),
  name: 'serve',
  startTimeUnixNano: '1700000000000000001',
  endTimeUnixNano: '1700000000000000003',
}
const bodyOf = (span: object): object => ({
  resourceSpans: [{ scopeSpans: [{ spans: [{ ...plain, ...span }] }] }],
})
const read = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  parentSpanId: undefined,
  name: 'serve',
  startUnixNs: 1_700_000_000_000_000_001n,
  endUnixNs: 1_700_000_000_000_000_003n,
  failed: false,
  attributes: {},
}

test.for<readonly [string, object, object]>([
  ['the least there is', {}, {}],
  ['a parent', { parentSpanId: 'C'.repeat(16) }, { parentSpanId: 'c'.repeat(16) }],
  ['no parent, as some write it', { parentSpanId: '' }, {}],
  ['null for what is left out', { parentSpanId: null, attributes: null, status: null }, {}],
  ['times as numbers', { startTimeUnixNano: 5, endTimeUnixNano: 6 }, { startUnixNs: 5n, endUnixNs: 6n }],
  ['an end before the start', { endTimeUnixNano: '1' }, { endUnixNs: read.startUnixNs }],
  ['a status that is well', { status: {} }, {}],
  [
    'a status that says why',
    { status: { code: 2, message: 'overloaded' } },
    { failed: true, attributes: { 'otel.status_description': 'overloaded' } },
  ],
  [
    'attributes of all types',
    {
      attributes: [
        { key: 'text', value: { stringValue: 'a' } },
        { key: 'flag', value: { boolValue: false } },
        { key: 'whole', value: { intValue: '7' } },
        { key: 'wholeNumber', value: { intValue: 8 } },
        { key: 'part', value: { doubleValue: 0.5 } },
        { key: 'bytes', value: { bytesValue: 'AA==' } },
        { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: 1 }] } } },
        { key: 'map', value: { kvlistValue: { values: [{ key: 'k', value: { boolValue: true } }, 1] } } },
        { key: 'empty list', value: { arrayValue: {} } },
        { key: 'nothing', value: {} },
        { key: 'no value' },
        { key: 'odd', value: 'a' },
      ],
    },
    {
      attributes: {
        text: 'a',
        flag: false,
        whole: 7,
        wholeNumber: 8,
        part: 0.5,
        bytes: 'AA==',
        list: '["a",1]',
        map: '{"k":true}',
        'empty list': '[]',
      },
    },
  ],
])('a span with %s is read', ([, span, expected]) => {
  expect(readOtlpSpans(bodyOf(span))).toStrictEqual({ kind: 'spans', spans: [{ ...read, ...expected }] })
})

test.for([{}, { resourceSpans: [] }, { resourceSpans: [{}] }, { resourceSpans: [{ scopeSpans: [{}] }] }])(
  '%o has no spans',
  (body) => {
    expect(readOtlpSpans(body)).toStrictEqual({ kind: 'spans', spans: [] })
  },
)

const SPAN = 'resourceSpans.0.scopeSpans.0.spans.0'
test.for<readonly [unknown, string]>([
  [null, 'at its root: Invalid type: Expected Object but received null'],
  [{ resourceSpans: 1 }, 'at resourceSpans: Invalid type: Expected Array but received 1'],
  [
    bodyOf({ spanId: 'x'.repeat(16) }),
    `at ${SPAN}.spanId: Invalid format: Expected /^[0-9a-f]+$/i but received "${'x'.repeat(16)}"`,
  ],
  [bodyOf({ name: 1 }), `at ${SPAN}.name: Invalid type: Expected string but received 1`],
])('%o is refused, with the place', ([body, reason]) => {
  expect(readOtlpSpans(body)).toStrictEqual({ kind: 'unreadable', reason })
})

test('a time that is none is refused', () => {
  expect(readOtlpSpans(bodyOf({ startTimeUnixNano: '-1' }))).toMatchObject({ kind: 'unreadable' })
})
