import { formatCount, formatExact, formatNumber, formatShare } from '../format.ts'
import type { ComparedFigure } from './compare-exact.ts'

const MANY_TIMES = 10

/** A figure in words: the two values, and what they are. */
export interface DescribedFigure {
  readonly expected: string
  readonly received: string
  /** `ms`, `per iteration`, `in 1 000 iterations`. */
  readonly scope: string
  /** `+83 %`, `+1`. */
  readonly difference: string
}

/**
 * Puts a figure that differs into words. Counts that are not the same in every
 * iteration are told as sums, where both runs have equally many.
 */
export function describeFigure(figure: ComparedFigure, iterations: number): DescribedFigure {
  const { unit, sums } = figure
  const asSums = sums !== undefined && !(isWhole(figure.expected) && isWhole(figure.received))
  const { expected, received } = asSums ? sums : figure
  const rounded = [formatNumber(expected), formatNumber(received)] as const
  const tellsApart = unit === 'ms' && rounded[0] !== rounded[1]
  return {
    expected: tellsApart ? rounded[0] : formatExact(short(expected)),
    received: tellsApart ? rounded[1] : formatExact(short(received)),
    scope: asSums ? `in ${formatCount(iterations, 'iteration')}` : unit,
    difference: unit === 'ms' && expected > 0 ? shareOf(received / expected) : signed(received - expected),
  }
}

/** One phrase of it: `p95 1 904 → 2 310 ms`. */
export function phraseOf(figure: ComparedFigure, iterations: number): string {
  const { expected, received, scope } = describeFigure(figure, iterations)
  return `${figure.label} ${expected} → ${received} ${scope}`
}

function isWhole(value: number): boolean {
  return Number.isInteger(short(value))
}

/** Without the noise of binary fractions. */
function short(value: number): number {
  return Number(value.toPrecision(7))
}

/** `+83 %`, and from ten times as much on `86.8 ×`. */
function shareOf(ratio: number): string {
  if (ratio >= MANY_TIMES) return `${formatNumber(ratio)} ×`
  const share = ratio - 1
  return `${share < 0 ? '−' : '+'}${formatShare(Math.abs(share))}`
}

function signed(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${formatExact(short(Math.abs(difference)))}`
}
