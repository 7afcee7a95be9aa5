import { formatErrors } from '../failure.ts'
import type { FailureHeading } from '../failure.ts'
import { formatCount, formatNumber } from '../format.ts'
import type { Measurement } from '../measurement.ts'
import { publicName } from '../redact.ts'
import { layOutTable } from '../table.ts'
import type { Column } from '../table.ts'
import type { ExactComparison } from './compare-exact.ts'
import { describeFigure } from './describe-change.ts'
import { likelyCauses } from './exact-causes.ts'
import { describeOtherDraws } from './other-draws.ts'
import { toldFigures } from './told-figures.ts'

/** A comparison that fails a test. */
export interface FailedComparison extends Omit<ExactComparison, 'result'> {
  /** Seeds that were compared, where one alone could not tell; empty otherwise. */
  readonly seeds: readonly number[]
  /** Why nobody can tell; undefined where somebody can. */
  readonly reason?: string | undefined
}

/** What the message names. */
export interface BaselinePlaces {
  /** The baseline file, relative to the root. */
  readonly path: string
  /** The test file, relative to the root. */
  readonly file: string
}

const MARKS = { worse: '✗', better: '✓', other: '·' } as const
const COLUMNS: readonly Column[] = [
  { title: '', align: 'left' },
  { title: 'Expected', align: 'right' },
  { title: 'Received', align: 'right' },
  { title: '', align: 'left' },
]

/**
 * The whole message of a measurement that is worse than its baseline: what
 * differs, figure by figure, what is behind it, and what to do.
 */
export function formatBaselineFailure(
  run: Measurement,
  compared: FailedComparison,
  heading: FailureHeading,
  places: BaselinePlaces,
): string {
  const clock = run.clock === 'virtual' ? 'virtual clock' : 'real clock'
  const causes = heading.negated ? [] : likelyCauses(compared.figures, compared.redrawn)
  return [
    `${heading.title}   ${publicName(run.name)}, ${clock}`,
    '',
    ...formatTable(run, compared, heading, places),
    ...(heading.origin === undefined ? [] : [`Compared because of ${heading.origin}`]),
    ...block(formatOtherDraws(compared)),
    ...block(compared.reason === undefined ? [] : [`Inconclusive: ${compared.reason}.`]),
    ...block(formatCauses(causes)),
    ...(heading.negated ? [] : block(formatNextStep(compared, places))),
    ...formatErrors(run),
    '',
    `Replay  seed ${run.seed}`,
  ].join('\n')
}

function formatTable(
  run: Measurement,
  { figures, otherIterations, seeds }: FailedComparison,
  { negated }: FailureHeading,
  { path }: BaselinePlaces,
): string[] {
  const n = `n = ${formatCount(run.iterations, 'iteration')}`
  const before = otherIterations === undefined ? '' : `, ${formatCount(otherIterations, 'iteration')} there`
  const by = `Expected by ${path}${before}          ${n}`
  if (negated) {
    const received = figures.length === 0 ? 'the same in every figure' : 'nothing that is worse'
    return [`Expected something worse than in ${path}`, `Received ${received}          ${n}`]
  }
  const rows = toldFigures(figures).map((figure) => {
    const { expected, received, scope, difference } = describeFigure(figure, run.iterations)
    const { interval, label, change } = figure
    const spread = interval === undefined ? undefined : formatInterval(interval)
    const detail = spread === undefined ? difference : `${difference}, ${seeds.length} seeds give ${spread}`
    return [`${MARKS[change]} ${label}`, expected, received, `${scope}, ${detail}`].map((text) => ({ text }))
  })
  return rows.length === 0 ? [by] : [...layOutTable(COLUMNS, rows, (title) => title), by]
}

function formatOtherDraws(compared: FailedComparison): string[] {
  const { figures, seeds } = compared
  const why = describeOtherDraws(compared, 'than in the baseline').map(asSentence)
  if (why.length === 0 || seeds.length === 0) return why
  const structure = figures.some(({ unit }) => unit !== 'ms') ? '' : ', same structure'
  return [
    ...why,
    `Different draws${structure}: one seed alone says nothing, so that ${seeds.length} were compared.`,
  ]
}

function asSentence(phrase: string): string {
  return `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`
}

function formatCauses(causes: readonly string[]): string[] {
  const [first, ...others] = causes
  if (first === undefined) return []
  return others.length === 0
    ? [`Likely cause: ${first}`]
    : ['Likely causes', ...causes.map((cause) => `  ${cause}`)]
}

function formatNextStep({ reason }: FailedComparison, { file }: BaselinePlaces): string[] {
  const update = `npx vitest run ${shellWord(file)} -u`
  if (reason !== undefined) return [`Next step: if it is meant to be so, record it anew: ${update}`]
  return [
    'Next step: repair it. If it is meant to be so, accept it, and say why:',
    `  SKILLPERF_REASON="…" ${update}`,
  ]
}

/** Undefined where all seeds give the same. */
function formatInterval([low, high]: readonly [number, number]): string | undefined {
  const [from, to] = [formatNumber(Math.max(0, low)), formatNumber(high)]
  return from === to ? undefined : `${from} to ${to}`
}

/** As a shell takes it. */
function shellWord(text: string): string {
  return /^[\w./@+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function block(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines]
}
