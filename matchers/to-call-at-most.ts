import { judgeAmount, worstOf } from '../src/core/calls/amount-finding.ts'
import type { CallCount } from '../src/core/calls/call-count.ts'
import { knownMocks } from '../src/core/calls/seen-or-error.ts'
import { describeRepeated } from '../src/core/calls/repeated-call.ts'
import type { CountFinding } from '../src/core/count-failure.ts'
import { formatCount, formatExact } from '../src/core/format.ts'
import { requireName } from '../src/core/known-name.ts'
import type { Measurement } from '../src/core/measurement.ts'
import { publicName } from '../src/core/redact.ts'
import { matchCount } from './count-matcher.ts'
import { readCountOptions, readMost } from './count-options.ts'
import type { PerOption } from './count-options.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { showArguments } from './show-arguments.ts'

const NAME = 'toCallAtMost'

/**
 * Passes when every iteration called a mock no more than so often, failed
 * attempts included; with `{ per: 'run' }`, all iterations together.
 *
 * @param name the mock's
 * @throws SkillperfError for a name that nobody knows, listing those that are known
 * @example expect(run).toCallAtMost('llm', 1)
 */
export function toCallAtMost(
  this: MatcherState,
  subject: unknown,
  name: string,
  n: number,
  options?: PerOption,
): MatcherResult {
  const args = showArguments(name, n, options)
  return matchCount(this, { name: NAME, subject, args, find: (run) => find(run, name, n, options) })
}

function find(run: Measurement, name: unknown, n: unknown, options: unknown): CountFinding {
  const known = requireName(name, knownMocks(run), 'mock', NAME)
  const most = readMost(n, NAME, "'llm', 1")
  const { per } = readCountOptions(options, ['per'], NAME, "Write { per: 'run' }.")
  const count = Object.hasOwn(run.counts, known) ? run.counts[known] : undefined
  const shown = publicName(known)
  return {
    ...judgeAmount(count ?? NEVER, {
      label: `calls ${shown}`,
      phrase: `calls of ${shown}`,
      unit: 'calls',
      per,
      most,
    }),
    ...explain(run, known, count ?? NEVER),
  }
}

function explain(run: Measurement, name: string, count: CallCount): Pick<CountFinding, 'evidence' | 'next'> {
  const { total, retries, errors, atOnce } = count
  const repeated = run.seen.repeated.find((call) => call.name === name)
  const evidence = []
  if (errors > 0) evidence.push(`${formatExact(errors)} of ${formatCount(total, 'call')} failed.`)
  if (atOnce > 1) evidence.push(`Up to ${formatExact(atOnce)} were under way at once.`)
  if (retries > 0) {
    evidence.push(
      `Likely cause: ${retries === total ? 'all' : formatExact(retries)} of these calls ${retries === 1 ? 'was a retry' : 'were retries'}.`,
    )
    return { evidence, next: 'repair what fails, or let its client try again less often (`maxRetries`).' }
  }
  if (repeated !== undefined) {
    evidence.push('Likely cause: it is asked the same more than once, first', describeRepeated(repeated))
    return { evidence, next: 'keep the first answer, or share its promise.' }
  }
  const where = worstOf(count)
  return {
    evidence,
    next:
      where === 'every iteration'
        ? 'every iteration calls it as often: ask for more in one call, or keep its answers.'
        : `look at what ${where} does and others do not: with the same seed it draws the same again.`,
  }
}

/** A mock that was announced, and that nobody called. */
const NEVER: CallCount = {
  total: 0,
  perIteration: { min: 0, mean: 0, max: 0, worst: undefined },
  atOnce: 0,
  meanMs: 0,
  errors: 0,
  retries: 0,
  repeats: 0,
  bytes: { sent: 0, received: 0 },
}
