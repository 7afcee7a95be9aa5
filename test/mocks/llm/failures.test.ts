import '../../helpers/setup-clock-shims.ts'
import '../../helpers/setup-fetch-shim.ts'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic from '@anthropic-ai/sdk'
import { generateText, streamText } from 'ai'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { llm } from '../../../src/mocks/llm/llm.ts'
import type { LlmReply, LlmReplyParts } from '../../../src/mocks/llm/reply.ts'
import { withMocks } from '../../helpers/mocked-test.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'
import type { MockedTest } from '../../helpers/mocked-test.ts'

const openai = new OpenAI({ apiKey: 'none', logLevel: 'off' })
const anthropic = new Anthropic({ apiKey: 'none', logLevel: 'off' })
const aiOpenai = createOpenAI({ apiKey: 'none' })
const aiAnthropic = createAnthropic({ apiKey: 'none' })

const messages = [{ role: 'user', content: 'Hi' }] as const satisfies object[]
const prompt = 'Hi'
const maxOutputTokens = 100
const chat = { model: 'gpt', messages: [...messages] }
const claude = { model: 'claude', max_tokens: 100, messages: [...messages] }

interface Settings {
  readonly maxRetries: number
  readonly timeout: number
}

/** A client's way to ask for an answer that is no stream, and for one that is. */
interface Client {
  readonly name: string
  readonly create: typeof llm.openai | typeof llm.anthropic
  readonly ask: (settings: Settings) => Promise<string>
  readonly stream: (settings: Settings) => AsyncIterable<string>
  /** Its timeout ends with the headers. */
  readonly waitsForBody?: boolean
}

const CLIENTS: readonly Client[] = [
  {
    name: 'openai, chat completions',
    create: llm.openai,
    ask: async (settings) =>
      (await openai.chat.completions.create(chat, settings)).choices[0]?.message.content ?? '',
    async *stream(settings) {
      const chunks = await openai.chat.completions.create({ ...chat, stream: true }, settings)
      for await (const { choices } of chunks) yield choices[0]?.delta.content ?? ''
    },
  },
  {
    name: 'openai, responses',
    create: llm.openai,
    ask: async (settings) =>
      (await openai.responses.create({ model: 'gpt', input: 'Hi' }, settings)).output_text,
    async *stream(settings) {
      const events = await openai.responses.create({ model: 'gpt', input: 'Hi', stream: true }, settings)
      for await (const event of events) if (event.type === 'response.output_text.delta') yield event.delta
    },
  },
  {
    name: '@anthropic-ai/sdk',
    waitsForBody: true,
    create: llm.anthropic,
    ask: async (settings) => {
      const [block] = (await anthropic.messages.create(claude, settings)).content
      return block?.type === 'text' ? block.text : ''
    },
    async *stream(settings) {
      const events = await anthropic.messages.create({ ...claude, stream: true }, settings)
      for await (const event of events) {
        if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text
      }
    },
  },
  ...(
    [
      ['ai, OpenAI', llm.openai, aiOpenai('gpt')],
      ['ai, Anthropic', llm.anthropic, aiAnthropic('claude')],
    ] as const
  ).map(([name, create, model]): Client => ({
    name,
    create,
    ask: async ({ maxRetries, timeout }) =>
      (await generateText({ model, prompt, maxRetries, timeout, maxOutputTokens })).text,
    async *stream({ maxRetries, timeout }) {
      const { fullStream } = streamText({
        model,
        prompt,
        maxRetries,
        maxOutputTokens,
        timeout: { chunkMs: timeout },
        onError: () => {},
      })
      for await (const part of fullStream) {
        if (part.type === 'text-delta') yield part.text
        if (part.type === 'error') throw part.error
        if (part.type === 'abort') throw new Error(`aborted: ${String(part.reason)}`)
      }
    },
  })),
]

const patient: Settings = { maxRetries: 2, timeout: 60_000 }
const once: Settings = { maxRetries: 0, timeout: 60_000 }
/** Six tokens, the middle of which a break comes before. */
const text = 'one two three four five six'

interface Told {
  readonly value: string
  readonly elapsed: number
}

/** Runs in virtual time; tells a rejection by its message, and when it came. */
async function told({ perf }: MockedTest, fn: () => Promise<string>): Promise<Told> {
  const { value } = await perf.virtual(async () => {
    const startedMs = perf.clock.now()
    const answer = await fn().catch(withCauses)
    return { value: answer, elapsed: perf.clock.now() - startedMs }
  })
  return value
}

function withCauses(error: unknown): string {
  return error instanceof Error ? `${error.message} ${withCauses(error.cause)}` : ''
}

