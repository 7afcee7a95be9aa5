import { formatBaselineFailure } from '../../core/baseline/baseline-failure.ts'
import type { FailedComparison } from '../../core/baseline/baseline-failure.ts'
import type { BaselineRecord, Finding } from '../../core/baseline/baseline-record.ts'
import type { ExactFigures } from '../../core/baseline/exact-entry.ts'
import { SkillperfError, assertionAt } from '../../core/errors.ts'
import type { InconclusivePolicy } from '../../core/options/skillperf-options.ts'
import type { WorkerBaseline } from '../../core/options/baseline-options.ts'
import type { FailureHeading } from '../../core/failure.ts'
import type { MeasuredEntry, TestRun } from '../test-run.ts'
import { compareReal } from './compare-real.ts'
import { figuresOf, whyInexact } from './comparability.ts'
import { DrawsSuspicion } from './draws-suspicion.ts'
import { judgeExact } from './judge-exact.ts'
import { baselinePath, knownEntry } from './known-entry.ts'
import { measurementKey } from './measurement-key.ts'

/** How a measurement was compared with the baseline, for the report. */
export interface ComparedMeasurement {
  readonly exact: ExactFigures | null
  /** Replaced when fresh attempts have told more. */
  found: BaselineRecord['found']
  readonly source: BaselineRecord['source']
  readonly negated: boolean
}

/** How somebody asked for a comparison. */
export interface AskedComparison {
  readonly source: BaselineRecord['source']
  readonly heading: FailureHeading
  /** By how much a virtual time may be worse, as a share. Default: as the options say. */
  readonly tolerance: number | undefined
  /** Where an error points that is thrown later. */
  readonly place: Error
}

/** What a comparison means for the test, as far as it is known at once. */
export interface ComparisonAnswer {
  readonly fails: boolean
  readonly message: () => string
}

const NONE: Finding = { result: 'none', changes: [] }

/**
 * Compares a measurement with the baseline, and notes for the report what came
 * out. What cannot be told at once is left to fresh attempts at the test's end.
 *
 * @throws SkillperfError where there is no baseline to compare with, or its file cannot be read
 */
export function compareWithBaseline(
  run: TestRun,
  entry: MeasuredEntry,
  baseline: WorkerBaseline,
  { source, heading, tolerance = baseline.tolerance, place }: AskedComparison,
): ComparisonAnswer {
  const { measurement } = entry
  const { negated } = heading
  const before = run.entries.slice(0, run.entries.indexOf(entry)).map((one) => one.measurement)
  const key = measurementKey(baseline, run.test, measurement, before)
  const known = knownEntry(baseline, key)
  const base = known?.exact.get(measurement.seed)
  const exact = figuresOf(entry)
  const { finding, comparison, open } = judgeExact(base, exact, { inexact: whyInexact(entry), tolerance })
  const compared: ComparedMeasurement = { exact, found: { exact: finding, real: NONE }, source, negated }
  entry.compared = compared
  const message = (failed: FailedComparison): string =>
    formatBaselineFailure(measurement, failed, heading, { path: baselinePath(baseline), file: key.file })
  const fails = (found: Finding, policy: InconclusivePolicy): boolean =>
    // `-u` takes what there is, and says so; under `.not` there is nothing to take.
    (negated || baseline.update !== 'all') && failsTest(found, negated, policy)
  const real = compareReal(run, measurement, {
    real: known?.real,
    baseline,
    title: heading.title,
    file: key.file,
    place,
    // Under `.not` one difference is enough.
    fails: (found, policy) => !(negated && compared.found.exact.result === 'worse') && fails(found, policy),
    settled: (found) => void (compared.found = { ...compared.found, real: found }),
  })
  compared.found = { exact: finding, real: real.finding }
  if (base !== undefined && comparison !== undefined && open && run.options.attempts !== undefined) {
    run.suspicions.push(
      new DrawsSuspicion({
        measurement: measurement.name,
        base,
        comparison,
        tolerance,
        settled: (found) => void (compared.found = { ...compared.found, exact: found }),
        error: (found, failed, policy) =>
          fails(found, policy) ? assertionAt(place, message(failed)) : undefined,
      }),
    )
    return { fails: false, message: () => message({ ...comparison, seeds: [] }) }
  }
  // What fresh processes tell of the real times comes later, and may be the difference that `.not` waits for.
  const told = real.pending ? (negated ? NONE : finding) : worst(finding, real.finding)
  const nothing = { figures: [], renamed: new Map<string, string>(), redrawn: [], otherIterations: undefined }
  return {
    fails: fails(told, run.options.inconclusive),
    message: () => message({ ...(comparison ?? nothing), seeds: [], reason: told.reason }),
  }
}

const BY_SEVERITY: readonly Finding['result'][] = [
  'none',
  'missing',
  'same',
  'better',
  'inconclusive',
  'worse',
]

function worst(one: Finding, other: Finding): Finding {
  return BY_SEVERITY.indexOf(other.result) > BY_SEVERITY.indexOf(one.result) ? other : one
}

/**
 * The baseline to compare with.
 *
 * @throws SkillperfError where there is none
 */
export function requireBaseline(run: TestRun | undefined, place: string): WorkerBaseline {
  const baseline = run?.options.baseline
  if (baseline !== undefined) return baseline
  throw new SkillperfError(
    `${place}: there is no baseline file to compare with: the options say \`baseline: false\`, or nobody has brought it. ` +
      'Run vitest with --reporter=skillperf, or put skillperf() into the plugins of the config.',
  )
}

/** Whether a finding fails its test. What the baseline does not have yet passes, and is reported. */
function failsTest({ result }: Finding, negated: boolean, policy: InconclusivePolicy): boolean {
  if (result === 'inconclusive') return policy === 'fail'
  if (result === 'none' || result === 'missing') return false
  return (result === 'worse') !== negated
}
