import type { Amount } from '../core/calls/amount.ts'
import type { CallCount } from '../core/calls/call-count.ts'
import { modelUses } from '../core/calls/model-use.ts'
import type { Seen } from '../core/calls/seen.ts'
import type { Measurement } from '../core/measurement.ts'
import { redact } from '../core/redact.ts'
import type { AmountRecord, CallRecord, LlmRecord, SeenRecord } from '../core/seen-record.ts'
import { figure, recordSeries } from './record-series.ts'

/** Longer chains are no news: their length is there, too. */
const LINKS_KEPT = 100

export function recordCalls(name: string, count: CallCount): CallRecord {
  const { atOnce, meanMs, errors, retries, bytes } = count
  return { name: redact(name), ...recordAmount(count), atOnce, meanMs, errors, retries, bytes }
}

/** What the mocks have seen together; null where none was called. */
export function recordSeen({ counts, retries, repeats, serialDepth, caches }: Seen): SeenRecord | null {
  if (Object.values(counts).every(({ total }) => total === 0)) return null
  return {
    retries: recordAmount(retries),
    repeats: recordAmount(repeats),
    serialDepth: {
      ...recordAmount(serialDepth),
      chain: serialDepth.chain.slice(0, LINKS_KEPT).map(redact),
    },
    caches: Object.entries(caches).map(([name, { hits, misses }]) => ({ name: redact(name), hits, misses })),
  }
}

/** Calls of language models; null without any. */
export function recordLlm(run: Measurement): LlmRecord | null {
  const { llm, tokens } = run.seen
  if (llm.calls === 0 && tokens.length === 0) return null
  return {
    calls: llm.calls,
    models: modelUses(tokens).map(({ model, calls, input, output }) => ({
      'gen_ai.request.model': redact(model),
      calls,
      'gen_ai.usage.input_tokens': input,
      'gen_ai.usage.output_tokens': output,
    })),
    tokens: {
      in: recordAmount(run.tokens.in),
      out: recordAmount(run.tokens.out),
      total: recordAmount(run.tokens.total),
    },
    'gen_ai.server.time_to_first_token': recordSeries(run.ttft),
    'gen_ai.server.time_per_output_token': recordSeries(run.timePerOutputToken),
    interTokenLatency: recordSeries(run.interTokenLatency),
    tokensPerSecond: figure(run.tokensPerSecond),
    goodput: run.goodput === undefined ? null : figure(run.goodput),
    sloAttainment: run.sloAttainment === undefined ? null : figure(run.sloAttainment),
  }
}

function recordAmount({ total, perIteration: { min, mean, max, worst } }: Amount): AmountRecord {
  return { total, perIteration: { min, mean, max, worst: worst ?? null } }
}
