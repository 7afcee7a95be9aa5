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
/** They are drawn, and say nothing. */
const withoutIds = (line: string): string => line.replace(/"(?:resp|call)_\w+"/g, '"…"')
const replies = [{ toolCalls: [{ name: 'search', arguments: { query: 'a' } }] }, 'An answer.']

test('a loop with tools, to the µs', async () => {
  const { run } = withMocks(llm.openai({ ttft: 100, tokensPerSecond: 100, reply: replies }))
  const measured = await measureSpans(() => generateText(twoSteps), virtual, run)
  expect(spanLines(measured, timed)).toMatchInlineSnapshot(`
    [
      "generateText 0-280",
      "  chat gpt-4o 0-130",
      "    llm 0-130",
      "  execute_tool search 130-160",
      "  chat gpt-4o 160-280",
      "    llm 160-280",
    ]
  `)
  expect(measured.span('chat gpt-4o')).toMatchObject({ n: 2 })
})

test('streams: a call of the model lasts to the end of its stream', async () => {
  const { run } = withMocks(llm.openai({ ttft: 100, tokensPerSecond: 100, reply: replies }))
  const measured = await measureSpans(() => streamText(twoSteps).text, virtual, run)
  expect(spanLines(measured, timed)).toMatchInlineSnapshot(`
    [
      "streamText 0-280",
      "  chat gpt-4o 0-130",
      "    llm 0-130",
      "  execute_tool search 130-160",
      "  chat gpt-4o 160-280",
      "    llm 160-280",
    ]
  `)
})

const attributes = (span: SpanNode): string => `${span.name} ${JSON.stringify(span.attributes)}`

test('attributes have the names of the conventions for generative AI, and nothing that was said', async () => {
  const { run } = withMocks(llm.openai({ ttft: 100, reply: replies }))
  const telemetry = { functionId: 'research' }
  const measured = await measureSpans(() => generateText({ ...twoSteps, telemetry }), virtual, run)
  expect(spanLines(measured, attributes).map(withoutIds)).toMatchInlineSnapshot(`
    [
      "generateText research {"gen_ai.operation.name":"invoke_agent","gen_ai.provider.name":"openai.responses","gen_ai.request.model":"gpt-4o","gen_ai.agent.name":"research","gen_ai.response.model":"gpt-4o","gen_ai.response.id":"…","gen_ai.response.finish_reasons":"stop","gen_ai.usage.input_tokens":3,"gen_ai.usage.output_tokens":7}",
      "  chat gpt-4o {"gen_ai.operation.name":"chat","gen_ai.provider.name":"openai.responses","gen_ai.request.model":"gpt-4o","gen_ai.response.model":"gpt-4o","gen_ai.response.id":"…","gen_ai.response.finish_reasons":"tool-calls","gen_ai.usage.input_tokens":1,"gen_ai.usage.output_tokens":4}",
      "    llm {}",
      "  execute_tool search {"gen_ai.operation.name":"execute_tool","gen_ai.tool.name":"search","gen_ai.tool.call.id":"…"}",
      "  chat gpt-4o {"gen_ai.operation.name":"chat","gen_ai.provider.name":"openai.responses","gen_ai.request.model":"gpt-4o","gen_ai.response.model":"gpt-4o","gen_ai.response.id":"…","gen_ai.response.finish_reasons":"stop","gen_ai.usage.input_tokens":2,"gen_ai.usage.output_tokens":3}",
      "    llm {}",
    ]
  `)
})

test('attributes of a stream: when it began to say something, and what it came to', async () => {
  const { run } = withMocks(llm.openai({ ttft: 100, tokensPerSecond: 100, reply: 'An answer.' }))
  const measured = await measureSpans(() => streamText(twoSteps).text, virtual, run)
  expect(spanLines(measured, attributes).map(withoutIds)).toMatchInlineSnapshot(`
    [
      "streamText {"gen_ai.operation.name":"invoke_agent","gen_ai.provider.name":"openai.responses","gen_ai.request.model":"gpt-4o"}",
      "  chat gpt-4o {"gen_ai.operation.name":"chat","gen_ai.provider.name":"openai.responses","gen_ai.request.model":"gpt-4o","gen_ai.response.model":"gpt-4o","gen_ai.response.id":"…","gen_ai.response.time_to_first_chunk":0.1,"gen_ai.response.finish_reasons":"stop","gen_ai.usage.input_tokens":1,"gen_ai.usage.output_tokens":3}",
      "    llm {}",
    ]
  `)
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
  expect(measured.spans.operations.map(({ name, errors }) => `${name} ${errors}`)).toMatchInlineSnapshot(`
    [
      "skill 0",
      "generateText 0",
      "chat gpt-4o 0",
      "llm 0",
      "execute_tool search 1",
    ]
  `)
})

test('a model that fails', async () => {
  const { run } = withMocks(llm.openai({ reply: { error: 500 } }))
  const measured = await measureSpans(() => generateText(twoSteps).catch(() => {}), virtual, run)
  expect(measured.spans.operations.map(({ name, errors }) => `${name} ${errors}`)).toMatchInlineSnapshot(`
    [
      "skill 0",
      "generateText 1",
      "chat gpt-4o 1",
      "llm 1",
    ]
  `)
})

test('a stream that breaks off', async () => {
  const { run } = withMocks(
    llm.openai({ ttft: 100, tokensPerSecond: 10, reply: { text: 'one two three', error: 'drop' } }),
  )
  const measured = await measureSpans(
    async () => {
      const { fullStream } = streamText({ ...twoSteps, onError: () => {} })
      for await (const part of fullStream) void part
    },
    virtual,
    run,
  )
  expect(spanLines(measured, (span) => `${timed(span)} ${span.failed}`)).toMatchInlineSnapshot(`
    [
      "streamText 0-200 false",
      "  chat gpt-4o 0-200 true",
      "    llm 0-200 true",
    ]
  `)
})

test('a stream that nobody reads on', async () => {
  const { run } = withMocks(
    llm.openai({ ttft: 100, tokensPerSecond: 10, reply: 'one two three four five six' }),
  )
  const measured = await measureSpans(
    async () => {
      const stop = new AbortController()
      const { textStream } = streamText({ ...twoSteps, abortSignal: stop.signal })
      for await (const _ of textStream) stop.abort()
    },
    virtual,
    run,
  )
  expect(spanLines(measured, (span) => `${timed(span)} ${span.unfinished} ${span.failed}`))
    .toMatchInlineSnapshot(`
    [
      "streamText 0-100 false false",
      "  chat gpt-4o 0-100 false false",
      "    llm 0-100 false false",
    ]
  `)
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
