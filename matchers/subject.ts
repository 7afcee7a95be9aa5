import { isView } from '../src/core/duration-view.ts'
import { SkillperfError, show } from '../src/core/errors.ts'
import { isTiming } from '../src/core/timing.ts'
import type { Timing } from '../src/core/timing.ts'

/**
 * The measurement, or the view of one, that a timing matcher was given.
 *
 * @param matcher the matcher's name
 * @param limit the limit as the user wrote it, for the line to copy
 * @throws SkillperfError for anything else, with the line to write instead
 */
export function timingSubject(subject: unknown, matcher: string, limit: string): Timing {
  if (isTiming(subject)) return subject
  const call = `expect(run).${matcher}(${limit})`
  if (subject instanceof Promise) {
    throw new SkillperfError(
      `${matcher} judges a measurement, received a promise. Await it first:\n\n` +
        `  const run = await perf.measure(…)\n  ${call}`,
    )
  }
  const fn = typeof subject === 'function' ? subject.name || '() => { … }' : 'fn'
  throw new SkillperfError(
    `${matcher} judges a measurement, received ${show(subject)}. Measure first:\n\n` +
      `  const run = await perf.measure(${fn})\n  ${call}`,
  )
}

/** How the user has written a subject: `run`, `run.firstItem`. */
export function pathOf(subject: Timing): string {
  return isView(subject) ? subject.path : 'run'
}
