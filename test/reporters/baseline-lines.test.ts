import { expect, test } from 'vitest'
import type { BaselineReport } from '../../src/core/baseline/baseline-report.ts'
import { renderBaseline } from '../../reporters/baseline-lines.ts'
import { createPaint } from '../../reporters/paint.ts'
import { baselineReportOf, sideOf } from '../helpers/baseline-report.ts'

const accepted = { reason: null, commit: null, worse: ['p95 1 100 → 1 300 ms'] }

function render(overrides: Partial<BaselineReport>): string {
  const title = (text: string): string => text.padStart(12)
  return renderBaseline(baselineReportOf(overrides), title, createPaint(false)).join('\n')
}

test('what came of the comparisons', () => {
  expect(render({})).toMatchInlineSnapshot(`"    Baseline  3 the same"`)
  expect(
    render({
      found: { worse: 1, better: 2, same: 1_203, inconclusive: 4 },
      missing: [sideOf('a'), sideOf('b')],
    }),
  ).toMatchInlineSnapshot(`"    Baseline  1 worse | 2 better | 1 203 the same | 2 missing | 4 inconclusive"`)
  expect(render({ found: { worse: 0, better: 0, same: 0, inconclusive: 0 } })).toMatchInlineSnapshot(
    `"    Baseline  nothing compared"`,
  )
})

test('what was written, every worsened one by its name', () => {
  const worsened = [
    sideOf('meets its SLA'),
    sideOf('research', { changes: ['+1 search call per iteration', 'retries 0 → 3'] }),
    sideOf('research', { side: 'real', changes: ['+12 % \u001B[31mred'] }),
  ]
  expect(
    render({
      written: true,
      found: { worse: 3, better: 1, same: 0, inconclusive: 0 },
      added: [sideOf('new')],
      improved: [sideOf('quick', { changes: ['p95 1 100 → 900 ms'] })],
      worsened,
      unaccepted: worsened.slice(0, 2).map((one) => Object.assign({ accepted }, one)),
      removed: [sideOf('gone')],
    }),
  ).toMatchInlineSnapshot(`
    "    Baseline  3 worse | 1 better | 1 new
                  wrote skillperf.baseline.json: 1 added, 1 improved, 3 accepted as worse, 1 removed
                  ! test/research.test.ts > meets its SLA: p95 1 100 → 1 300 ms, accepted without a reason
                  ! test/research.test.ts > meets its SLA > research: +1 search call per iteration, retries 0 → 3, accepted without a reason
                  ! test/research.test.ts > meets its SLA > research (real times): +12 % red, accepted with a reason
                  ✓ test/research.test.ts > meets its SLA > quick: p95 1 100 → 900 ms"
  `)
})

test('of what improved, ten by their names', () => {
  const improved = Array.from({ length: 12 }, (_, i) => sideOf(`m${i}`))
  const lines = render({ written: true, improved }).split('\n')
  expect(lines).toHaveLength(13)
  expect(lines.at(-1)?.trim()).toBe('and 2 more that improved')
})
