import { isView } from '../src/core/duration-view.ts'
import { SkillperfError, show } from '../src/core/errors.ts'
import { readBenchResult } from '../src/core/bench-result.ts'
import { BenchTiming } from '../src/core/bench-timing.ts'
import { isMeasurement } from '../src/core/measurement.ts'
import { isTiming } from '../src/core/timing.ts'
import type { Timing } from '../src/core/timing.ts'
import { histogramsNow } from '../src/worker/histograms.ts'

/**
 * The measurement, the view of one, or the benchmark's result that a timing matcher was given.
 *
 * @param matcher the matcher's name
 * @param limit the limit as the user wrote it, for the line to copy
 * @throws SkillperfError for anything else, with the line to write instead
 */
export function timingSubject(subject: unknown, matcher: string, limit: string): Timing {
  if (isTiming(subject)) return subject
  const bench = readBenchResult(subject, histogramsNow)
  if (bench !== undefined) return new BenchTiming(bench)
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

/** How the user has written a subject: `run`, `run.firstItem`, `result`. */
export function pathOf(subject: Timing): string {
  if (isView(subject)) return subject.path
  return isMeasurement(subject) ? 'run' : 'result'
}
