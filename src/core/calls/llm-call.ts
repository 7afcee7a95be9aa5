import { hasFailed } from './call-log.ts'
import type { LoggedCall } from './call-log.ts'
import { elapsedMs, wholeNs } from '../elapsed-ms.ts'
import type { ReadCallSlo } from './slo.ts'

/** What one call of a language model came to; durations in ms. */
export interface LlmCall {
  /** From the request to the first token; undefined where the answer was no stream. */
  readonly ttftMs: number | undefined
  /** Between one handing over of tokens and the next. */
  readonly interTokenMs: readonly number[]
  /** Mean time between output tokens after the first; undefined below two. */
  readonly perOutputTokenMs: number | undefined
  /** From the request to the end of the answer; undefined where it did not end. */
  readonly durationMs: number | undefined
  /** Output tokens per second: while they came, or of the whole call where they came at once. */
  readonly tokensPerSecond: number | undefined
}

/**
 * Figures of a finished call as vLLM and OpenTelemetry's GenAI conventions
 * define them: time per output token is `(last − first token) / (tokens − 1)`.
 */
export function llmCallOf(call: LoggedCall): LlmCall {
  const { tokenTimesMs, tokenCounts, startedMs, endedMs } = call
  const first = tokenTimesMs[0]
  const last = tokenTimesMs.at(-1)
  const streamed = tokenCounts.reduce((sum, count) => sum + count, 0)
  const durationMs = endedMs === undefined ? undefined : elapsedMs(startedMs, endedMs)
  const perOutputTokenMs =
    first === undefined || last === undefined || streamed < 2
      ? undefined
      : wholeNs((last - first) / (streamed - 1))
  // Of a stream that breaks, only what came has taken this time.
  const output = first === undefined ? (call.usage?.output ?? 0) : streamed
  return {
    ttftMs: first === undefined ? undefined : elapsedMs(startedMs, first),
    interTokenMs: tokenTimesMs.slice(1).map((ms, i) => elapsedMs(tokenTimesMs[i] ?? 0, ms)),
    perOutputTokenMs,
    durationMs,
    tokensPerSecond: rateOf(perOutputTokenMs, output, durationMs),
  }
}

function rateOf(
  perOutputTokenMs: number | undefined,
  output: number,
  durationMs: number | undefined,
): number | undefined {
  if (perOutputTokenMs !== undefined && perOutputTokenMs > 0) return 1_000 / perOutputTokenMs
  if (output === 0 || durationMs === undefined || durationMs === 0) return undefined
  return (output * 1_000) / durationMs
}

/** Whether a call has kept every objective. One that failed or was given up kept none; what it has no figure for, it keeps. */
export function meetsSlo(call: LoggedCall, figures: LlmCall, slo: ReadCallSlo): boolean {
  if (call.outcome === undefined || call.outcome.abandoned === true || hasFailed(call)) return false
  const within = (ms: number | undefined, limitMs: number | undefined): boolean =>
    ms === undefined || limitMs === undefined || ms <= limitMs
  return (
    within(figures.ttftMs, slo.ttft) &&
    within(figures.perOutputTokenMs, slo.timePerOutputToken) &&
    within(figures.durationMs, slo.duration)
  )
}
