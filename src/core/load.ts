import { formatExact, formatNumber } from './format.ts'

/** How arrivals of an open loop are spaced: at random (exponential gaps), or evenly. */
export type ArrivalKind = 'poisson' | 'constant'

/** One part of a load that changes: it goes in a straight line from the target before to its own. */
export interface Stage {
  readonly durationMs: number
  /** Lanes of a closed loop, or arrivals per second of an open one, at the stage's end. */
  readonly target: number
}

/**
 * How iterations are started. Closed: so many lanes, each of which starts its
 * next iteration when the one before is done. Open: they arrive at their own
 * times, whether or not others are still running.
 */
export type Load =
  | { readonly kind: 'closed'; readonly concurrency: number }
  | { readonly kind: 'closed-stages'; readonly stages: readonly Stage[] }
  | {
      readonly kind: 'open'
      /** Arrivals per second. */
      readonly rate: number
      readonly arrival: ArrivalKind
      readonly maxInFlight: number
    }
  | {
      readonly kind: 'open-stages'
      readonly stages: readonly Stage[]
      readonly arrival: ArrivalKind
      readonly maxInFlight: number
    }

/** A few words for a table: `10 at once`, `50/s poisson`; empty for one at a time. */
export function describeLoad(load: Load): string {
  switch (load.kind) {
    case 'closed':
      return load.concurrency === 1 ? '' : `${formatExact(load.concurrency)} at once`
    case 'open':
      return `${formatFew(load.rate)}/s ${load.arrival}`
    case 'closed-stages':
      return `${load.stages.map((stage) => formatFew(stage.target)).join(' → ')} at once`
    case 'open-stages':
      break
  }
  return `${load.stages.map((stage) => formatFew(stage.target)).join(' → ')}/s ${load.arrival}`
}

/** Whether iterations arrive at their own times. */
export function isOpen(load: Load): boolean {
  return load.kind === 'open' || load.kind === 'open-stages'
}

/** How long its stages take together; undefined for a load without stages. */
export function stagesMs(load: Load): number | undefined {
  return 'stages' in load ? load.stages.reduce((sum, stage) => sum + stage.durationMs, 0) : undefined
}

/** `50`, `2.50`. */
function formatFew(value: number): string {
  return Number.isInteger(value) ? formatExact(value) : formatNumber(value)
}
