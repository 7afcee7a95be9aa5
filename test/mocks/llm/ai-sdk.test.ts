import '../../helpers/setup-clock-shims.ts'
import '../../helpers/setup-fetch-shim.ts'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { embedMany, generateText, stepCountIs, streamText, tool } from 'ai'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { llm } from '../../../src/mocks/llm/llm.ts'
import { withMocks } from '../../helpers/mocked-test.ts'

// Made when the file is loaded, as production code does.
const openai = createOpenAI({ apiKey: 'none' })
const anthropic = createAnthropic({ apiKey: 'none' })

const MODELS = [
  ['OpenAI’s responses', llm.openai, openai.responses('gpt-5-mini')],
  ['OpenAI’s chat completions', llm.openai, openai.chat('gpt-5-mini')],
  ['Anthropic’s messages', llm.anthropic, anthropic('claude-sonnet-5')],
] as const

const prompt = 'What is Vitest?'
const maxOutputTokens = 100
const reply = 'A test runner.'
const pace = { ttft: 2, tokensPerSecond: 1_000, reply }
const TOTAL_MS = 5
const loop = [
  { text: 'I look.', toolCalls: [{ name: 'weather', arguments: { city: 'Oslo' } }, { name: 'now' }] },
  'Sunny, as it is May.',
]

/** Two tools, and what they were asked. */
function toolsOf(asked: unknown[]) {
  const inputSchema = z.object({ city: z.string().optional() })
  const toolNamed = (name: string) =>
    tool({
      inputSchema,
      execute: (input) => {
        asked.push([name, input])
        return `${name} is fine`
      },
    })
  return { weather: toolNamed('weather'), now: toolNamed('now') }
}

describe.for(MODELS)('%s', ([, create, model]) => {
  describe.for(['real', 'virtual'] as const)('on the %s clock', (clock) => {
    test('generateText', async () => {
      const { on, network } = withMocks(create(pace))
      const { text, usage, finishReason } = await on(clock, () =>
        generateText({ model, prompt, maxOutputTokens }),
      )
      expect({ text, finishReason }).toStrictEqual({ text: reply, finishReason: 'stop' })
      expect(usage).toMatchObject({ inputTokens: 4, outputTokens: 4 })
      if (clock === 'virtual') expect(network.calls[0]?.ms).toBe(TOTAL_MS)
    })

    test('streamText', async () => {
      const { on, network } = withMocks(create(pace))
      const { parts, usage } = await on(clock, async () => {
        const result = streamText({ model, prompt, maxOutputTokens })
        const parts: string[] = []
        for await (const part of result.textStream) parts.push(part)
        return { parts, usage: await result.usage }
      })
      expect(parts).toStrictEqual(['A', ' test', ' runner', '.'])
      expect(usage).toMatchObject({ inputTokens: 4, outputTokens: 4 })
      expect(network.calls).toMatchObject([{ status: 200 }])
      if (clock === 'virtual') expect(network.calls[0]?.ms).toBe(TOTAL_MS)
    })

    test.for([false, true])('a loop of tools (streamed: %s)', async (stream) => {
      const { on, network } = withMocks(create({ ...pace, reply: loop }))
      const asked: unknown[] = []
      const options = { model, prompt, maxOutputTokens, tools: toolsOf(asked), stopWhen: stepCountIs(5) }
      const text = await on(clock, async () =>
        stream ? await streamText(options).text : (await generateText(options)).text,
      )
      expect(text).toBe('Sunny, as it is May.')
      expect(asked).toStrictEqual([
        ['weather', { city: 'Oslo' }],
        ['now', {}],
      ])
      expect(network.calls).toHaveLength(2)
    })
  })

  test('takes its timing from the mock, to the µs', async () => {
    const { perf } = withMocks(create({ ttft: 480, tokensPerSecond: 80, reply }))
    const run = await perf.measure('chat', { clock: 'virtual', iterations: 20 }, async () => {
      await streamText({ model, prompt, maxOutputTokens }).text
    })
    expect(run.ttft).toMatchObject({ n: 20, min: 480, max: 480 })
    expect(run.interTokenLatency).toMatchObject({ n: 60, min: 12.5, max: 12.5 })
    expect(run).toMatchObject({ n: 20, errors: 0, min: 517.5, max: 517.5 })
  })
})

test('embedMany', async () => {
  const { perf } = withMocks(llm.openai())
  const { value } = await perf.virtual(() =>
    embedMany({ model: openai.embedding('text-embedding-3-small'), values: ['a cat', 'a dog'] }),
  )
  expect(value.embeddings.map((one) => one.length)).toStrictEqual([1_536, 1_536])
})
