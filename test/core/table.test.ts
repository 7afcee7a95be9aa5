import { describe, expect, test } from 'vitest'
import { cutToWidth, layOutTable, textWidth } from '../../src/core/table.ts'
import type { Column } from '../../src/core/table.ts'

const columns: readonly Column[] = [
  { title: 'name', align: 'left' },
  { title: 'n', align: 'right' },
  { title: 'note', align: 'left' },
]
const plain = (text: string): string => text
const cells = (...texts: readonly string[]): { text: string }[] => texts.map((text) => ({ text }))

describe('layOutTable', () => {
  test('makes columns as wide as their widest cell', () => {
    expect(
      layOutTable(columns, [cells('research', '1 000', 'x'), cells('a', '5', 'longer')], plain),
    ).toStrictEqual(['name          n  note', 'research  1 000  x', 'a             5  longer'])
  })

  test('has titles alone without rows', () => {
    expect(layOutTable(columns, [], plain)).toStrictEqual(['name  n  note'])
  })

  test('takes rows that are short of cells, and leaves no spaces at the end', () => {
    expect(layOutTable(columns, [cells('research')], plain)).toStrictEqual(['name      n  note', 'research'])
  })

  test('colours do not count to the width', () => {
    const red = (text: string): string => `<red>${text}</red>`
    const row = [
      { text: 'a', paint: red },
      { text: '5', paint: red },
      { text: 'b', paint: red },
    ]
    expect(layOutTable(columns, [row, cells('research', '1 000', 'x')], red)).toStrictEqual([
      '<red>name</red>          <red>n</red>  <red>note</red>',
      '<red>a</red>             <red>5</red>  <red>b</red>',
      'research  1 000  x',
    ])
  })

  test('counts columns as terminals do', () => {
    const rows = ['e\u0301', '👩‍👩‍👧‍👦', '検索', 'ｱ', '✔️'].map((name) => cells(name, '1', 'x'))
    expect(layOutTable(columns, rows, plain)).toStrictEqual([
      'name  n  note',
      'e\u0301     1  x',
      '👩‍👩‍👧‍👦    1  x',
      '検索  1  x',
      'ｱ     1  x',
      '✔️    1  x',
    ])
  })

  test('what it counts without looking for the parts of characters is as wide as if it had', () => {
    const all = Array.from({ length: 0x2800 }, (_, code) => `e${String.fromCharCode(code)}`)
    const texts = all.flatMap((_, nth) => (nth % 16 === 0 ? [all.slice(nth, nth + 16).join('')] : []))
    // With a wide character it has to look.
    const wrong = texts.filter((text) => textWidth(text) !== textWidth(`検${text}`) - 2)
    expect(wrong).toStrictEqual([])
  })
})

test.for<readonly [string, number, string]>([
  ['search', 6, 'search'],
  ['search', 5, 'sear…'],
  ['検索する', 8, '検索する'],
  ['検索する', 7, '検索す…'],
  ['検索する', 6, '検索…'],
  ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
])('%s in %i columns is %s', ([text, width, cut]) => {
  expect(cutToWidth(text, width)).toBe(cut)
})
