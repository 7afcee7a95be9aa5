import { formatCount, formatExact, formatNumber, formatShare } from '../format.ts'
import { formatErrors } from '../failure.ts'
import { calledTools, formatTools } from '../failure-tools.ts'
import type { Measurement } from '../measurement.ts'
import { publicName } from '../redact.ts'
import type { Regression } from '../stats/regression.ts'
import { layOutTable } from '../table.ts'
import type { Column } from '../table.ts'
import { describeBottleneck } from '../trace/critical-shares.ts'
import type { RealEntry } from './baseline.ts'
import type { ProcessRow } from './process-row.ts'
import { median } from '../stats/median.ts'
import { describeRatio } from './real-change.ts'

const NS_PER_MS = 1e6

/** What a comparison of real times stands on. */
export interface RegressionEvidence {
  readonly known: RealEntry
  /** One a process, the test run's own first. */
  readonly attempts: readonly ProcessRow[]
  readonly regression: Regression
  /** Why nobody could tell; undefined for a slowdown. */
  readonly reason: string | undefined
}

/** A measurement that is slower than its baseline, with all that is known of it. */
export interface RegressionFailure extends RegressionEvidence {
  /** What the user wrote: `expect(run).toMatchBaseline()`. */
  readonly title: string
  /** The test file, as one writes it on the command line. */
  readonly file: string
}

/** The whole message of real times that became worse: what was compared, in how many processes, what to do. */
export function formatRegressionFailure(run: Measurement, failure: RegressionFailure): string {
  const { title, regression, reason } = failure
  return [
    `${title}   ${publicName(run.name)}, real clock, ms`,
    '',
    ...formatComparison(failure),
    '',
    ...formatRows(failure),
    '',
    reason === undefined ? explain(failure) : `Inconclusive: ${reason}.`,
    ...formatPath(run),
    ...formatAdvice(run, failure, regression),
    ...formatErrors(run),
  ].join('\n')
}

function formatComparison({ regression, reason }: RegressionFailure): string[] {
  const { counted } = regression
  const most = formatShare(Math.expm1(regression.boundary))
  const n = `n = ${formatExact(counted[0]?.n ?? 0)}`
  return [
    `Expected at most ${most} slower than the baseline`,
    `Received ${reason === undefined ? 'at least ' : ''}${describeRatio(regression.score)}          ${n} · ${formatCount(counted.length, 'process', 'processes')}`,
  ]
}

interface Line {
  readonly label: string
  readonly before: number
  readonly now: number
}

function formatRows({ known, regression }: RegressionFailure): string[] {
  const line = (label: string, read: (row: ProcessRow) => number): Line => ({
    label,
    before: median(known.rows.map(read)),
    now: median(regression.counted.map(read)),
  })
  const lines = [
    { label: 'fastest', before: regression.knownFloorNs, now: regression.floorNs },
    line('p5', (row) => row.q05Ns),
    line('reference p5', (row) => row.ref05Ns),
  ]
  // Of code that waits the fastest is no steadier than the p5, and the reference says nothing.
  const shown = regression.waits ? lines.slice(1, 2) : lines
  const columns: readonly Column[] = [
    { title: '', align: 'left' },
    ...['baseline', 'now', ''].map((title): Column => ({ title, align: 'right' })),
  ]
  const cells = shown.map(({ label, before, now }) =>
    [label, formatMs(before), formatMs(now), describeRatio(Math.log(now / before))].map((text) => ({ text })),
  )
  return layOutTable(columns, cells, (title) => title)
}

function formatMs(ns: number): string {
  return formatNumber(ns / NS_PER_MS)
}

/** Why it is taken for a slowdown. */
function explain({ attempts, known, regression }: RegressionFailure): string {
  const { raw, normalized, waits, counted, fasterMachine } = regression
  const processes = `In ${formatCount(counted.length, 'process', 'processes')}, beside ${formatExact(known.rows.length)} of the baseline`
  if (waits) {
    return `${processes}: the lowest p5 is ${describeRatio(raw)}, the middle one ${describeRatio(normalized)}. The code waits for most of its time, so that the machine's speed is left out.`
  }
  const left = attempts.length - counted.length
  const others =
    left === 0
      ? ''
      : ` ${formatCount(left, 'more process', 'more processes')} ran while the machine was slow.`
  return fasterMachine
    ? `${processes}: the machine computes faster than it did for the baseline, as the reference shows. Beside that the fastest iteration is ${describeRatio(raw)}, and the p5 is ${describeRatio(normalized)}.${others}`
    : `${processes}: the fastest iteration is ${describeRatio(raw)}, and the p5 is ${describeRatio(normalized)} beside the reference, which shows how fast the machine is.${others}`
}

function formatPath(run: Measurement): string[] {
  const bottleneck = describeBottleneck(run)
  return bottleneck === undefined ? [] : ['', bottleneck]
}

function formatAdvice(run: Measurement, { file }: RegressionFailure, { waits }: Regression): string[] {
  const accept = `If it has to be slower, accept it: SKILLPERF_REASON='why' npx vitest run ${file} -u`
  if (calledTools(run)) return [...formatTools(run), accept]
  const look = waits
    ? "see what it waits for: perf.measure(name, { profile: 'trace' }, fn)."
    : "see where the time goes: perf.measure(name, { profile: 'cpu' }, fn)."
  return ['', `Next step: ${look}`, accept]
}
