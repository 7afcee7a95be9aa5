import type { Block } from './block-watch.ts'
import type { FailureHeading } from './failure.ts'
import { formatAgainst, formatExact, formatNumber } from './format.ts'

/** What there is to tell about a function that blocked the event loop, or that did not. */
export interface BlockFinding {
  readonly limitMs: number
  /** The longest block of each attempt, at least one. */
  readonly attempts: readonly Block[]
  /** The one that is judged. */
  readonly shortest: Block
  /** Other tests were running in the same process. */
  readonly company: boolean
}

/** The whole message of a limit on blocks that was not kept. */
export function formatBlockFailure(
  { limitMs, attempts, shortest, company }: BlockFinding,
  { title, negated }: FailureHeading,
): string {
  const [limit, received] = [formatExact(limitMs), formatAgainst(shortest.ms, limitMs)]
  const width = Math.max(limit.length, received.length)
  const all = attempts.map(({ ms }) => formatAgainst(ms, limitMs)).join(' · ')
  return [
    `${title}   real clock`,
    '',
    `Expected longest block  ${negated ? '≥' : '<'} ${limit.padStart(width)} ms`,
    `Received longest block    ${received.padStart(width)} ms          ${attempts.length === 1 ? '1 attempt' : `the shortest of ${attempts.length} attempts: ${all}`}`,
    ...(negated
      ? []
      : [
          '',
          `The event loop stood still from ${formatNumber(shortest.atMs)} ms after the call on: no timer and no answer of another request could be served.`,
          ...(company ? ['Other tests were running in this process: they may be what has blocked it.'] : []),
          'Next step: look for what computes long without an `await`, or for a call that ends in Sync; split it, with `await setImmediate()` of node:timers/promises between the parts, or move it into a worker thread.',
        ]),
  ].join('\n')
}
