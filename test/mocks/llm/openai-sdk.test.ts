import '../../helpers/setup-clock-shims.ts'
import '../../helpers/setup-fetch-shim.ts'
import OpenAI, { AzureOpenAI } from 'openai'
import { describe, expect, test } from 'vitest'
import { llm } from '../../../src/mocks/llm/llm.ts'
import { withMocks } from '../../helpers/mocked-test.ts'

// Made when the file is loaded, as production code does.
const openai = new OpenAI({ apiKey: 'none' })
const CLOCKS = ['real', 'virtual'] as const

const messages = [{ role: 'user', content: 'What is Vitest?' }] as const satisfies object[]
/** Of the messages by our rule: `What`, ` is`, ` Vitest`, `?`. */
const PROMPT_TOKENS = 4
const model = 'gpt-5-mini'
const reply = 'A test runner.'
/** `A`, ` test`, ` runner`, `.` */
const pace = { ttft: 2, tokensPerSecond: 1_000, reply }
const TOTAL_MS = 5
const weather = { toolCalls: [{ name: 'weather', arguments: { city: 'Oslo', days: 3 } }] }
const both = { text: 'I look.', toolCalls: [...weather.toolCalls, { name: 'now' }] }

const chatTools = ['weather', 'now'].map((name) => ({
  type: 'function' as const,
  function: { name, parameters: { type: 'object', properties: {} } },
}))
const tools = ['weather', 'now'].map((name) => ({
  type: 'function' as const,
  name,
  strict: false,
  parameters: { type: 'object', properties: {} },
}))

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const one of stream) all.push(one)
  return all
}

