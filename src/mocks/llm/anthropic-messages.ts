import { anthropicEvents } from './anthropic-events.ts'
import { contentText, objectsIn, stringOr } from './content-text.ts'
import type { JsonObject } from './content-text.ts'
import type { LlmAnswer } from './llm-answer.ts'
import type { LlmMessage } from './llm-request.ts'
import { SSE_HEADERS } from './sse.ts'
import { JSON_HEADERS } from './wire-format.ts'
import type { WireFormat } from './wire-format.ts'

/** Anthropic's messages. */
export const anthropicMessages: WireFormat = {
  path: '/messages',
  replies: true,
  read: (body) => ({
    model: stringOr(body['model'], ''),
    messages: messagesOf(body),
    tools: objectsIn(body['tools']).map(({ name }) => stringOr(name, '')),
    stream: body['stream'] === true,
  }),
  encode(answer, { stream }) {
    if (stream) return { headers: SSE_HEADERS, body: anthropicEvents(answer) }
    return { headers: JSON_HEADERS, body: JSON.stringify(whole(answer)) }
  },
}

function messagesOf({ system, messages }: JsonObject): LlmMessage[] {
  const prompt = contentText(system)
  return [
    ...(prompt === '' ? [] : [{ role: 'system', text: prompt }]),
    ...objectsIn(messages).flatMap(readMessage),
  ]
}

/** What a tool has answered stands in the user's next message: it becomes one of its own. */
function readMessage({ role, content }: JsonObject): LlmMessage[] {
  const blocks = objectsIn(content)
  const results = blocks
    .filter(({ type }) => type === 'tool_result')
    .map((block) => ({ role: 'tool', text: contentText(block['content']) }))
  const calls = blocks
    .filter(({ type }) => type === 'tool_use')
    .map(({ name }) => ({ name: stringOr(name, '') }))
  const text = contentText(content)
  if (text === '' && calls.length === 0 && results.length > 0) return results
  const message = { role: stringOr(role, ''), text }
  return [...results, calls.length === 0 ? message : { ...message, toolCalls: calls }]
}

function whole({ id, model, text, toolCalls, usage }: LlmAnswer): object {
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [
      ...(text === '' && toolCalls.length > 0 ? [] : [{ type: 'text', text, citations: null }]),
      ...toolCalls.map((call) => ({
        type: 'tool_use',
        id: `toolu_${call.id}`,
        name: call.name,
        input: JSON.parse(call.json) as unknown,
      })),
    ],
    stop_reason: toolCalls.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: usage.input,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: usage.output,
      service_tier: 'standard',
    },
  }
}
