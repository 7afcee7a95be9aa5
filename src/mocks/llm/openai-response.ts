import type { JsonObject } from './content-text.ts'
import type { AnsweredToolCall, LlmAnswer } from './llm-answer.ts'
import { CREATED } from './openai-created.ts'

/** The message and the calls of functions that a response consists of. */
export function responseItems(answer: LlmAnswer): object[] {
  const { text, toolCalls } = answer
  const calls = toolCalls.map((call) => functionCall(call, call.json, 'completed'))
  return text === '' && toolCalls.length > 0
    ? calls
    : [message(answer, [outputText(text)], 'completed'), ...calls]
}

export function message({ id }: LlmAnswer, content: readonly object[], status: string): object {
  return { id: `msg_${id}`, type: 'message', status, role: 'assistant', content }
}

export function outputText(text: string): object {
  return { type: 'output_text', text, annotations: [], logprobs: [] }
}

export function functionCall({ id, name }: AnsweredToolCall, json: string, status: string): object {
  return { id: `fc_${id}`, type: 'function_call', status, call_id: `call_${id}`, name, arguments: json }
}

interface Progress {
  readonly status: 'in_progress' | 'completed'
  readonly output: readonly object[]
}

/** A response of OpenAI's API as it stands at the moment. */
export function responseOf(
  { id, model, usage }: LlmAnswer,
  request: JsonObject,
  { status, output }: Progress,
): object {
  const given = (key: string, other: unknown): unknown => request[key] ?? other
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: CREATED,
    status,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: given('instructions', null),
    max_output_tokens: given('max_output_tokens', null),
    model,
    output,
    parallel_tool_calls: given('parallel_tool_calls', true),
    previous_response_id: given('previous_response_id', null),
    reasoning: given('reasoning', { effort: null, summary: null }),
    service_tier: 'default',
    store: given('store', true),
    temperature: given('temperature', 1),
    text: given('text', { format: { type: 'text' } }),
    tool_choice: given('tool_choice', 'auto'),
    tools: given('tools', []),
    top_p: given('top_p', 1),
    truncation: given('truncation', 'disabled'),
    usage:
      status === 'completed'
        ? {
            input_tokens: usage.input,
            input_tokens_details: { cached_tokens: 0 },
            output_tokens: usage.output,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: usage.input + usage.output,
          }
        : null,
    user: null,
    metadata: given('metadata', {}),
  }
}
