import { expect, test } from 'vitest'
import { escapeMarkdown, markdownTable } from '../../src/core/markdown.ts'

test.for([
  ['plain text, 12 %', 'plain text, 12 %'],
  ['a|b', 'a&#124;b'],
  ['`code`', '&#96;code&#96;'],
  ['<b>&amp;', '&lt;b&gt;&amp;amp;'],
  ['snake_case *bold* [link](x)', String.raw`snake\_case \*bold\* \[link\](x)`],
  ['two\nlines\u001B[31m', 'two lines'],
  ['@team #12', '&#64;team &#35;12'],
  [String.raw`C:\temp`, String.raw`C:\\temp`],
])('%s', ([text, escaped]) => {
  expect(escapeMarkdown(text ?? '')).toBe(escaped)
})

test('a table has a line for its titles, one for its sides, and one a row', () => {
  const columns = [
    { title: 'name', align: 'left' },
    { title: 'ms', align: 'right' },
  ] as const
  expect(markdownTable(columns, [['a', '1']])).toStrictEqual(['| name | ms |', '| :-- | --: |', '| a | 1 |'])
})
