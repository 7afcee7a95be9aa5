import type { SpanAttributes } from '../../../core/trace/span-table.ts'
import type { ChannelMessage } from '../trace-channel.ts'

/** What the AI SDK tells of an operation, as far as we look at it. */
export interface Telemetry extends ChannelMessage {
  readonly type?: unknown
  readonly event?: unknown
}

/** Names that span names have been given in OpenTelemetry's conventions for generative AI. */
const OPERATIONS: Readonly<Record<string, string>> = {
  languageModelCall: 'chat',
  embed: 'embeddings',
  embedMany: 'embeddings',
}

/**
 * The span of an operation. A step has none: the model's call and the tools in it tell as much.
 *
 * @returns undefined for what is no span
 */
export function describeOperation({
  type,
  event,
}: Telemetry): { name: string; attributes: SpanAttributes } | undefined {
  if (typeof type !== 'string' || type === 'step') return undefined
  const about = record(event)
  if (type === 'executeTool') {
    const call = record(about['toolCall'])
    return {
      name: named('execute_tool', call['toolName']),
      attributes: texts({
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': call['toolName'],
        'gen_ai.tool.call.id': call['toolCallId'],
      }),
    }
  }
  const operation = OPERATIONS[type]
  return {
    name: operation === undefined ? named(type, about['functionId']) : named(operation, about['modelId']),
    attributes: texts({
      'gen_ai.operation.name': operation ?? 'invoke_agent',
      'gen_ai.provider.name': about['provider'],
      'gen_ai.request.model': about['modelId'],
      'gen_ai.agent.name': operation === undefined ? about['functionId'] : undefined,
    }),
  }
}

/** What came out of it, as the SDK, a model's answer or the last part of a stream has it. */
export function resultAttributes(result: unknown): SpanAttributes {
  const { usage, response, finishReason } = record(result)
  const { inputTokens, outputTokens } = record(usage)
  const reason = record(finishReason)['unified'] ?? finishReason
  return {
    ...texts({
      'gen_ai.response.model': record(response)['modelId'],
      'gen_ai.response.id': record(response)['id'],
      'gen_ai.response.finish_reasons': reason,
    }),
    ...numbers({
      'gen_ai.usage.input_tokens': record(inputTokens)['total'] ?? inputTokens,
      'gen_ai.usage.output_tokens': record(outputTokens)['total'] ?? outputTokens,
    }),
  }
}

/** A tool that throws is a result, too: one that the model is told of. */
export function toolFailure(result: unknown): { readonly error: unknown } | undefined {
  const { type, error } = record(record(result)['output'])
  return type === 'tool-error' ? { error } : undefined
}

function named(operation: string, what: unknown): string {
  return typeof what === 'string' && what !== '' ? `${operation} ${what}` : operation
}

function texts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function numbers(values: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
}

/** Reading what others have made must not throw. */
function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
