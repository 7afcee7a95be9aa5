import '../../helpers/setup-clock-shims.ts'
import '../../helpers/setup-fetch-shim.ts'
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic from '@anthropic-ai/sdk'
import { streamText } from 'ai'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { llm } from '../../../src/mocks/llm/llm.ts'
import { withMocks } from '../../helpers/mocked-test.ts'

const openai = new OpenAI({ apiKey: 'none' })
const anthropic = new Anthropic({ apiKey: 'none' })
const aiOpenai = createOpenAI({ apiKey: 'none' })

const messages = [{ role: 'user' as const, content: 'Hi' }]
/** A token each; the last that comes before the silence differs by format. */
const reply = { text: 'one two three four five six', error: 'stall' } as const
const pace = { ttft: 300, tokensPerSecond: 100, reply }

test('a stalled stream ends an iteration when its timeout aborts the client', async () => {
  const { perf } = withMocks(llm.openai(pace))
  const run = await perf.measure(
    'chat',
    { clock: 'virtual', iterations: 20, iterationTimeout: '5s' },
    async ({ signal }) => {
      const chunks = await openai.chat.completions.create({ model: 'm', messages, stream: true }, { signal })
      for await (const _ of chunks);
    },
  )
  expect(run).toMatchObject({ n: 0, errors: 20 })
  expect(new Set(run.failedSamples)).toStrictEqual(new Set([5_000]))
  expect(run.ttft).toMatchObject({ n: 20, min: 300, max: 300 })
})

test('a stalled stream that nobody gives up is still open, and time has nothing to wait for', async () => {
  const { perf } = withMocks(llm.anthropic(pace))
  const stalled = perf.virtual(() =>
    anthropic.messages.stream({ model: 'm', max_tokens: 5, messages }).finalText(),
  )
  await expect(stalled).rejects.toThrow(/^perf\.virtual: deadlock at 3\d0 ms: /)
})

test('the chunk timeout of `ai` comes so long after the last token', async () => {
  const { perf, network } = withMocks(llm.openai(pace))
  const { value, elapsed } = await perf.virtual(async () => {
    const result = streamText({
      model: aiOpenai.chat('m'),
      prompt: 'Hi',
      timeout: { chunkMs: 2_000 },
      onError: () => {},
    })
    const types: string[] = []
    let text = ''
    for await (const part of result.fullStream) {
      types.push(part.type)
      if (part.type === 'text-delta') text += part.text
    }
    return { text, ended: types.at(-1) }
  })
  const tokens = value.text.split(' ').length
  expect(value.ended).toMatch(/abort|error/)
  expect(elapsed).toBe(300 + 10 * (tokens - 1) + 2_000)
  expect(network.calls).toMatchObject([{ status: 200 }])
})

test('a stream that is left early is given up at once, and is no failure', async () => {
  const { perf } = withMocks(llm.openai({ ...pace, reply: reply.text }))
  const run = await perf.measure('first token', { clock: 'virtual', iterations: 20 }, async () => {
    const chunks = await openai.chat.completions.create({ model: 'm', messages, stream: true })
    for await (const { choices } of chunks) if (choices[0]?.delta.content === 'one') break
  })
  expect(run).toMatchObject({ n: 20, errors: 0, min: 300, max: 300 })
  expect(run.counts['llm']).toMatchObject({ total: 20, errors: 0 })
})

test('a stream that is still coming in when its iteration ends fails it', async () => {
  const { perf } = withMocks(llm.openai({ ...pace, reply: reply.text }))
  const run = await perf.measure('first token', { clock: 'virtual', iterations: 20 }, async () => {
    await openai.chat.completions.create({ model: 'm', messages, stream: true })
  })
  expect(run).toMatchObject({ n: 0, errors: 20 })
})

test('a modifier breaks a stream half way, as a reply does', async () => {
  const admit = () => ({ kind: 'drop' }) as const
  const dropping = { description: 'dropping', begin: () => ({ admit }) }
  const { perf } = withMocks(llm.openai({ ...pace, reply: reply.text, modifiers: [dropping] }))
  const { value, elapsed } = await perf.virtual(async () => {
    let text = ''
    const chunks = await openai.chat.completions.create({ model: 'm', messages, stream: true })
    try {
      for await (const { choices } of chunks) text += choices[0]?.delta.content ?? ''
    } catch (error) {
      return [text, (error as Error).message]
    }
    return [text, 'the stream ended']
  })
  // Of eight events four come: the first, and three tokens; the fourth token would have come 10 ms later.
  expect(value).toStrictEqual(['one two three', 'terminated'])
  expect(elapsed).toBe(330)
})
