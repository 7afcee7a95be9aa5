import { contentText, isObject, objectsIn, stringOr } from './content-text.ts'
import type { JsonObject } from './content-text.ts'
import type { LlmAnswer } from './llm-answer.ts'
import type { LlmMessage } from './llm-request.ts'
import { responseItems, responseOf } from './openai-response.ts'
import { responseEvents } from './openai-response-events.ts'
import { SSE_HEADERS } from './sse.ts'
import { JSON_HEADERS } from './wire-format.ts'
import type { WireFormat } from './wire-format.ts'

/** OpenAI's responses. */
export const openaiResponses: WireFormat = {
  path: '/responses',
  replies: true,
  read: (body) => ({
    model: stringOr(body['model'], ''),
    messages: messagesOf(body),
    tools: objectsIn(body['tools']).flatMap(({ type, name }) =>
      type === 'function' ? [stringOr(name, '')] : [],
    ),
    stream: body['stream'] === true,
  }),
  encode(answer: LlmAnswer, { stream, body }) {
    if (stream) return { headers: SSE_HEADERS, body: responseEvents(answer, body) }
    const response = responseOf(answer, body, { status: 'completed', output: responseItems(answer) })
    return { headers: JSON_HEADERS, body: JSON.stringify(response) }
  },
}

function messagesOf({ instructions, input }: JsonObject): LlmMessage[] {
  const system = typeof instructions === 'string' ? [{ role: 'system', text: instructions }] : []
  const items = typeof input === 'string' ? [{ role: 'user', text: input }] : objectsIn(input).map(readItem)
  return [...system, ...items]
}

function readItem({ type, role, content, name, output }: JsonObject): LlmMessage {
  if (type === 'function_call') {
    return { role: 'assistant', text: '', toolCalls: [{ name: stringOr(name, '') }] }
  }
  if (type === 'function_call_output') {
    const text = isObject(output) ? JSON.stringify(output) : contentText(output)
    return { role: 'tool', text }
  }
  const who = stringOr(role, '')
  return { role: who === 'developer' ? 'system' : who, text: contentText(content) }
}
