import type { SpanAttributes } from './span-table.ts'

/** What each operation is done to, as OpenTelemetry's GenAI conventions name spans: `chat gpt-4o`, `execute_tool search`. */
const SUBJECTS: Readonly<Record<string, string>> = {
  execute_tool: 'gen_ai.tool.name',
  create_agent: 'gen_ai.agent.name',
  invoke_agent: 'gen_ai.agent.name',
  invoke_workflow: 'gen_ai.workflow.name',
}
const MODEL = 'gen_ai.request.model'

/**
 * A span's name by the GenAI conventions, where its attributes tell of such an
 * operation; otherwise the one it has. Instrumentations give names of their own
 * to the same thing, and some rename their spans only at the end.
 */
export function genAiName(name: string, attributes: SpanAttributes): string {
  const operation = attributes['gen_ai.operation.name']
  if (typeof operation !== 'string' || operation === '') return name
  const subject = attributes[SUBJECTS[operation] ?? MODEL]
  return typeof subject === 'string' && subject !== '' ? `${operation} ${subject}` : operation
}