describe.for(CLOCKS)('on the %s clock', (clock) => {
  describe('chat completions', () => {
    test('not streamed', async () => {
      const { on, network } = withMocks(llm.openai(pace))
      const completion = await on(clock, () => openai.chat.completions.create({ model, messages }))
      expect(completion).toMatchObject({
        object: 'chat.completion',
        model,
        choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: reply } }],
        usage: { prompt_tokens: PROMPT_TOKENS, completion_tokens: 4, total_tokens: PROMPT_TOKENS + 4 },
      })
      if (clock === 'virtual') expect(network.calls[0]?.ms).toBe(TOTAL_MS)
    })

    test('streamed, with usage', async () => {
      const { on, network } = withMocks(llm.openai(pace))
      const request = { model, messages, stream: true, stream_options: { include_usage: true } } as const
      const chunks = await on(clock, async () => collect(await openai.chat.completions.create(request)))
      const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? ''))
      expect(deltas).toStrictEqual(['', 'A', ' test', ' runner', '.', ''])
      expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true)
      expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 4 } })
      expect(network.calls).toMatchObject([{ status: 200 }])
      if (clock === 'virtual') expect(network.calls[0]?.ms).toBe(TOTAL_MS)
    })

    test('streamed, without usage unless asked for', async () => {
      const { on } = withMocks(llm.openai(pace))
      const request = { model, messages, stream: true } as const
      const chunks = await on(clock, async () => collect(await openai.chat.completions.create(request)))
      expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false)
      expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
    })

    test.for([false, true])('tool calls (streamed: %s)', async (stream) => {
      const { on } = withMocks(llm.openai({ ...pace, reply: both }))
      const message = await on(clock, async () => {
        const request = { model, messages, tools: chatTools }
        const completion = stream
          ? await openai.chat.completions.stream(request).finalChatCompletion()
          : await openai.chat.completions.create(request)
        expect(completion.choices[0]?.finish_reason).toBe('tool_calls')
        return completion.choices[0]?.message
      })
      expect(message?.content).toBe('I look.')
      expect(message?.tool_calls).toMatchObject([
        { type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo","days":3}' } },
        { type: 'function', function: { name: 'now', arguments: '{}' } },
      ])
      expect(new Set(message?.tool_calls?.map(({ id }) => id)).size).toBe(2)
    })

    test('a loop of tools, by the client’s own runner', async () => {
      const { on, network } = withMocks(llm.openai({ ...pace, reply: [weather, 'Sunny.'] }))
      const asked: unknown[] = []
      const content = await on(clock, () =>
        openai.chat.completions
          .runTools({
            model,
            messages: [...messages],
            tools: [
              {
                type: 'function',
                function: {
                  name: 'weather',
                  description: 'The weather.',
                  parameters: { type: 'object', properties: {} },
                  parse: JSON.parse,
                  function: (input: object) => {
                    asked.push(input)
                    return 'sun'
                  },
                },
              },
            ],
          })
          .finalContent(),
      )
      expect(content).toBe('Sunny.')
      expect(asked).toStrictEqual([{ city: 'Oslo', days: 3 }])
      expect(network.calls).toHaveLength(2)
    })
  })

  describe('responses', () => {
    test('not streamed', async () => {
      const { on, network } = withMocks(llm.openai(pace))
      const response = await on(clock, () => openai.responses.create({ model, input: 'What is Vitest?' }))
      expect(response.output_text).toBe(reply)
      expect(response).toMatchObject({
        status: 'completed',
        usage: { input_tokens: PROMPT_TOKENS, output_tokens: 4, total_tokens: PROMPT_TOKENS + 4 },
      })
      if (clock === 'virtual') expect(network.calls[0]?.ms).toBe(TOTAL_MS)
    })

    test('streamed', async () => {
      const { on, network } = withMocks(llm.openai(pace))
      const request = { model, input: 'What is Vitest?', stream: true } as const
      const events = await on(clock, async () => collect(await openai.responses.create(request)))
      expect(events.map(({ sequence_number: nth }) => nth)).toStrictEqual(events.map((_, nth) => nth))
      expect([...new Set(events.map(({ type }) => type))]).toStrictEqual([
        'response.created',
        'response.in_progress',
        'response.output_item.added',
        'response.content_part.added',
        'response.output_text.delta',
        'response.output_text.done',
        'response.content_part.done',
        'response.output_item.done',
        'response.completed',
      ])
      expect(events.at(-1)).toMatchObject({ response: { usage: { output_tokens: 4 } } })
      expect(network.calls).toMatchObject([{ status: 200 }])
      if (clock === 'virtual') expect(network.calls[0]?.ms).toBe(TOTAL_MS)
    })

    test.for([false, true])('function calls (streamed: %s)', async (stream) => {
      const { on } = withMocks(llm.openai({ ...pace, reply: both }))
      const request = { model, input: 'Weather?', tools }
      const { output, output_text: text } = await on(clock, () =>
        stream ? openai.responses.stream(request).finalResponse() : openai.responses.create(request),
      )
      expect(text).toBe('I look.')
      expect(output).toMatchObject([
        { type: 'message' },
        { type: 'function_call', name: 'weather', arguments: '{"city":"Oslo","days":3}' },
        { type: 'function_call', name: 'now', arguments: '{}' },
      ])
    })
  })

  test('embeddings', async () => {
    const { on } = withMocks(llm.openai(pace))
    const input = ['a cat on a mat', 'the cat on the mat', 'share prices fell']
    const { data, usage } = await on(clock, () =>
      openai.embeddings.create({ model: 'text-embedding-3-small', input }),
    )
    const [a = [], b = [], c = []] = data.map(({ embedding }) => embedding)
    const dot = (left: number[], right: number[]): number =>
      left.reduce((sum, one, i) => sum + one * (right[i] ?? 0), 0)
    expect([a.length, b.length, c.length]).toStrictEqual([1_536, 1_536, 1_536])
    for (const vector of [a, b, c]) expect(dot(vector, vector)).toBeCloseTo(1, 5)
    expect(dot(a, b)).toBeGreaterThan(0.4)
    expect(Math.abs(dot(a, c))).toBeLessThan(0.2)
    expect(usage).toStrictEqual({ prompt_tokens: 13, total_tokens: 13 })
  })

  test('Azure', async () => {
    const { on } = withMocks(llm.openai({ ...pace, baseURL: 'https://my.openai.azure.com/openai' }))
    const azure = new AzureOpenAI({
      apiKey: 'none',
      endpoint: 'https://my.openai.azure.com',
      apiVersion: '2025-01-01',
    })
    const completion = await on(clock, () => azure.chat.completions.create({ model: 'my-gpt', messages }))
    expect(completion.choices[0]?.message.content).toBe(reply)
  })
})

test('a client takes its timing from the mock, to the µs', async () => {
  const { perf } = withMocks(llm.openai({ ttft: 480, tokensPerSecond: 80, reply }))
  const run = await perf.measure('chat', { clock: 'virtual', iterations: 20 }, async () =>
    collect(await openai.chat.completions.create({ model, messages, stream: true })),
  )
  expect(run.ttft).toMatchObject({ n: 20, min: 480, max: 480 })
  expect(run.interTokenLatency).toMatchObject({ n: 60, min: 12.5, max: 12.5 })
  expect(run).toMatchObject({ n: 20, errors: 0, min: 517.5, max: 517.5 })
  expect(run.tokensPerSecond).toBeCloseTo(80, 9)
})
