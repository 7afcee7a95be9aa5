import '../../helpers/setup-clock-shims.ts'
import '../../helpers/setup-fetch-shim.ts'
import Anthropic from '@anthropic-ai/sdk'
import { describe, expect, test } from 'vitest'
import { llm } from '../../../src/mocks/llm/llm.ts'
import { withMocks } from '../../helpers/mocked-test.ts'

// Made when the file is loaded, as production code does.
const anthropic = new Anthropic({ apiKey: 'none' })

const request = {
  model: 'claude-sonnet-5',
  max_tokens: 500,
  messages: [{ role: 'user' as const, content: 'What is Vitest?' }],
}
const reply = 'A test runner.'
const pace = { ttft: 2, tokensPerSecond: 1_000, reply }
const TOTAL_MS = 5
const both = {
  text: 'I look.',
  toolCalls: [{ name: 'weather', arguments: { city: 'Oslo', days: 3 } }, { name: 'now' }],
}
const tools = ['weather', 'now'].map((name) => ({
  name,
  input_schema: { type: 'object' as const, properties: {} },
}))

describe.for(['real', 'virtual'] as const)('on the %s clock', (clock) => {
  test('a message, not streamed', async () => {
    const { on, network } = withMocks(llm.anthropic(pace))
    const message = await on(clock, () => anthropic.messages.create(request))
    expect(message).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: request.model,
      content: [{ type: 'text', text: reply }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 4, output_tokens: 4 },
    })
    if (clock === 'virtual') expect(network.calls[0]?.ms).toBe(TOTAL_MS)
  })

  test('a message, streamed', async () => {
    const { on, network } = withMocks(llm.anthropic(pace))
    const events = await on(clock, async () => {
      const all: Anthropic.RawMessageStreamEvent[] = []
      for await (const event of await anthropic.messages.create({ ...request, stream: true })) all.push(event)
      return all
    })
    expect(events.map(({ type }) => type)).toStrictEqual([
      'message_start',
      'content_block_start',
      ...Array.from({ length: 4 }, () => 'content_block_delta'),
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
    const deltas = events.flatMap((event) =>
      event.type === 'content_block_delta' && event.delta.type === 'text_delta' ? [event.delta.text] : [],
    )
    expect(deltas).toStrictEqual(['A', ' test', ' runner', '.'])
    expect(network.calls).toMatchObject([{ status: 200 }])
    if (clock === 'virtual') expect(network.calls[0]?.ms).toBe(TOTAL_MS)
  })

  test.for([false, true])('tool use (streamed: %s)', async (stream) => {
    const { on } = withMocks(llm.anthropic({ ...pace, reply: both }))
    const message = await on(clock, () =>
      stream
        ? anthropic.messages.stream({ ...request, tools }).finalMessage()
        : anthropic.messages.create({ ...request, tools }),
    )
    expect(message.stop_reason).toBe('tool_use')
    expect(message.content).toMatchObject([
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', name: 'weather', input: { city: 'Oslo', days: 3 } },
      { type: 'tool_use', name: 'now', input: {} },
    ])
    // `I`, ` look.`; a name and `{"city`, `":"Osl`, `o","da`, `ys":3}`; a name and `{}`.
    expect(message.usage).toMatchObject({ output_tokens: 9 })
  })

  test('a tool call without a text', async () => {
    const { on } = withMocks(llm.anthropic({ ...pace, reply: { toolCalls: both.toolCalls } }))
    const message = await on(clock, () => anthropic.messages.stream({ ...request, tools }).finalMessage())
    expect(message.content.map(({ type }) => type)).toStrictEqual(['tool_use', 'tool_use'])
  })
})

test('a client takes its timing from the mock, to the µs', async () => {
  const { perf } = withMocks(llm.anthropic({ ttft: 480, tokensPerSecond: 80, reply }))
  const run = await perf.measure('chat', { clock: 'virtual', iterations: 20 }, () =>
    anthropic.messages.stream(request).finalText(),
  )
  expect(run.ttft).toMatchObject({ n: 20, min: 480, max: 480 })
  expect(run.interTokenLatency).toMatchObject({ n: 60, min: 12.5, max: 12.5 })
  expect(run).toMatchObject({ n: 20, errors: 0, min: 517.5, max: 517.5 })
  expect(run.tokens).toMatchObject({ in: { total: 80 }, out: { total: 80 } })
})
