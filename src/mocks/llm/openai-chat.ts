import type { Chunk } from './chunk.ts'
import { contentText, isObject, objectsIn, stringOr } from './content-text.ts'
import type { JsonObject } from './content-text.ts'
import type { LlmAnswer } from './llm-answer.ts'
import type { LlmMessage } from './llm-request.ts'
import { CREATED } from './openai-created.ts'
import { SSE_HEADERS, sseEvent } from './sse.ts'
import { JSON_HEADERS } from './wire-format.ts'
import type { WireFormat } from './wire-format.ts'

/** OpenAI's chat completions, which most gateways and servers speak, too. */
export const openaiChat: WireFormat = {
  path: '/chat/completions',
  replies: true,
  read: (body) => ({
    model: stringOr(body['model'], ''),
    messages: objectsIn(body['messages']).map(readMessage),
    tools: namesOf(body['tools']),
    stream: body['stream'] === true,
  }),
  encode(answer, { stream, body }) {
    if (!stream) return { headers: JSON_HEADERS, body: JSON.stringify(whole(answer)) }
    const { stream_options: options } = body
    const withUsage = isObject(options) && options['include_usage'] === true
    return { headers: SSE_HEADERS, body: chunksOf(answer, withUsage) }
  },
}

/** Names of the functions among tools. */
function namesOf(tools: unknown): string[] {
  return objectsIn(tools).flatMap(({ function: fn }) => (isObject(fn) ? [stringOr(fn['name'], '')] : []))
}

function readMessage({ role, content, tool_calls: calls }: JsonObject): LlmMessage {
  const names = namesOf(calls)
  const message = { role: roleOf(stringOr(role, '')), text: contentText(content) }
  return names.length === 0 ? message : { ...message, toolCalls: names.map((name) => ({ name })) }
}

/** `developer` is what OpenAI calls a system prompt today. */
function roleOf(role: string): string {
  return role === 'developer' ? 'system' : role
}

function whole({ id, model, text, toolCalls, usage }: LlmAnswer): object {
  const message = {
    role: 'assistant',
    content: text === '' && toolCalls.length > 0 ? null : text,
    refusal: null,
    annotations: [],
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map((call) => ({
        id: `call_${call.id}`,
        type: 'function',
        function: { name: call.name, arguments: call.json },
      })),
    }),
  }
  return {
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created: CREATED,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(toolCalls) }],
    usage: usageOf(usage),
    service_tier: 'default',
    system_fingerprint: null,
  }
}

function chunksOf(answer: LlmAnswer, withUsage: boolean): Chunk[] {
  const { textTokens, toolCalls } = answer
  const head = {
    id: `chatcmpl-${answer.id}`,
    object: 'chat.completion.chunk',
    created: CREATED,
    model: answer.model,
    service_tier: 'default',
    system_fingerprint: null,
  }
  // Every chunk says so, for the last one to be told apart from an answer without usage.
  const usage = withUsage ? { usage: null } : {}
  const event = (delta: object, finish: string | null = null): string =>
    sseEvent({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...usage })
  const last = withUsage ? sseEvent({ ...head, choices: [], usage: usageOf(answer.usage) }) : ''
  return [
    { data: event({ role: 'assistant', content: toolCalls.length > 0 && answer.text === '' ? null : '' }) },
    ...textTokens.map((content) => ({ data: event({ content }), tokens: 1 })),
    ...toolCalls.flatMap(({ id, name, jsonTokens }, index) => {
      const call = (more: object): string => event({ tool_calls: [{ index, ...more }] })
      const first = call({ id: `call_${id}`, type: 'function', function: { name, arguments: '' } })
      return [
        { data: first, tokens: 1 },
        ...jsonTokens.map((json) => ({ data: call({ function: { arguments: json } }), tokens: 1 })),
      ]
    }),
    { data: `${event({}, finishOf(toolCalls))}${last}${sseEvent('[DONE]')}` },
  ]
}

function finishOf(toolCalls: LlmAnswer['toolCalls']): string {
  return toolCalls.length > 0 ? 'tool_calls' : 'stop'
}

function usageOf({ input, output }: LlmAnswer['usage']): object {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  }
}
