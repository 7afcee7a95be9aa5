import { expect, test } from 'vitest'
import { genAiName } from '../../../src/core/trace/gen-ai-name.ts'
import type { SpanAttributes } from '../../../src/core/trace/span-table.ts'

const operation = (name: string): SpanAttributes => ({ 'gen_ai.operation.name': name })

test.for<readonly [string, SpanAttributes, string]>([
  ['GET', {}, 'GET'],
  ['ai.generateText', { ...operation('chat'), 'gen_ai.request.model': 'gpt-x' }, 'chat gpt-x'],
  ['embed', { ...operation('embeddings'), 'gen_ai.request.model': 'small' }, 'embeddings small'],
  ['ai.toolCall', { ...operation('execute_tool'), 'gen_ai.tool.name': 'search' }, 'execute_tool search'],
  ['run', { ...operation('invoke_agent'), 'gen_ai.agent.name': 'researcher' }, 'invoke_agent researcher'],
  ['run', { ...operation('invoke_agent'), 'gen_ai.request.model': 'gpt-x' }, 'invoke_agent'],
  ['call', operation('chat'), 'chat'],
  ['call', operation(''), 'call'],
  ['call', { 'gen_ai.operation.name': 1 }, 'call'],
])('%s with %o is called %s', ([name, attributes, expected]) => {
  expect(genAiName(name, attributes)).toBe(expected)
})
