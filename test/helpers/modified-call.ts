import type { FailureMode } from '../../src/core/calls/failure-mode.ts'
import type { ModifiedCall, Modifier } from '../../src/core/time/latency/modifier.ts'

/** A call made by hand: the nth, when it comes in, and what its stream gives. */
export function callAt(nowMs: number, count = 0, draw = 0.5): ModifiedCall {
  return { nowMs, count, random: () => draw }
}

/** What the latency of `ms` becomes in calls that come in at these times, of one measurement. */
export function latenciesAt(modifier: Modifier, ms: number, ...times: readonly number[]): number[] {
  const running = modifier.begin()
  return times.map((nowMs, count) => running.latency?.(ms, callAt(nowMs, count)) ?? ms)
}

/** How calls that come in at these times fail, of one measurement. */
export function failuresAt(modifier: Modifier, ...times: readonly number[]): (FailureMode | undefined)[] {
  const running = modifier.begin()
  return times.map((nowMs, count) => running.admit?.(callAt(nowMs, count)))
}
