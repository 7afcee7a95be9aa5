import type { SeenLlm } from './calls/seen.ts'
import type { ViewKind } from './duration-view.ts'
import { formatCount } from './format.ts'

/** From the start of an iteration to the first item of what it returned. */
export const FIRST_ITEM: ViewKind = {
  label: 'first item',
  path: 'run.firstItem',
  noun: 'first item',
  plural: 'first items',
  missing:
    'The measured function has to return a stream, a Response or an async iterable with at least one item.',
}

const FASTER = "ask a faster model; the mock's `tokensPerSecond` says how fast this one is."

/** Of calls of language models: time to the first token, inter-token latency, time per output token. */
export function llmViews(llm: SeenLlm): readonly [ttft: ViewKind, interToken: ViewKind, perToken: ViewKind] {
  return [
    {
      label: 'TTFT',
      path: 'run.ttft',
      noun: 'time to first token',
      plural: 'times to first token',
      missing: explain(llm, 'with at least one token'),
      advice:
        "send a shorter prompt, or ask a faster model; the mock's `ttft` and `latency` say how fast this one is.",
    },
    {
      label: 'inter-token latency',
      path: 'run.interTokenLatency',
      noun: 'inter-token latency',
      plural: 'inter-token latencies',
      missing: explain(llm, 'in at least two pieces'),
      advice: FASTER,
    },
    {
      label: 'time per output token',
      path: 'run.timePerOutputToken',
      noun: 'time per output token',
      plural: 'times per output token',
      missing: explain(llm, 'with at least two tokens'),
      advice: FASTER,
    },
  ]
}

function explain({ calls }: SeenLlm, least: string): string {
  return calls === 0
    ? 'No call of a mocked language model was seen: mock it with perf.network([llm.…({ ttft, tokensPerSecond, reply })]).'
    : `${formatCount(calls, 'call')} of language models ${calls === 1 ? 'was' : 'were'} seen, and none had an answer that came as a stream ${least}: ask for one, such as with { stream: true }.`
}
