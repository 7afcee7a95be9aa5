import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../../src/core/json/parse-json.ts'
import { indexOfPath, lineOf, scanJson } from '../../../src/core/json/scan-json.ts'

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const json = fc.json({ maxDepth: 4 })
const INSERTED = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '-',
  '.',
  'e',
  'NaN',
  ' ',
  '\n',
  '\u0001',
  '/',
]

/** JSON with a few characters cut out or put in. */
const nearlyJson = fc
  .tuple(
    fc.oneof(
      json,
      json.map((text) => JSON.stringify(JSON.parse(text), undefined, 2)),
    ),
    fc.array(fc.record({ at: fc.nat(400), cut: fc.nat(3), put: fc.constantFrom('', ...INSERTED) }), {
      maxLength: 2,
    }),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, { at, cut, put }) => {
      const start = at % (edited.length + 1)
      return edited.slice(0, start) + put + edited.slice(start + cut)
    }, text),
  )

describe('scanJson', () => {
  test('finds no fault exactly where JSON.parse finds none', () => {
    fc.assert(
      fc.property(nearlyJson, (text) => {
        const fault = scanJson(text)
        // Keys that stand twice are our own rule, and may come before a fault of syntax.
        fc.pre(fault === undefined || !fault.problem.includes('stands twice'))
        expect(fault === undefined, text).toBe(isJson(text))
      }),
    )
  })

  test.for<[string, number, string]>([
    ['', 0, 'expected a value'],
    ['  ', 2, 'expected a value'],
    ['{', 1, 'expected a key in double quotes'],
    ['{"a"', 4, 'expected a colon'],
    ['{"a":1', 6, 'expected a comma or }'],
    ['{"a":1,}', 7, 'expected a key in double quotes, received "}"'],
    ["{'a':1}", 1, 'expected a key in double quotes, received "\'a\'"'],
    ['{"a":NaN}', 5, 'expected a value, received "NaN"'],
    ['{"a":undefined}', 5, 'expected a value, received "undefined"'],
    ['[1 2]', 3, 'expected a comma or ], received "2"'],
    ['[01]', 1, 'expected a value, received "01"'],
    ['[1] x', 4, 'expected the end of the file, received "x"'],
    ['["a', 3, 'a text in double quotes has no end'],
    [String.raw`["\x"]`, 1, 'a text in double quotes has no end, or an escape that JSON does not know'],
    ['{"a":1,\n"b":2,\n"a":3}', 15, 'the key "a" stands twice, first in line 1'],
    [String.raw`{"a":1,"\u0061":3}`, 7, 'the key "a" stands twice, first in line 1'],
    ['{"__proto__":1,"__proto__":1}', 15, 'the key "__proto__" stands twice, first in line 1'],
    ['['.repeat(100_000), 65, 'it is nested more than 64 levels deep'],
  ])('%o', ([text, index, problem]) => {
    expect(scanJson(text)).toMatchObject({ index, problem })
    expect(parseJson(text)).toMatchObject({ kind: 'fault', fault: { index, problem } })
  })

  test('knows a text that was cut off', () => {
    const text = '{ "a": [1, "two"], "b": {} }'
    for (let length = 0; length < text.length; length++) {
      expect(scanJson(text.slice(0, length)), text.slice(0, length)).toMatchObject({ truncated: true })
    }
  })
})

test('parseJson: the value of JSON.parse, or the fault', () => {
  fc.assert(
    fc.property(nearlyJson, (text) => {
      const parsed = parseJson(text)
      if (parsed.kind === 'fault') expect(parsed.fault).toStrictEqual(scanJson(text))
      else expect(parsed.value).toStrictEqual(JSON.parse(text))
    }),
  )
})

test.for([
  '{ "a": "\\": x", "b": ": y" }',
  '{ "a" : 1 }',
  '{ "__proto__": { "__proto__": 1 } }',
  '{ "a": { "a": 1 }, "b": [{ "a": 1 }, { "a": 1 }] }',
])('parseJson: %s has no key twice', (text) => {
  expect(parseJson(text)).toStrictEqual({ kind: 'value', value: JSON.parse(text) as unknown })
})

describe('indexOfPath', () => {
  const TEXT = '{\n  "a": [10, { "b": 20 }],\n  "c": 30\n}'

  test.for<[(string | number)[], string]>([
    [[], '{'],
    [['a'], '['],
    [['a', 0], '10'],
    [['a', 1, 'b'], '20'],
    [['c'], '30'],
    // What is not there is looked for in what would have it.
    [['a', 7], '['],
    [['x', 'y'], '{'],
    [['a', 1, 'x'], '{ "b"'],
  ])('%o', ([path, start]) => {
    expect(TEXT.slice(indexOfPath(TEXT, path))).toMatch(new RegExp(`^${start.replace(/[[{]/g, '\\$&')}`))
  })
})

test('lines end with LF, CR LF or CR', () => {
  const text = 'a\nb\r\nc\rd'
  expect(['a', 'b', 'c', 'd'].map((char) => lineOf(text, text.indexOf(char)))).toStrictEqual([1, 2, 3, 4])
})
