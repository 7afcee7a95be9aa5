import { knownKeys, plainObject } from '../src/core/check.ts'
import { callerPlace, usageError } from '../src/core/errors.ts'
import { readTolerance } from '../src/core/options/baseline-options.ts'
import type { Share } from '../src/core/units.ts'
import { compareWithBaseline, requireBaseline } from '../src/worker/baseline/compare-with-baseline.ts'
import { stage } from '../src/worker/duet/stage.ts'
import { loggedEntry, markErrorsShown } from '../src/worker/verdict-log.ts'
import { measurementSubject } from './count-subject.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { showArguments } from './show-arguments.ts'

/** Options of `toMatchBaseline`. */
export interface BaselineMatchOptions {
  /** By how much a time on the virtual clock may be worse, as a share: 0.05 or `'5%'`. Default: the options', which is 0. */
  readonly tolerance?: Share
}

const NAME = 'toMatchBaseline'

/**
 * Passes when the measurement is not worse than what the baseline file has of
 * it: counts for each iteration, and times on the virtual clock, or in real
 * time. What looks slower in real time is left to the end of the test, where
 * fresh processes tell. What is not in the file yet passes, and is reported.
 *
 * @throws SkillperfError where there is no baseline to compare with, or its file cannot be read
 * @example expect(run).toMatchBaseline()
 */
export function toMatchBaseline(
  this: MatcherState,
  subject: unknown,
  options?: BaselineMatchOptions,
): MatcherResult {
  const args = showArguments(options)
  const measurement = measurementSubject(subject, NAME, args)
  const tolerance = readOptions(options)
  const negated = this.isNot === true
  const kept = { pass: !negated, message: () => NAME }
  // Two versions are compared with each other, not with what is agreed on.
  if (stage.current !== undefined) return kept
  const logged = loggedEntry(measurement)
  const baseline = requireBaseline(logged?.run, NAME)
  // Without a test there is no baseline either.
  if (logged === undefined) return kept
  const { run, entry } = logged
  if (entry.comparability?.wanted === false) {
    throw usageError({
      place: NAME,
      rule: 'the measurement says `baseline: false`, that it is not compared',
      fix: 'Leave one of the two out.',
    })
  }
  const { fails, message } = compareWithBaseline(run, entry, baseline, {
    source: 'matcher',
    heading: { title: `expect(run)${negated ? '.not' : ''}.${NAME}(${args})`, negated },
    tolerance,
    place: callerPlace(),
  })
  if (fails) markErrorsShown(measurement)
  return { pass: fails === negated, message }
}

function readOptions(value: unknown): number | undefined {
  if (value === undefined) return undefined
  const given = plainObject(value, NAME, "Write expect(run).toMatchBaseline({ tolerance: '5%' }).")
  knownKeys(given, ['tolerance'], NAME)
  return given['tolerance'] === undefined ? undefined : readTolerance(given['tolerance'], NAME)
}
