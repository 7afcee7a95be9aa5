import { judgeAmount } from '../src/core/calls/amount-finding.ts'
import type { Per } from '../src/core/calls/amount-finding.ts'
import { costAmount, costOf, readMoney, readPrices } from '../src/core/calls/cost.ts'
import type { Money, Prices } from '../src/core/calls/cost.ts'
import { modelUses } from '../src/core/calls/model-use.ts'
import { requireTokens } from '../src/core/calls/seen-or-error.ts'
import type { CountFinding } from '../src/core/count-failure.ts'
import { formatJudged } from '../src/core/judgement.ts'
import type { CurrencySign } from '../src/core/judgement.ts'
import { formatShare } from '../src/core/format.ts'
import type { Measurement } from '../src/core/measurement.ts'
import { publicName } from '../src/core/redact.ts'
import { matchCount } from './count-matcher.ts'
import { readCountOptions } from './count-options.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { showArguments } from './show-arguments.ts'

const NAME = 'toCostAtMost'

/** Options of `toCostAtMost(limit, options)`. */
export interface CostLimitOptions {
  /** By the model's name, per million tokens, in the currency of the limit. */
  readonly prices: Prices
  /** `'iteration'`: each keeps the limit. `'run'`: all together do. Default: `'iteration'`. */
  readonly per?: Per
}

/**
 * Passes when the tokens of no iteration cost more than the limit, at prices
 * that you give; with `{ per: 'run' }`, those of all iterations together.
 *
 * @throws SkillperfError where no tokens were seen, and for a model without a price
 * @example expect(run).toCostAtMost('$0.02', { prices: { 'gpt-x': { in: 2.5, out: 10 } } })
 */
export function toCostAtMost(
  this: MatcherState,
  subject: unknown,
  limit: Money,
  options: CostLimitOptions,
): MatcherResult {
  const args = showArguments(limit, options)
  return matchCount(this, { name: NAME, subject, args, find: (run) => find(run, limit, options) })
}

function find(run: Measurement, limit: unknown, options: unknown): CountFinding {
  const { sign, amount: most } = readMoney(limit, NAME)
  const fix = "Write { prices: { 'gpt-x': { in: 2.5, out: 10 } } }, per million tokens."
  const { prices: given, per } = readCountOptions(options, ['prices', 'per'], NAME, fix)
  requireTokens(run, NAME)
  const prices = readPrices(given, run.seen.tokens, NAME)
  const amount = costAmount(run.seen.tokens, prices, run.iterations)
  return {
    ...judgeAmount(amount, { label: 'cost', phrase: 'cost', unit: sign, per, most }),
    ...explain(run, prices, sign),
  }
}

function explain(
  run: Measurement,
  prices: Prices,
  sign: CurrencySign,
): Pick<CountFinding, 'evidence' | 'next'> {
  const models = modelUses(run.seen.tokens)
    .map((use) => ({ model: publicName(use.model), cost: costOf(use, prices) }))
    .toSorted((a, b) => b.cost.total - a.cost.total)
  const all = models.reduce((sum, { cost }) => sum + cost.total, 0)
  const [dearest] = models
  const share =
    dearest === undefined ? '' : `${dearest.model} is ${formatShare(dearest.cost.total / all)} of it: `
  return {
    evidence: models.map(
      ({ model, cost }) =>
        `${model}: ${formatJudged(cost.in, sign)} for prompts and ${formatJudged(cost.out, sign)} for answers, in the whole run.`,
    ),
    next: `${share}${(dearest?.cost.out ?? 0) > (dearest?.cost.in ?? 0) ? 'ask for shorter answers' : 'send shorter prompts'}, or let a cheaper model do it.`,
  }
}
