import * as v from 'valibot'
import { formatExact, formatNumber, printable } from './format.ts'

/** How far a long measurement has come: what a test process leaves for the live line. */
export interface LiveState {
  readonly name: string
  /** Samples so far, and how many there will be at most; null where only time or the limits end it. */
  readonly done: number
  readonly of: number | null
  readonly elapsedMs: number
  /** Null before there are enough samples. */
  readonly p95Ms: number | null
  /** What its limits say so far; null without any. */
  readonly verdict: 'open' | 'pass' | 'fail' | null
  /** Which fresh attempt is running, at a breached limit or what looks slower than its baseline; null while it measures itself. */
  readonly attempt: number | null
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const liveState: v.GenericSchema<LiveState> = v.object({
  name: v.string(),
  done: count,
  of: v.nullable(count),
  elapsedMs: v.number(),
  p95Ms: v.nullable(v.number()),
  verdict: v.nullable(v.picklist(['open', 'pass', 'fail'])),
  attempt: v.nullable(count),
})

/** Reads what a test process has left; undefined for anything else, such as half a file. */
export function readLiveState(text: string): LiveState | undefined {
  try {
    const result = v.safeParse(liveState, JSON.parse(text))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}

const VERDICTS = { open: '…', pass: '✓', fail: '✗' } as const

/** `research  n 1 204 of 5 000 · 3.2 s · p95 412 ms · SLA …`. */
export function formatLiveState(state: LiveState): string {
  const name = printable(state.name)
  if (state.attempt !== null) {
    return `${name}  fresh attempt ${state.attempt}, to see whether it repeats · ${formatSeconds(state.elapsedMs)}`
  }
  const parts = [
    `n ${formatExact(state.done)}${state.of === null ? '' : ` of ${formatExact(state.of)}`}`,
    formatSeconds(state.elapsedMs),
    state.p95Ms === null ? undefined : `p95 ${formatNumber(state.p95Ms)} ms`,
    state.verdict === null ? undefined : `SLA ${VERDICTS[state.verdict]}`,
  ]
  return `${name}  ${parts.filter((part) => part !== undefined).join(' · ')}`
}

function formatSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
