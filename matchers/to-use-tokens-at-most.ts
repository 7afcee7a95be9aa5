import { judgeAmount } from '../src/core/calls/amount-finding.ts'
import type { Per } from '../src/core/calls/amount-finding.ts'
import { modelUses } from '../src/core/calls/model-use.ts'
import { requireTokens } from '../src/core/calls/seen-or-error.ts'
import type { TokenKind } from '../src/core/calls/token-totals.ts'
import { oneOf } from '../src/core/check.ts'
import type { CountFinding } from '../src/core/count-failure.ts'
import { formatCount, formatExact } from '../src/core/format.ts'
import type { Measurement } from '../src/core/measurement.ts'
import { publicName } from '../src/core/redact.ts'
import { matchCount } from './count-matcher.ts'
import { readCountOptions, readMost } from './count-options.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { showArguments } from './show-arguments.ts'

const NAME = 'toUseTokensAtMost'

/** Options of `toUseTokensAtMost(n, options)`. */
export interface TokenLimitOptions {
  /** `'in'`: tokens of prompts. `'out'`: of answers. Default: `'total'`, both. */
  readonly kind?: TokenKind
  /** `'iteration'`: each keeps the limit. `'run'`: all together do. Default: `'iteration'`. */
  readonly per?: Per
}

const LABELS: Readonly<Record<TokenKind, string>> = { in: 'tokens in', out: 'tokens out', total: 'tokens' }
const PHRASES: Readonly<Record<TokenKind, string>> = {
  in: 'input tokens',
  out: 'output tokens',
  total: 'tokens',
}

/**
 * Passes when no iteration used more than so many tokens of language models;
 * with `{ per: 'run' }`, all iterations together.
 *
 * @throws SkillperfError where no language model was called, or none told of its tokens
 * @example expect(run).toUseTokensAtMost(500, { kind: 'out' })
 */
export function toUseTokensAtMost(
  this: MatcherState,
  subject: unknown,
  n: number,
  options?: TokenLimitOptions,
): MatcherResult {
  const args = showArguments(n, options)
  return matchCount(this, { name: NAME, subject, args, find: (run) => find(run, n, options) })
}

function find(run: Measurement, n: unknown, options: unknown): CountFinding {
  const most = readMost(n, NAME, "500, { kind: 'out' }")
  const { kind: given = 'total', per } = readCountOptions(
    options,
    ['kind', 'per'],
    NAME,
    "Write { kind: 'out' }.",
  )
  const kind = oneOf(given, ['in', 'out', 'total'], 'kind', NAME)
  requireTokens(run, NAME)
  const { in: input, out: output } = run.tokens
  const longAnswers = kind === 'out' || (kind === 'total' && output.total > input.total)
  return {
    ...judgeAmount(run.tokens[kind], {
      label: LABELS[kind],
      phrase: PHRASES[kind],
      unit: 'tokens',
      per,
      most,
    }),
    evidence: modelUses(run.seen.tokens).map(
      ({ model, calls, input, output }) =>
        `${publicName(model)}: ${formatExact(input)} in and ${formatExact(output)} out, in ${formatCount(calls, 'call')}.`,
    ),
    next: longAnswers
      ? 'ask for shorter answers, or limit them (`max_tokens`).'
      : 'send less: a shorter prompt, less history, smaller results of tools.',
  }
}
