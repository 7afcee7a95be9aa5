import type { BaselineRecord, Finding } from '../../core/baseline/baseline-record.ts'
import type { ExactEntry, ExactFigures } from '../../core/baseline/exact-entry.ts'
import { redact } from '../../core/redact.ts'
import { stage } from '../duet/stage.ts'
import type { MeasuredEntry, TestRun } from '../test-run.ts'
import { figuresOf, whyInexact } from './comparability.ts'
import { realTimesFrom } from './real-times.ts'
import type { ComparedMeasurement } from './compare-with-baseline.ts'

const NONE: Finding = { result: 'none', changes: [] }

/**
 * What main gets to know of a measurement's comparison with the baseline.
 *
 * @param histogramNs of its samples; null without any
 * @returns undefined where nobody asked
 */
export function recordBaseline(
  run: TestRun,
  entry: MeasuredEntry,
  histogramNs: string | null,
): BaselineRecord | undefined {
  const compared = entry.compared ?? unasked(run, entry)
  if (compared === undefined) return undefined
  const { exact, found, source, negated } = compared
  const times = realTimesFrom(entry.measurement)
  const inexact = exact === null ? undefined : whyInexact(entry)
  return {
    exact: exact === null ? null : withHistogram(exact, histogramNs),
    ...(inexact !== undefined && { inexact }),
    row: times?.row ?? null,
    quantilesNs: times?.quantilesNs ?? [],
    found: { exact: withoutSecrets(found.exact), real: withoutSecrets(found.real) },
    source,
    ...(negated && { negated: true }),
  }
}

/** Whoever runs a test with another seed, records, or plays two versions wants its figures, whether or not a matcher asks. */
function unasked(run: TestRun, entry: MeasuredEntry): ComparedMeasurement | undefined {
  const { forcedSeed, baseline } = run.options
  const wanted = forcedSeed !== undefined || baseline?.recording === true || stage.current !== undefined
  if (!wanted) return undefined
  return { exact: figuresOf(entry), found: { exact: NONE, real: NONE }, source: 'options', negated: false }
}

function withHistogram({ times, ...others }: ExactFigures, histogramNs: string | null): ExactEntry {
  return { ...others, times: times === null || histogramNs === null ? null : { ...times, histogramNs } }
}

function withoutSecrets({ result, changes, reason }: Finding): Finding {
  return { result, changes: changes.map(redact), ...(reason !== undefined && { reason: redact(reason) }) }
}
