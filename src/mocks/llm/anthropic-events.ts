import type { Chunk } from './chunk.ts'
import type { LlmAnswer } from './llm-answer.ts'
import { sseEvent } from './sse.ts'

/** The events of a streamed message. */
export function anthropicEvents(answer: LlmAnswer): Chunk[] {
  const { text, textTokens, toolCalls, usage } = answer
  const hasText = text !== '' || toolCalls.length === 0
  const textBlock = hasText ? block(0, { type: 'text', text: '' }, textTokens.map(textDelta)) : []
  return [
    { data: start(answer) + event({ type: 'ping' }) },
    ...textBlock,
    ...toolCalls.flatMap(({ id, name, jsonTokens }, nth) =>
      block(
        nth + (hasText ? 1 : 0),
        { type: 'tool_use', id: `toolu_${id}`, name, input: {} },
        jsonTokens.map(jsonDelta),
        1,
      ),
    ),
    {
      data:
        event({
          type: 'message_delta',
          delta: { stop_reason: toolCalls.length > 0 ? 'tool_use' : 'end_turn', stop_sequence: null },
          usage: { output_tokens: usage.output },
        }) + event({ type: 'message_stop' }),
    },
  ]
}

type Typed = Readonly<Record<string, unknown>> & { readonly type: string }

function event(data: Typed): string {
  return sseEvent(data, data.type)
}

function start({ id, model, usage }: LlmAnswer): string {
  return event({
    type: 'message_start',
    message: {
      id: `msg_${id}`,
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: usage.input,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        output_tokens: Math.min(1, usage.output),
        service_tier: 'standard',
      },
    },
  })
}

/** @param tokens that its beginning carries: a tool's name is one */
function block(index: number, content: Typed, deltas: readonly Typed[], tokens: number = 0): Chunk[] {
  return [
    { data: event({ type: 'content_block_start', index, content_block: content }), tokens },
    ...deltas.map((delta) => ({
      data: event({ type: 'content_block_delta', index, delta }),
      tokens: 1,
    })),
    { data: event({ type: 'content_block_stop', index }) },
  ]
}

function textDelta(text: string): Typed {
  return { type: 'text_delta', text }
}

function jsonDelta(json: string): Typed {
  return { type: 'input_json_delta', partial_json: json }
}
