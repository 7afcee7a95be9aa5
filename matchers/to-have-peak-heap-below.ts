import { readByteSize } from '../src/core/byte-size.ts'
import type { ByteSize } from '../src/core/byte-size.ts'
import { callerPlace } from '../src/core/errors.ts'
import { formatPeakFailure } from '../src/core/memory/peak-failure.ts'
import { readPeakOptions } from '../src/core/options/allocation-options.ts'
import type { PeakOptions } from '../src/core/options/allocation-options.ts'
import { findPeak } from '../src/worker/memory/find-peak.ts'
import { runMatcher } from '../src/worker/running-matcher.ts'
import { functionSubject } from './function-subject.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { outcomeResult } from './outcome-result.ts'
import { showArguments } from './show-arguments.ts'

const NAME = 'toHavePeakHeapBelow'
const DEFAULT_TIME_MS = 5_000

/**
 * Runs a function, and passes when what it holds at once stays below the limit:
 * bytes of objects that can be reached, and of what they hold outside of the
 * heap, above what was there before. Garbage does not count, and the result does. It
 * runs up to four times, with more and more collections, until the limit is
 * decided: a breach has to repeat. What stays open is inconclusive: it passes with
 * a warning, unless the option `inconclusive` is `'fail'`.
 *
 * @param limit bytes, or a string with a unit
 * @param options `maxTime`, `clock`
 * @throws SkillperfError for anything but a function, a limit that is none, wrong options, in a concurrent test, where garbage cannot be collected; what the function throws
 * @example await expect(() => importPages(file)).toHavePeakHeapBelow('20MB')
 */
export async function toHavePeakHeapBelow(
  this: MatcherState,
  subject: unknown,
  limit: ByteSize,
  options?: PeakOptions,
): Promise<MatcherResult> {
  const args = showArguments(limit, options)
  const fn = functionSubject(subject, NAME, 'runs a function and watches memory meanwhile', args)
  const limitBytes = readByteSize(limit, 'the limit', NAME)
  const { maxTimeMs, clock } = readPeakOptions(options, NAME)
  const negated = this.isNot === true
  const at = callerPlace()
  const title = `expect(fn)${negated ? '.not' : ''}.${NAME}(${args})`
  const found = await runMatcher(NAME, at, async (test) => {
    const watched = { fn, test, place: NAME, at, clock, maxTimeMs, defaultTimeMs: DEFAULT_TIME_MS }
    return { test, finding: await findPeak(watched, limitBytes) }
  })
  // The test has ended, and has failed for it.
  if (found?.finding === undefined) return { pass: !negated, message: () => title }
  const { test, finding } = found
  return outcomeResult(finding.outcome, negated, test, () => formatPeakFailure(finding, { title, negated }))
}
