import type { CountFinding } from '../count-failure.ts'
import { formatExact } from '../format.ts'
import { formatJudged, judgeCount } from '../judgement.ts'
import type { JudgedUnit } from '../judgement.ts'
import type { Amount } from './amount.ts'

/** What a limit on an amount goes for: each iteration, or all of them together. */
export type Per = 'iteration' | 'run'

/** Which amount is limited, and by how much. */
export interface AmountLimit {
  /** In tables: `calls llm`. */
  readonly label: string
  /** In messages: `calls of llm`. */
  readonly phrase: string
  readonly unit: JudgedUnit
  readonly per: Per
  /** No more than this. */
  readonly most: number
}

/** Judges an amount: that of the worst iteration, or that of the whole measurement. */
export function judgeAmount(
  amount: Amount,
  { label, phrase, unit, per, most }: AmountLimit,
): Omit<CountFinding, 'evidence' | 'next'> {
  const { total, perIteration } = amount
  const mean = `mean ${formatJudged(perIteration.mean, unit)}`
  if (per === 'run') {
    const statistic = { label: `${label} per run`, bound: 'at most', unit } as const
    return {
      judgement: judgeCount(statistic, most, total),
      phrase,
      scope: ['in the whole run', 'in the whole run'],
      where: 'in the whole run',
      spread: [mean, describeMost(amount, unit)],
    }
  }
  return {
    judgement: judgeCount({ label, bound: 'at most', unit }, most, perIteration.max),
    phrase,
    scope: ['per iteration', 'in at least one iteration'],
    where: describeWorst(amount),
    spread: [mean, `total ${formatJudged(total, unit)}`],
  }
}

/** Which iteration it was, where they differ. */
function describeWorst({ perIteration: { min, max, worst } }: Amount): string {
  if (min === max || worst === undefined) return 'in every iteration'
  return `in iteration ${formatExact(worst)}, the worst`
}

/** `most 3, in iteration 7`. */
export function describeMost({ perIteration: { min, max, worst } }: Amount, unit: JudgedUnit): string {
  const where = min === max || worst === undefined ? '' : `, in iteration ${formatExact(worst)}`
  return `most ${formatJudged(max, unit)}${where}`
}

/** Which iteration to look at: `iteration 7`, or `every iteration` where they are alike. */
export function worstOf({ perIteration: { min, max, worst } }: Amount): string {
  return min === max || worst === undefined ? 'every iteration' : `iteration ${formatExact(worst)}`
}
