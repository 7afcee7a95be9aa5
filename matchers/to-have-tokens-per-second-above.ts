import { requireLlmCalls } from '../src/core/calls/seen-or-error.ts'
import { SkillperfError, usageError } from '../src/core/errors.ts'
import type { CountFinding } from '../src/core/count-failure.ts'
import { formatCount, formatNumber } from '../src/core/format.ts'
import { judgeCount } from '../src/core/judgement.ts'
import type { Measurement } from '../src/core/measurement.ts'
import { publicName } from '../src/core/redact.ts'
import { matchCount } from './count-matcher.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { showArguments } from './show-arguments.ts'

const NAME = 'toHaveTokensPerSecondAbove'

/**
 * Passes when the median call of a language model gave more output tokens per
 * second than the limit: while they came, or over the whole call where they
 * came at once.
 *
 * @throws SkillperfError where no language model was called, or none gave tokens
 * @example expect(run).toHaveTokensPerSecondAbove(40)
 */
export function toHaveTokensPerSecondAbove(this: MatcherState, subject: unknown, n: number): MatcherResult {
  const args = showArguments(n)
  return matchCount(this, { name: NAME, subject, args, find: (run) => find(run, n) })
}

function find(run: Measurement, n: unknown): CountFinding {
  if (typeof n !== 'number' || !Number.isFinite(n) || n < 0) {
    throw usageError({
      place: NAME,
      rule: '`n` must be a finite number of tokens per second, from 0 up',
      received: { value: n },
      fix: `Write for example expect(run).${NAME}(40).`,
    })
  }
  requireLlmCalls(run, NAME)
  const rates = run.seen.llm.tokensPerSecond.toSorted()
  if (rates.length === 0) {
    throw new SkillperfError(
      `${NAME}: no call of a language model in "${publicName(run.name)}" gave output tokens that took time. Give its mock \`tokensPerSecond\` or a latency.`,
    )
  }
  return {
    judgement: judgeCount({ label: 'tokens/s', bound: 'above', unit: 'tokens/s' }, n, run.tokensPerSecond),
    phrase: 'tokens per second',
    scope: ['in the median call', 'in the median call'],
    where: 'in the median call',
    n: formatCount(rates.length, 'call'),
    spread: [
      `min ${formatNumber(rates[0] ?? Number.NaN)}`,
      `max ${formatNumber(rates.at(-1) ?? Number.NaN)}`,
    ],
    evidence: [],
    next: "ask a faster model; the mock's `tokensPerSecond` says how fast this one is.",
  }
}
