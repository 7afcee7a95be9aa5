import type { Chunk } from './chunk.ts'
import type { JsonObject } from './content-text.ts'
import type { AnsweredToolCall, LlmAnswer } from './llm-answer.ts'
import { functionCall, message, outputText, responseItems, responseOf } from './openai-response.ts'
import { sseEvent } from './sse.ts'

/** Encodes one event; they are numbered through. */
type Encode = (type: string, more: object) => string

/** The events of a streamed response. */
export function responseEvents(answer: LlmAnswer, request: JsonObject): Chunk[] {
  let sequence = 0
  const encode: Encode = (type, more) => sseEvent({ type, sequence_number: sequence++, ...more }, type)
  const { toolCalls } = answer
  const hasMessage = answer.text !== '' || toolCalls.length === 0
  const begun = responseOf(answer, request, { status: 'in_progress', output: [] })
  const created = encode('response.created', { response: begun })
  return [
    { data: created + encode('response.in_progress', { response: begun }) },
    ...(hasMessage ? messageEvents(answer, encode) : []),
    ...toolCalls.flatMap((call, nth) => functionEvents(call, nth + (hasMessage ? 1 : 0), encode)),
    {
      data: encode('response.completed', {
        response: responseOf(answer, request, { status: 'completed', output: responseItems(answer) }),
      }),
    },
  ]
}

function messageEvents(answer: LlmAnswer, encode: Encode): Chunk[] {
  const { text, textTokens } = answer
  const place = { item_id: `msg_${answer.id}`, output_index: 0, content_index: 0 }
  const added = encode('response.output_item.added', {
    output_index: 0,
    item: message(answer, [], 'in_progress'),
  })
  return [
    { data: added + encode('response.content_part.added', { ...place, part: outputText('') }) },
    ...textTokens.map((delta) => ({
      data: encode('response.output_text.delta', { ...place, delta, logprobs: [] }),
      tokens: 1,
    })),
    {
      data:
        encode('response.output_text.done', { ...place, text, logprobs: [] }) +
        encode('response.content_part.done', { ...place, part: outputText(text) }) +
        encode('response.output_item.done', {
          output_index: 0,
          item: message(answer, [outputText(text)], 'completed'),
        }),
    },
  ]
}

function functionEvents(call: AnsweredToolCall, index: number, encode: Encode): Chunk[] {
  const place = { item_id: `fc_${call.id}`, output_index: index }
  return [
    {
      data: encode('response.output_item.added', {
        output_index: index,
        item: functionCall(call, '', 'in_progress'),
      }),
      tokens: 1,
    },
    ...call.jsonTokens.map((delta) => ({
      data: encode('response.function_call_arguments.delta', { ...place, delta }),
      tokens: 1,
    })),
    {
      data:
        encode('response.function_call_arguments.done', { ...place, name: call.name, arguments: call.json }) +
        encode('response.output_item.done', {
          output_index: index,
          item: functionCall(call, call.json, 'completed'),
        }),
    },
  ]
}
