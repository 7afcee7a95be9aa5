import {
  formatAgainst,
  formatExact,
  formatExactShare,
  formatNumber,
  formatShare,
  formatShareAgainst,
} from './format.ts'
import type { Outcome } from './judging/rule.ts'

/** Signs that amounts of money may carry, in front. */
export const CURRENCY_SIGNS = ['$', '€', '£', '¥', '₹'] as const
export type CurrencySign = (typeof CURRENCY_SIGNS)[number]

/** `below` and `above` are strict, `at most` and `at least` are not. */
export const BOUNDS = ['below', 'above', 'at most', 'at least'] as const
export type Bound = (typeof BOUNDS)[number]

/** What a judged value counts; empty for a share. */
export const JUDGED_UNITS = [
  'ms',
  '/s',
  '',
  'calls',
  'spans',
  'tokens',
  'tokens/s',
  '$',
  '€',
  '£',
  '¥',
  '₹',
] as const
export type JudgedUnit = (typeof JUDGED_UNITS)[number]

/** The answer to "was this limit kept?", whatever it is on: what a report shows of it. */
export interface Judgement {
  readonly statistic: {
    /** The word in a table: `p95`, `calls web_search`. */
    readonly label: string
    readonly bound: Bound
    readonly unit: JudgedUnit
  }
  /** In the statistic's unit, as is what was received. */
  readonly limit: number
  readonly received: number
  readonly outcome: Outcome
  /** Why an inconclusive one is. */
  readonly reason?: string
  /** What fresh attempts said, when a breach was repeated. */
  readonly attempts?: AttemptTally
}

/** Fresh attempts at a limit that was breached. */
export interface AttemptTally {
  /** Attempts whose answer counts. */
  readonly votes: number
  /** Those that breached the limit, too. */
  readonly breaches: number
}

export const SIGNS: Readonly<Record<Bound, string>> = {
  below: '<',
  above: '>',
  'at most': '≤',
  'at least': '≥',
}
/** What holds where the bound does not. */
export const OPPOSITE_SIGNS: Readonly<Record<Bound, string>> = {
  below: '≥',
  above: '≤',
  'at most': '>',
  'at least': '<',
}

/** A limit on something counted, judged: it either holds or not. */
export function judgeCount(
  statistic: Judgement['statistic'],
  limit: number,
  received: number,
): Judgement & { readonly outcome: 'pass' | 'fail' } {
  const kept = {
    below: received < limit,
    above: received > limit,
    'at most': received <= limit,
    'at least': received >= limit,
  }
  return { statistic, limit, received, outcome: kept[statistic.bound] ? 'pass' : 'fail' }
}

/** A limit with its unit: `1 500 ms`, `5 %`, `3`, `$0.02`. */
export function formatLimit(limit: number, unit: JudgedUnit): string {
  return unit === '' ? formatExactShare(limit) : withUnit(formatExact(limit), unit)
}

/** A received value with its unit, and with as many digits as show the side of the limit that it is on. */
export function formatReceived(received: number, limit: number, unit: JudgedUnit): string {
  if (unit === '') return formatShareAgainst(received, limit)
  const whole = Number.isInteger(received) && !isSpelledOut(unit)
  return withUnit(whole ? formatExact(received) : formatAgainst(received, limit), unit)
}

/** A value of which only the size matters. */
export function formatJudged(value: number, unit: JudgedUnit): string {
  if (unit === '') return formatShare(value)
  return withUnit(
    Number.isInteger(value) && !isSpelledOut(unit) ? formatExact(value) : formatNumber(value),
    unit,
  )
}

function isSpelledOut(unit: JudgedUnit): boolean {
  return unit === 'ms' || unit === '/s'
}

/** What calls and tokens are, the label says. */
function withUnit(digits: string, unit: JudgedUnit): string {
  if (isSpelledOut(unit)) return `${digits} ${unit}`
  return CURRENCY_SIGNS.some((sign) => sign === unit) ? unit + digits : digits
}
