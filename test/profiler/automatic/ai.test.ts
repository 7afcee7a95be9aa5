import { createOpenAI } from '@ai-sdk/openai'
import { embed, generateText, isStepCount, streamText, tool } from 'ai'
import { tracingChannel } from 'node:diagnostics_channel'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { SpanNode } from '../../../src/core/trace/span-node.ts'
import { llm } from '../../../src/mocks/llm/llm.ts'
import { withMocks } from '../../helpers/mocked-test.ts'
import { measureSpans, spanLines } from '../../helpers/measured-spans.ts'
import '../../helpers/setup-fetch-shim.ts'
import { installClockShims } from '../../../src/worker/virtual/shims/install.ts'

installClockShims()
const openai = createOpenAI({ apiKey: 'none' })
const virtual = { clock: 'virtual' } as const
const timed = ({ name, startMs, endMs }: SpanNode): string => `${name} ${startMs}-${endMs}`

const tools = {
  search: tool({
    inputSchema: z.object({ query: z.string() }),
    execute: async () => {
      await sleep(30)
      return 'found'
    },
  }),
}
const twoSteps = {
  model: openai('gpt-4o'),
  tools,
  stopWhen: isStepCount(3),
  prompt: 'Hi',
  maxRetries: 0,
} as const
const replies = [{ toolCalls: [{ name: 'search', arguments: { query: 'a' } }] }, 'An answer.']

test('a loop with tools, to the µs', async () => {
  const { run } = withMocks(llm.openai({ ttft: 100, tokensPerSecond: 100, reply: replies }))
  const measured = await measureSpans(() => generateText(twoSteps), virtual, run)
  expect(spanLines(measured, timed)).toMatchInlineSnapshot()
  expect(measured.span('chat gpt-4o')).toMatchObject({ n: 2 })
})

test('streams: a call of the model lasts to the end of its stream', async () => {
  const { run } = withMocks(llm.openai({ ttft: 100, tokensPerSecond: 100, reply: replies }))
  const measured = await measureSpans(() => streamText(twoSteps).text, virtual, run)
  expect(spanLines(measured, timed)).toMatchInlineSnapshot()
})

test('attributes have the names of the conventions for generative AI, and nothing that was said', async () => {
  const { run } = withMocks(llm.openai({ ttft: 100, reply: replies }))
  const telemetry = { functionId: 'research' }
  const measured = await measureSpans(
    async () => {
      await generateText({ ...twoSteps, telemetry })
      await streamText({ ...twoSteps, telemetry }).text
    },
    virtual,
    run,
  )
  const attributes = (span: SpanNode): string => `${span.name} ${JSON.stringify(span.attributes)}`
  expect(spanLines(measured, attributes)).toMatchInlineSnapshot()
})

test('embeddings', async () => {
  const { run } = withMocks(llm.openai({ ttft: 100 }))
  const model = openai.embedding('text-embedding-3-small')
  const measured = await measureSpans(() => embed({ model, value: 'a cat' }), virtual, run)
  expect(spanLines(measured)).toStrictEqual(['embeddings text-embedding-3-small', '  llm'])
})

test('a tool that throws', async () => {
  const { run } = withMocks(llm.openai({ reply: replies }))
  const failing = { search: { ...tools.search, execute: () => Promise.reject(new Error('down')) } }
  const measured = await measureSpans(() => generateText({ ...twoSteps, tools: failing }), virtual, run)
  expect(measured.spans.operations.map(({ name, errors }) => `${name} ${errors}`)).toMatchInlineSnapshot()
})

test('a model that fails', async () => {
  const { run } = withMocks(llm.openai({ failure: 'error' } as never))
  const measured = await measureSpans(() => generateText(twoSteps), virtual, run)
  expect(measured.spans.operations.map(({ name, errors }) => `${name} ${errors}`)).toMatchInlineSnapshot()
})

test('calls that opt out of telemetry have none', async () => {
  const { run } = withMocks(llm.openai({ ttft: 100, reply: 'Hi' }))
  const telemetry = { isEnabled: false }
  const measured = await measureSpans(() => generateText({ ...twoSteps, telemetry }), virtual, run)
  expect(spanLines(measured)).toStrictEqual(['llm'])
})

test('nobody listens to its channel afterwards', async () => {
  await measureSpans(() => {})
  expect(tracingChannel('ai:telemetry').hasSubscribers).toBe(false)
})
