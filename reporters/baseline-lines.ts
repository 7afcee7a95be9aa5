import { keyText } from '../src/core/baseline/baseline-key.ts'
import type { BaselineReport } from '../src/core/baseline/baseline-report.ts'
import type { Side } from '../src/core/baseline/baseline-update.ts'
import { formatExact, printable } from '../src/core/format.ts'
import type { Paint, Style } from '../src/core/paint.ts'

const INDENT = ' '.repeat(14)
/** Of what became better; what became worse is listed whole. */
const MOST_IMPROVED = 10

/**
 * What came of the comparisons with a baseline, and what was written to it.
 *
 * @param title how the summary sets its titles
 */
export function renderBaseline(
  report: BaselineReport,
  title: (text: string) => string,
  paint: Paint,
): string[] {
  return [
    `${title('Baseline')}  ${summarizeFound(report, paint)}`,
    ...renderWritten(report),
    ...report.worsened.map(
      (one) =>
        `${INDENT}${paint('yellow', '!')} ${describeChange(one)}, accepted ${acceptedHow(report, one)}`,
    ),
    ...listImproved(report, paint),
  ]
}

function summarizeFound({ found, added, missing }: BaselineReport, paint: Paint): string {
  const parts: readonly (readonly [count: number, what: string, style: Style])[] = [
    [found.worse, 'worse', 'red'],
    [found.better, 'better', 'green'],
    [found.same, 'the same', 'green'],
    [added.length, 'new', 'cyan'],
    [missing.length, 'missing', 'yellow'],
    [found.inconclusive, 'inconclusive', 'yellow'],
  ]
  const shown = parts.filter(([count]) => count > 0)
  if (shown.length === 0) return paint('dim', 'nothing compared')
  return shown
    .map(([count, what, style]) => paint(style, `${formatExact(count)} ${what}`))
    .join(paint('dim', ' | '))
}

function renderWritten({ path, written, added, improved, worsened, removed }: BaselineReport): string[] {
  if (!written) return []
  const parts = [
    [added.length, 'added'],
    [improved.length, 'improved'],
    [worsened.length, 'accepted as worse'],
    [removed.length, 'removed'],
  ] as const
  const shown = parts.filter(([count]) => count > 0).map(([count, what]) => `${formatExact(count)} ${what}`)
  return [`${INDENT}wrote ${printable(path)}${shown.length === 0 ? '' : `: ${shown.join(', ')}`}`]
}

function listImproved({ improved }: BaselineReport, paint: Paint): string[] {
  const shown = improved
    .slice(0, MOST_IMPROVED)
    .map((one) => `${INDENT}${paint('green', '✓')} ${describeChange(one)}`)
  const more = improved.length - shown.length
  return more > 0
    ? [...shown, `${INDENT}${paint('dim', `and ${formatExact(more)} more that improved`)}`]
    : shown
}

function acceptedHow({ unaccepted }: BaselineReport, worsened: Side): string {
  const key = keyText(worsened)
  return unaccepted.some((one) => one.side === worsened.side && keyText(one) === key)
    ? 'without a reason'
    : 'with a reason'
}

function describeChange({ changes, ...side }: Side & { readonly changes: readonly string[] }): string {
  return `${nameSide(side)}: ${changes.map(printable).join(', ')}`
}

function nameSide({ file, test, measurement, side }: Side): string {
  const name = [file, test, ...(measurement === test ? [] : [measurement])].map(printable).join(' > ')
  return side === 'real' ? `${name} (real times)` : name
}
