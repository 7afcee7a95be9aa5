import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { statementWithoutLiterals } from '../../../../src/profiler/automatic/postgres/statement.ts'

test.for([
  ['SELECT 1', 'SELECT ?'],
  ["SELECT 'a''b', E'c\\'d', $1, $tag$e$tag$, $$f$$", 'SELECT ?, ?, $1, ?, ?'],
  ['SELECT "quoted 1", t1.c2, 1.5e-3, .5, 0xff, -7', 'SELECT "quoted 1", t1.c2, ?, ?, ?, -?'],
  ['SELECT a -- secret\n  FROM b /* secret */ WHERE c=1', 'SELECT a FROM b WHERE c=?'],
  ["SELECT 'unfinished secret", 'SELECT ?'],
  [
    "INSERT INTO t VALUES (1, 'x'), (2, B'01'), (3, U&'\\0041')",
    'INSERT INTO t VALUES (?, ?), (?, ?), (?, ?)',
  ],
  ['  SELECT\n\t now()  ', 'SELECT now()'],
  [`SELECT ${'a'.repeat(600)}`, `SELECT ${'a'.repeat(493)}…`],
] as const)('%s', ([sql, bare]) => {
  expect(statementWithoutLiterals(sql)).toBe(bare)
})

const secret = 'S3CRET'
const literal = fc.oneof(
  fc.string().map((text) => `'${(text + secret + text).replaceAll("'", "''").replaceAll('\\', '')}'`),
  fc.string().map((text) => `$q$${(text + secret + text).replaceAll('$', '')}$q$`),
  fc.string().map((text) => `/* ${text.replaceAll('*', '').replaceAll('/', '')} ${secret} */`),
  fc.string().map((text) => `-- ${text.replaceAll('\n', '')} ${secret}\n`),
)
const bare = fc.constantFrom(
  'SELECT',
  'a.b',
  '"c d"',
  '=',
  ',',
  '(',
  ')',
  '$1',
  '42',
  'e',
  '::text',
  '-',
  '/',
  'x1',
)

test('nothing that was written into a statement is left in it', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(literal, bare), { maxLength: 12 }), (parts) => {
      expect(statementWithoutLiterals(parts.join(' '))).not.toContain(secret)
    }),
  )
})
