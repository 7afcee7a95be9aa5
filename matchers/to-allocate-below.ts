import { readByteSize } from '../src/core/byte-size.ts'
import type { ByteSize } from '../src/core/byte-size.ts'
import { callerPlace } from '../src/core/errors.ts'
import { formatAllocationFailure } from '../src/core/memory/allocation-failure.ts'
import { readAllocationOptions } from '../src/core/options/allocation-options.ts'
import type { AllocationOptions } from '../src/core/options/allocation-options.ts'
import { findAllocation } from '../src/worker/memory/find-allocation.ts'
import { runMatcher } from '../src/worker/running-matcher.ts'
import { functionSubject } from './function-subject.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { outcomeResult } from './outcome-result.ts'
import { showArguments } from './show-arguments.ts'

const NAME = 'toAllocateBelow'
const DEFAULT_TIME_MS = 3_000

/**
 * Calls a function over and over, and passes when each call allocates fewer
 * bytes than the limit, in the mean: garbage counts, and so does what objects
 * hold outside of the heap, such as buffers. What the function returns is awaited,
 * and streams are read to their end. What the time does not decide is
 * inconclusive: it passes with a warning, unless the option `inconclusive` is `'fail'`.
 *
 * @param limit bytes, or a string with a unit
 * @param options `warmup` (calls), `maxTime`, `clock`
 * @throws SkillperfError for anything but a function, a limit that is none, wrong options, in a concurrent test, where the test leaves too little time; what the function throws
 * @example await expect(() => parse(page)).toAllocateBelow('2KB')
 */
export async function toAllocateBelow(
  this: MatcherState,
  subject: unknown,
  limit: ByteSize,
  options?: AllocationOptions,
): Promise<MatcherResult> {
  const args = showArguments(limit, options)
  const fn = functionSubject(subject, NAME, 'calls a function over and over', args)
  const limitBytes = readByteSize(limit, 'the limit', NAME)
  const { warmupCalls, maxTimeMs, clock } = readAllocationOptions(options, NAME)
  const negated = this.isNot === true
  const at = callerPlace()
  const title = `expect(fn)${negated ? '.not' : ''}.${NAME}(${args})`
  const found = await runMatcher(NAME, at, async (test) => {
    const watched = { fn, test, place: NAME, at, clock, maxTimeMs, defaultTimeMs: DEFAULT_TIME_MS }
    return { test, finding: await findAllocation(watched, { limitBytes, warmupCalls }) }
  })
  // The test has ended, and has failed for it.
  if (found?.finding === undefined) return { pass: !negated, message: () => title }
  const { test, finding } = found
  return outcomeResult(finding.outcome, negated, test, () =>
    formatAllocationFailure(finding, { title, negated }),
  )
}
