import { formatBlockFailure } from '../src/core/block-failure.ts'
import { callerPlace, usageError } from '../src/core/errors.ts'
import { readDuration } from '../src/core/units.ts'
import type { Duration } from '../src/core/units.ts'
import { blocksOf, realLoopTime } from '../src/worker/longest-block.ts'
import { runMatcher } from '../src/worker/running-matcher.ts'
import { hasNeighbours } from '../src/worker/running-tests.ts'
import { scopes } from '../src/worker/scope.ts'
import { insideRun } from '../src/worker/virtual/active-time.ts'
import { functionSubject } from './function-subject.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { showArguments } from './show-arguments.ts'

const NAME = 'toNotBlockEventLoop'
const ATTEMPTS = 3

/**
 * Runs a function, and passes when the event loop never stood still for as
 * long as the limit. Time in which other processes had the processor does not
 * count, and a block has to repeat: the function runs up to three times, and the
 * shortest of their longest blocks is judged, to a millisecond. What the function
 * returns is awaited, and streams are read to their end.
 *
 * @param limit ms, or a string with a unit
 * @throws SkillperfError for anything but a function, a limit that is none, and in virtual time; what the function throws
 * @example await expect(() => summarize(pages)).toNotBlockEventLoop(50)
 */
export async function toNotBlockEventLoop(
  this: MatcherState,
  subject: unknown,
  limit: Duration,
): Promise<MatcherResult> {
  const args = showArguments(limit)
  const fn = functionSubject(subject, NAME, 'runs a function and watches the event loop meanwhile', args)
  const limitMs = readDuration(limit, 'the limit', NAME)
  const test = scopes.getStore()?.test
  if (test?.clock !== undefined || insideRun()) {
    throw usageError({
      place: NAME,
      rule: 'time is virtual here, and computing takes none of it, so that no block could be seen',
      fix: 'Use it in a test on the real clock, outside of perf.virtual(fn).',
    })
  }
  const negated = this.isNot === true
  const title = `expect(fn)${negated ? '.not' : ''}.${NAME}(${args})`
  const attempts = await runMatcher(NAME, callerPlace(), () => blocksOf(fn, limitMs, ATTEMPTS, realLoopTime))
  // The test has ended, and has failed for it.
  if (attempts === undefined) return { pass: !negated, message: () => title }
  const shortest = attempts.reduce((least, block) => (block.ms < least.ms ? block : least))
  const finding = { limitMs, attempts, shortest, company: hasNeighbours(test) }
  return {
    pass: shortest.ms < limitMs,
    message: () => formatBlockFailure(finding, { title, negated }),
  }
}
