import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compare } from '../../../src/core/compare/compare.ts'
import type { Comparable } from '../../../src/core/compare/comparable.ts'
import { formatComparison } from '../../../src/core/compare/format-comparison.ts'
import { markdownComparison } from '../../../src/core/compare/markdown-comparison.ts'
import { textWidth } from '../../../src/core/table.ts'
import { comparableOf, exactOf, rowOf, timesOf } from '../../helpers/comparable-of.ts'

const plain = (_: unknown, text: string): string => text
const exactly = (entry: Parameters<typeof exactOf>[0], more: Partial<Comparable> = {}): Comparable =>
  comparableOf({ exact: new Map([[1, exactOf(entry)]]), ...more })
const really = (measurement: string, ms: number): Comparable =>
  comparableOf({ measurement, real: new Map([['machine', [rowOf(ms)]]]) })

const BEFORE = [
  exactly({ counts: [['calls web_search', 100]], times: timesOf() }),
  exactly({ counts: [['calls gone', 1]] }, { measurement: 'gone' }),
  exactly({ counts: [['retries', 40]] }, { file: 'src/other.test.ts', measurement: 'retrying' }),
  exactly({ counts: [['calls renamed', 7]] }, { measurement: 'before' }),
  really('parsing', 12),
  really('quiet', 12),
  comparableOf({ measurement: 'elsewhere', real: new Map([['other', [rowOf(1)]]]) }),
]
const AFTER = [
  exactly({ counts: [['calls web_search', 200]], times: timesOf({ p95Ms: 900, p50Ms: 350 }) }),
  exactly({ counts: [] }, { file: 'src/other.test.ts', measurement: 'retrying' }),
  exactly({ counts: [['calls come', 1]] }, { measurement: 'come' }),
  exactly({ counts: [['calls renamed', 7]] }, { measurement: 'after' }),
  really('parsing', 15),
  really('quiet', 12.1),
  really('elsewhere', 1),
]
const LIMITS = { minDetectableSlowdown: 0.1, toleranceOf: () => 0 }
const COMPARISON = compare(BEFORE, AFTER, LIMITS)

test('the terminal has a table for each file with changes, the worst first, and the rest in a few lines', () => {
  expect(formatComparison(COMPARISON, plain).join('\n')).toMatchInlineSnapshot(`
    "src/research.test.ts

      measurement               what              before  after  change
      meets its SLA › research  calls web_search    1.00   2.00  +100 % worse
                                p95, virtual ms      640    900  +41 % worse
                                p50, virtual ms      390    350  −10 % better
      meets its SLA › parsing   real time, ms       12.0   15.0  +25 % worse

    src/other.test.ts

      measurement               what     before  after  change
      meets its SLA › retrying  retries   0.400      0  −100 % better

    added (1)
      src/research.test.ts › meets its SLA › come

    removed (1)
      src/research.test.ts › meets its SLA › gone

    renamed (1)
      src/research.test.ts › meets its SLA › before → after

    not compared (1)
      src/research.test.ts › meets its SLA › elsewhere
        other machine

    1 real time is within noise (+0.83 %)
    3 measurements changed, 2 unchanged; counts are per iteration"
  `)
})

test('Markdown has the same', () => {
  expect(markdownComparison(COMPARISON, 'What has changed').join('\n')).toMatchInlineSnapshot(`
    "### What has changed

    **src/research.test.ts**

    |  | measurement | what | before | after | change |
    | :-- | :-- | :-- | --: | --: | :-- |
    | 🔴 | meets its SLA › research | calls web\\_search | 1.00 | 2.00 | +100 % worse |
    | 🔴 |  | p95, virtual ms | 640 | 900 | +41 % worse |
    | 🟢 |  | p50, virtual ms | 390 | 350 | −10 % better |
    | 🔴 | meets its SLA › parsing | real time, ms | 12.0 | 15.0 | +25 % worse |

    **src/other.test.ts**

    |  | measurement | what | before | after | change |
    | :-- | :-- | :-- | --: | --: | :-- |
    | 🟢 | meets its SLA › retrying | retries | 0.400 | 0 | −100 % better |

    **Added**

    - src/research.test.ts › meets its SLA › come

    **Removed**

    - src/research.test.ts › meets its SLA › gone

    **Renamed**

    - src/research.test.ts › meets its SLA › before → after

    **Not compared**

    - src/research.test.ts › meets its SLA › elsewhere: other machine

    1 real time is within noise (+0.83 %).

    3 measurements changed, 2 unchanged; counts are per iteration."
  `)
})

test('no line is wider than a terminal of 80 columns, however long the names are', () => {
  const names = { file: `src/${'deep/'.repeat(40)}research.test.ts`, test: 'meets '.repeat(30) }
  const mock = 'a_tool_of_a_very_long_name_'.repeat(5)
  const before = exactly({ counts: [[`calls ${mock}`, 1e9]], times: timesOf() }, names)
  const after = exactly({ counts: [[`calls ${mock}`, 2e9]], times: timesOf({ p95Ms: 1e9 }) }, names)
  const others = [1, 2].map((n) => comparableOf({ ...names, measurement: `added ${n}` }))
  const lines = formatComparison(compare([before], [after, ...others], LIMITS), plain)
  expect(Math.max(...lines.map(textWidth))).toBe(80)
  expect(lines.slice(0, 5).join('\n')).toMatchInlineSnapshot(`
    "src/deep/deep/deep/deep/deep/deep/deep/d…ep/deep/deep/deep/deep/research.test.ts

      measurement       what                 before          after  change
      meets me…esearch  p95, virtual ms         640  1 000 000 000  ×1 562 500 worse
                        calls a…g_name_  10 000 000     20 000 000  +100 % worse"
  `)
})

test('names cannot break a Markdown table, nor bring HTML, links or mentions', () => {
  const evil = 'a|b `code` <img src=x onerror=alert(1)> [link](x) **bold** @team #1\n# heading'
  const before = exactly({ counts: [[`calls ${evil}`, 1]] }, { file: evil, test: evil, measurement: evil })
  const after = exactly({ counts: [[`calls ${evil}`, 2]] }, { file: evil, test: evil, measurement: evil })
  const text = markdownComparison(compare([before], [after], LIMITS), evil)
  const row = text.find((line) => line.includes('🔴')) ?? ''
  expect(row.replaceAll(/&#124;/g, '').split('|')).toHaveLength(8)
  expect(text.join('\n')).not.toMatch(/<img|`code`|\[link\]\(|\*\*bold|@team/)
  expect(text.filter((line) => line.startsWith('#'))).toHaveLength(1)
})

test('nothing changed is one line', () => {
  expect(formatComparison(compare([], [], LIMITS), plain)).toStrictEqual([
    '0 measurements changed, 0 unchanged',
  ])
})

test('the docs show what it prints', () => {
  const same = Array.from({ length: 13 }, (_, n) => exactly({}, { measurement: `same ${n}` }))
  const before = [
    exactly({ counts: [['calls web_search', 100]], times: timesOf() }),
    really('parsing', 12),
    really('quiet', 12),
    ...same,
  ]
  const after = [
    exactly({ counts: [['calls web_search', 200]], times: timesOf({ p95Ms: 900 }) }),
    really('parsing', 15),
    really('quiet', 12.1),
    exactly({ counts: [['calls come', 1]] }, { measurement: 'summary' }),
    ...same,
  ]
  const printed = formatComparison(compare(before, after, LIMITS), plain).join('\n')
  expect(readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')).toContain(printed)
})
