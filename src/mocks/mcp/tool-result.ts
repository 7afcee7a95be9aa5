import { usageError } from '../../core/errors.ts'
import { jsonText } from '../json-text.ts'

/** What a tool of an MCP server gives, as the protocol has it. */
export interface ToolResult {
  readonly content: readonly object[]
  readonly structuredContent?: object
  readonly isError?: boolean
}

/**
 * A value as a tool's result: one that has `content` is one already, a text
 * becomes a piece of content, and anything else is sent as JSON, an object
 * as structured content, too.
 *
 * @throws SkillperfError for what JSON cannot say
 */
export function toolResult(value: unknown, place: string): ToolResult {
  const json = value === undefined ? '' : jsonText(value)
  if (json === undefined) {
    throw usageError({
      place,
      rule: 'a result must be what JSON can say',
      received: { value },
      fix: 'Give for example { hits: [] }, or a text: no functions, big integers or cycles.',
    })
  }
  if (isResult(value)) return value
  const text = typeof value === 'string' ? value : json
  const content = [{ type: 'text', text }]
  const structured = typeof value === 'object' && value !== null && !Array.isArray(value)
  return structured ? { content, structuredContent: value } : { content }
}

function isResult(value: unknown): value is ToolResult {
  return typeof value === 'object' && value !== null && 'content' in value && Array.isArray(value.content)
}