const failing = (error: LlmReplyParts['error']): LlmReplyParts => ({ ...(error !== undefined && { error }) })

describe.for(CLIENTS)('$name', ({ create, ask, stream, waitsForBody = false }) => {
  const read = async (settings: Settings): Promise<string> => {
    let all = ''
    for await (const piece of stream(settings)) all += piece
    return all
  }
  const ways = [
    ['not streamed', ask, 300 + 5 * 10],
    ['streamed', read, 300 + 5 * 10],
  ] as const

  describe.for(ways)('%s', ([, call, answerMs]) => {
    const answering = (...replies: readonly LlmReply[]): MockedTest =>
      withMocks(create({ ttft: 300, tokensPerSecond: 100, reply: replies }))

    test.for<[string, LlmReplyParts['error'], number]>([
      ['whole seconds', { status: 429, retryAfter: '2s' }, 2_000],
      ['ms', { status: 429, retryAfter: 1_234 }, 1_234],
    ])('waits after 429 as long as `retry-after` says, in %s', async ([, error, waitMs]) => {
      const mocks = answering(failing(error), failing(error), text)
      const { value, elapsed } = await told(mocks, () => call(patient))
      expect(value).toBe(text)
      expect(elapsed).toBe(2 * waitMs + answerMs)
      expect(mocks.network.calls.map(({ status }) => status)).toStrictEqual([429, 429, 200])
    })

    test.for([500, 529])('tries again after %i', async (status) => {
      const mocks = answering(failing(status), text)
      const { value, elapsed } = await told(mocks, () => call(patient))
      expect(value).toBe(text)
      expect(elapsed).toBeGreaterThan(300 + answerMs)
      expect(mocks.network.calls.map((one) => one.status)).toStrictEqual([status, 200])
    })

    test('gives up when nobody answers', async () => {
      const { value, elapsed } = await told(answering(failing('network')), () => call(once))
      expect(value).toMatch(/Connection error|Cannot connect|fetch failed/)
      expect(elapsed).toBe(300)
    })
  })

  test('its own timeout comes before an answer that is late', async () => {
    const mocks = withMocks(create({ ttft: '1min', reply: text }))
    const { value, elapsed } = await told(mocks, () => ask({ maxRetries: 0, timeout: 5_000 }))
    expect(value).toMatch(/timed out|timeout/i)
    expect(elapsed).toBe(5_000)
    expect(mocks.network.calls).toMatchObject([{ status: 0, ms: 5_000 }])
  })

  test.skipIf(waitsForBody)('its own timeout comes while an answer stalls', async () => {
    const mocks = withMocks(create({ ttft: 300, reply: { text, error: 'stall' } }))
    const { value, elapsed } = await told(mocks, () => ask({ maxRetries: 0, timeout: 5_000 }))
    expect([value, elapsed]).toStrictEqual([expect.stringMatching(/timed out|timeout/i), 5_000])
  })

  test.runIf(waitsForBody)('waits forever for an answer that stalls', async () => {
    const mocks = withMocks(create({ ttft: 300, reply: { text, error: 'stall' } }))
    const { message } = await rejectionOf(told(mocks, () => ask({ maxRetries: 0, timeout: 5_000 })))
    expect(message).toMatch(/^perf\.virtual: deadlock at 300 ms: /)
  })

  test('sees a stream break off', async () => {
    const mocks = withMocks(create({ ttft: 300, tokensPerSecond: 100, reply: { text, error: 'drop' } }))
    const got: string[] = []
    const { value, elapsed } = await told(mocks, async () => {
      for await (const piece of stream(once)) got.push(piece)
      return 'the stream ended'
    })
    expect(value).toMatch(/terminated/)
    expect(text.startsWith(got.join(''))).toBe(true)
    expect(got.filter((one) => one !== '').length).toBeGreaterThan(0)
    // As long as the tokens took that came, and the one that did not.
    expect(elapsed).toBe(300 + 10 * got.filter((one) => one !== '').length)
    expect(mocks.network.calls).toHaveLength(1)
  })

  test('sees something that makes no sense in a stream', async () => {
    const mocks = withMocks(create({ ttft: 300, tokensPerSecond: 100, reply: { text, error: 'malformed' } }))
    const { value } = await told(mocks, () => read(once))
    expect(value).toMatch(/JSON|parse|Unterminated/i)
  })

  test('sees something that makes no sense in an answer', async () => {
    const mocks = withMocks(create({ reply: { text, error: 'malformed' } }))
    const { value } = await told(mocks, () => ask(once))
    expect(value).toMatch(/JSON|parse|Unterminated/i)
  })
})
