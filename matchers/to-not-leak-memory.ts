import { callerPlace } from '../src/core/errors.ts'
import { formatCoarseResolution, formatLeakFailure, isCoarse } from '../src/core/memory/leak-failure.ts'
import { readLeakOptions } from '../src/core/options/leak-options.ts'
import type { LeakOptions } from '../src/core/options/leak-options.ts'
import { findLeak } from '../src/worker/memory/find-leak.ts'
import { runMatcher } from '../src/worker/running-matcher.ts'
import { functionSubject } from './function-subject.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { showArguments } from './show-arguments.ts'

const NAME = 'toNotLeakMemory'

/**
 * Calls a function over and over, and passes when what it keeps does not grow
 * with the number of calls. Garbage is collected before each look at memory,
 * so that caches that are full, code that warms up and buffers that are left
 * behind do not count. What the function returns is awaited, and streams are
 * read to their end. What the time does not decide is inconclusive: it passes
 * with a warning, unless the option `inconclusive` is `'fail'`.
 *
 * @param options `limit` (bytes per call), `warmup` (calls), `maxTime`, `between`, `clock`
 * @throws SkillperfError for anything but a function, wrong options, in a concurrent test, where the test leaves too little time or garbage cannot be collected; what the function throws
 * @example await expect(() => remember(query)).toNotLeakMemory()
 */
export async function toNotLeakMemory(
  this: MatcherState,
  subject: unknown,
  options?: LeakOptions,
): Promise<MatcherResult> {
  const args = showArguments(options)
  const fn = functionSubject(subject, NAME, 'calls a function over and over', args)
  const read = readLeakOptions(options, NAME)
  const negated = this.isNot === true
  const at = callerPlace()
  const title = `expect(fn)${negated ? '.not' : ''}.${NAME}(${args})`
  const kept = { pass: !negated, message: () => title }
  const found = await runMatcher(NAME, at, async (test) => {
    const search = { fn, options: read, test, place: NAME, at, wantsCulprit: !negated }
    return { test, report: await findLeak(search) }
  })
  // The test has ended, and has failed for it.
  if (found?.report === undefined) return kept
  const { test, report } = found
  const { outcome } = report.finding
  const message = (): string => formatLeakFailure(report, { title, negated })
  const warn = test === undefined ? console.warn : (text: string): void => test.warn(text)
  if (outcome === 'inconclusive') {
    if (test?.options.inconclusive === 'fail') return { pass: negated, message }
    warn(message())
    return kept
  }
  if (outcome === 'clean' && !negated && isCoarse(report)) warn(formatCoarseResolution(report, title))
  return { pass: outcome === 'clean', message }
}
