import '../../helpers/setup-clock-shims.ts'
import { describe, expect, test } from 'vitest'
import { llm } from '../../../src/mocks/llm/llm.ts'
import type { LlmRequest } from '../../../src/mocks/llm/llm-request.ts'
import type { LlmReplies } from '../../../src/mocks/llm/reply.ts'
import { CHAT, ask, post } from '../../helpers/ask-llm.ts'
import { withMocks } from '../../helpers/mocked-test.ts'

describe('a function of the request', () => {
  const seen = async (url: string, body: object): Promise<LlmRequest> => {
    const requests: LlmRequest[] = []
    const reply = (request: LlmRequest): string => {
      requests.push(request)
      return 'ok'
    }
    const { perf } = withMocks(llm.openai({ reply }), llm.anthropic({ name: 'claude', reply }))
    await perf.virtual(async () => (await post(url, body)).text())
    const [request] = requests
    if (request === undefined) throw new Error('nobody was asked')
    return request
  }

  const messages = [
    { role: 'system', text: 'Be brief.' },
    { role: 'user', text: 'Weather?\nIn Oslo.' },
    { role: 'assistant', text: '', toolCalls: [{ name: 'weather' }] },
    { role: 'tool', text: '5 °C' },
  ]
  const common = {
    model: 'm',
    tools: ['weather'],
    stream: false,
    nth: 0,
    iteration: 0,
    prompt: 'Be brief.\nWeather?\nIn Oslo.\n5 °C',
  }

  test.for<[string, string, object]>([
    [
      'chat completions',
      CHAT,
      {
        model: 'm',
        messages: [
          { role: 'developer', content: 'Be brief.' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Weather?' },
              { type: 'text', text: 'In Oslo.' },
            ],
          },
          { role: 'assistant', content: null, tool_calls: [{ id: 'a', function: { name: 'weather' } }] },
          { role: 'tool', tool_call_id: 'a', content: '5 °C' },
        ],
        tools: [{ type: 'function', function: { name: 'weather', parameters: {} } }],
      },
    ],
    [
      'responses',
      'https://api.openai.com/v1/responses',
      {
        model: 'm',
        instructions: 'Be brief.',
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: 'Weather?' },
              { type: 'input_text', text: 'In Oslo.' },
            ],
          },
          { type: 'function_call', call_id: 'a', name: 'weather', arguments: '{}' },
          { type: 'function_call_output', call_id: 'a', output: '5 °C' },
        ],
        tools: [{ type: 'function', name: 'weather', parameters: {} }, { type: 'web_search' }],
      },
    ],
    [
      'messages',
      'https://api.anthropic.com/v1/messages',
      {
        model: 'm',
        system: [{ type: 'text', text: 'Be brief.' }],
        messages: [
          { role: 'user', content: 'Weather?\nIn Oslo.' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'weather', input: {} }] },
          {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: '5 °C' }] }],
          },
        ],
        tools: [{ name: 'weather', input_schema: {} }],
      },
    ],
  ])('sees %s alike', async ([, url, body]) => {
    expect(await seen(url, body)).toMatchObject({ ...common, messages, body })
  })

  test('sees a prompt that is a text', async () => {
    const request = await seen('https://api.openai.com/v1/responses', {
      model: 'm',
      input: 'Hi',
      stream: true,
    })
    expect(request).toMatchObject({ messages: [{ role: 'user', text: 'Hi' }], prompt: 'Hi', stream: true })
  })

  test('draws from a stream of its own, the same in every run', async () => {
    const drawn = async (ttft: number): Promise<string[]> => {
      const draws: string[] = []
      const reply = ({ random }: LlmRequest): string => {
        draws.push(String(random()))
        return 'ok'
      }
      const { perf, network } = withMocks(llm.openai({ ttft, reply }))
      await perf.measure('draws', { clock: 'virtual', iterations: 20 }, () => ask())
      network[Symbol.dispose]()
      return draws
    }
    const first = await drawn(1)
    expect(new Set(first).size).toBe(20)
    expect(await drawn(5)).toStrictEqual(first)
  })

  test.for<[string, LlmReplies, string]>([
    [
      'returns what is no reply',
      (() => 5) as unknown as LlmReplies,
      "llm.openai: what `reply` returned: a reply must be a text or an object, received 5. Write a text, or { text: 'An answer.', toolCalls: [{ name: 'search', arguments: { q: 'x' } }] }.",
    ],
    ['throws', () => Promise.reject(new Error('a bug in the mock')), 'a bug in the mock'],
  ])('that %s fails the test', async ([, reply, message]) => {
    const { perf, run } = withMocks(llm.openai({ reply }))
    await perf.virtual(() => ask().catch(() => 'fallback'))
    expect(run.failures.map((failure) => failure.message)).toStrictEqual([message])
  })
})
