import { isView } from '../src/core/duration-view.ts'
import { SkillperfError } from '../src/core/errors.ts'
import { isMeasurement } from '../src/core/measurement.ts'
import type { Measurement } from '../src/core/measurement.ts'
import { publicName } from '../src/core/redact.ts'
import { timingSubject } from './subject.ts'

/**
 * The measurement that a matcher on counts was given.
 *
 * @param matcher the matcher's name
 * @param args its arguments as the user wrote them, for the line to copy
 * @throws SkillperfError for anything else, and for a measurement in which nothing ran
 */
export function measurementSubject(subject: unknown, matcher: string, args: string): Measurement {
  const run = timingSubject(subject, matcher, args)
  const call = `expect(run).${matcher}(${args})`
  if (isView(run)) {
    throw new SkillperfError(
      `${matcher} judges a whole measurement, received its view ${run.path}. Write:\n\n  ${call}`,
    )
  }
  if (!isMeasurement(run)) {
    throw new SkillperfError(
      `${matcher} judges a measurement, received the result of a benchmark, which counts no calls. Measure instead:\n\n` +
        `  const run = await perf.measure(fn)\n  ${call}`,
    )
  }
  if (run.iterations === 0) {
    throw new SkillperfError(
      `${matcher}: nothing ran in "${publicName(run.name)}", so that nothing was counted. Run at least one iteration.`,
    )
  }
  return run
}
