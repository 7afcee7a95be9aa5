import { usageError } from '../core/errors.ts'
import type { FailureMode } from '../core/calls/failure-mode.ts'
import { noteDraw } from '../core/calls/draws.ts'
import type { MockedCall } from '../core/calls/mocked-call.ts'
import { drawLatency, quantiseLatency } from '../core/time/latency/model.ts'
import type { LatencyModel } from '../core/time/latency/model.ts'
import type { Modifier, RunningModifier } from '../core/time/latency/modifier.ts'

/** A mock as far as its calls are planned. */
export interface Planned {
  readonly name: string
  readonly latency: LatencyModel
  readonly modifiers: readonly Modifier[]
}

/** What a call is going to do. */
export interface CallPlan {
  /** How it fails; undefined when it does not. */
  readonly failure: FailureMode | undefined
  /** Its latency, in ms. */
  readonly ms: number
  /** How fast a body comes in. */
  readonly bytesPerSecond: number
}

/** What the modifiers of a mock remember while a measurement lasts. */
interface Session {
  readonly modifiers: readonly RunningModifier[]
  count: number
}

/**
 * Draws the latency of a call, and has the modifiers look at it.
 *
 * @param nowMs when it came in
 * @throws SkillperfError for a latency that is none, and what a model or a modifier throws
 */
export function planCall(mock: Planned, call: MockedCall, nowMs: number): CallPlan {
  const session = call.state<Session>(mock, () => ({
    modifiers: mock.modifiers.map((modifier) => modifier.begin()),
    count: 0,
  }))
  const count = session.count++
  const modified = session.modifiers.map((modifier, i) => ({
    modifier,
    description: mock.modifiers[i]?.description ?? '',
    seen: { nowMs, count, random: call.randomFor(`modifier ${i}`) },
  }))
  const place = `the latency of "${mock.name}"`
  let ms = drawLatency(mock.latency, call.random, place)
  noteDraw(call, mock.name, ms)
  let failure: FailureMode | undefined
  for (const { modifier, seen } of modified) failure ??= modifier.admit?.(seen)
  // Who is over a rate limit is told so at once, and starts nothing.
  const refused = failure?.kind === 'status' && failure.status === 429
  for (const { modifier, description, seen } of refused ? [] : modified) {
    const changedMs = modifier.latency?.(ms, seen) ?? ms
    const quantised = quantiseLatency(changedMs)
    if (quantised === undefined) {
      throw usageError({
        place,
        rule: `the modifier ${description} must make milliseconds from 0 up of it`,
        received: { value: changedMs },
        fix: 'Look at its `latency(ms, call)`.',
      })
    }
    ms = quantised
  }
  const bytesPerSecond = Math.min(Infinity, ...session.modifiers.map((one) => one.bytesPerSecond ?? Infinity))
  return { failure, ms: refused ? 0 : ms, bytesPerSecond }
}
