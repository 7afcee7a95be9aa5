import './setup-fetch-shim.ts'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic from '@anthropic-ai/sdk'
import { generateText, streamText } from 'ai'
import OpenAI from 'openai'
import { llm } from '../../src/mocks/llm/llm.ts'

const openai = new OpenAI({ apiKey: 'none', logLevel: 'off' })
const anthropic = new Anthropic({ apiKey: 'none', logLevel: 'off' })
const aiOpenai = createOpenAI({ apiKey: 'none' })
const aiAnthropic = createAnthropic({ apiKey: 'none' })

const messages = [{ role: 'user', content: 'Hi' }] as const satisfies object[]
const prompt = 'Hi'
const maxOutputTokens = 100
const chat = { model: 'gpt', messages: [...messages] }
const claude = { model: 'claude', max_tokens: 100, messages: [...messages] }

export interface Settings {
  readonly maxRetries: number
  readonly timeout: number
}

/** A client's way to ask for an answer that is no stream, and for one that is. */
export interface Client {
  readonly name: string
  readonly create: typeof llm.openai | typeof llm.anthropic
  readonly ask: (settings: Settings) => Promise<string>
  readonly stream: (settings: Settings) => AsyncIterable<string>
  /** Its timeout ends with the headers. */
  readonly timesHeadersOnly?: boolean
}

/** The official ones, made when the file is loaded, as production code does. */
export const CLIENTS: readonly Client[] = [
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
    timesHeadersOnly: true,
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
