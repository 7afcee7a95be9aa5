import '../../helpers/setup-clock-shims.ts'
import { describe, expect, test } from 'vitest'
import type { Modifier } from '../../../src/core/time/latency/modifier.ts'
import { llm } from '../../../src/mocks/llm/llm.ts'
import type { VendorOptions } from '../../../src/mocks/llm/llm-options.ts'
import type { LlmRequest } from '../../../src/mocks/llm/llm-request.ts'
import type { LlmReplies } from '../../../src/mocks/llm/reply.ts'
import type { MockedTest } from '../../helpers/mocked-test.ts'
import { withMocks } from '../../helpers/mocked-test.ts'

const CHAT = 'https://api.openai.com/v1/chat/completions'

interface Completion {
  readonly model: string
  readonly choices: readonly { readonly message: { readonly content: string } }[]
}

async function post(url: string, body: object): Promise<Response> {
  return fetch(url, { method: 'POST', body: JSON.stringify(body) })
}

async function ask(body: object = {}): Promise<string> {
  const response = await post(CHAT, body)
  if (!response.ok) throw new Error(`status ${response.status}`)
  const { choices } = (await response.json()) as Completion
  return choices[0]?.message.content ?? ''
}

describe('a list of replies', () => {
  test('begins anew in each iteration, whichever runs at the same time', async () => {
    const { perf } = withMocks(llm.openai({ ttft: 10, reply: ['one', 'two'] }))
    const answers: string[][] = []
    await perf.measure('two', { clock: 'virtual', iterations: 20, concurrency: 5 }, async ({ iteration }) => {
      answers[iteration] = [await ask(), await ask()]
    })
    expect(answers).toStrictEqual(Array.from({ length: 20 }, () => ['one', 'two']))
  })

  test('is handed out in the order of the requests, however long each takes', async () => {
    const latency = [300, 100]
    const ttft = (): number => latency.shift() ?? 0
    const { perf } = withMocks(llm.openai({ ttft, reply: ['first', 'second'] }))
    const { value, elapsed } = await perf.virtual(() => Promise.all([ask(), ask()]))
    expect(value).toStrictEqual(['first', 'second'])
    expect(elapsed).toBe(300)
  })

  test('is not used up by attempts that a modifier lets fail', async () => {
    const { perf, network } = withMocks(llm.openai({ reply: ['one', 'two'], modifiers: [failing([0, 2])] }))
    const { value } = await perf.virtual(async () => {
      const answers: string[] = []
      for (let i = 0; i < 4; i++) answers.push(await ask().catch((error: Error) => error.message))
      return answers
    })
    expect(value).toStrictEqual(['status 500', 'one', 'status 500', 'two'])
    expect(network.calls.map(({ status }) => status)).toStrictEqual([500, 200, 500, 200])
  })

  test('is not used up by embeddings', async () => {
    const { perf } = withMocks(llm.openai({ reply: ['one', 'two'] }))
    const { value } = await perf.virtual(async () => {
      await post('https://api.openai.com/v1/embeddings', { model: 'small', input: 'x' })
      return [await ask(), await ask()]
    })
    expect(value).toStrictEqual(['one', 'two'])
  })

  test.for<[readonly string[], string]>([
    [['one'], 'is 1 reply'],
    [['one', 'two'], 'are 2 replies'],
  ])('%j past its end fails the test, even if the code swallows it', async ([reply, count]) => {
    const { perf, run } = withMocks(llm.openai({ name: 'writer', reply }))
    await perf.virtual(async () => {
      for (const _ of reply) await ask()
      await ask().catch(() => 'fallback')
    })
    expect(run.failures.map(({ message }) => message)).toStrictEqual([
      `"writer": iteration 0 asked for reply ${reply.length + 1}, and there ${count} in the list \`reply\`. ` +
        'Add the missing ones, look why the code asks so often, or reply by a function of the request.',
    ])
  })

  test('outside of iterations is for the test', async () => {
    const { run } = withMocks(llm.openai({ reply: ['one'] }))
    expect(await ask()).toBe('one')
    await ask().catch(() => 'fallback')
    expect(run.failures[0]?.message).toContain('"llm": the test asked for reply 2, and there is 1 reply')
  })
})

/** Fails the calls of these numbers. */
function failing(counts: readonly number[]): Modifier {
  const admit = ({ count }: { readonly count: number }) =>
    counts.includes(count) ? ({ kind: 'status', status: 500 } as const) : undefined
  return { description: 'failing', begin: () => ({ admit }) }
}

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

describe('requests for a model', () => {
  const two = (): MockedTest =>
    withMocks(
      llm.openai({ name: 'small', model: 'gpt-mini', reply: 'from small' }),
      llm.openai({ name: 'large', model: 'gpt-5', reply: 'from large' }),
    )

  test('go to the handler that has it', async () => {
    const { network } = two()
    expect(await ask({ model: 'gpt-5' })).toBe('from large')
    expect(await ask({ model: 'gpt-mini' })).toBe('from small')
    expect(network.calls.map(({ name }) => name)).toStrictEqual(['large', 'small'])
  })

  test('that nobody has are unhandled', async () => {
    const { run } = two()
    await ask({ model: 'gpt-4' }).catch(() => 'fallback')
    expect(run.failures[0]?.message).toContain(`nothing answers POST ${CHAT}.`)
  })

  test('are answered with the name that they asked for', async () => {
    withMocks(llm.openai())
    const response = await post(CHAT, { model: 'gpt-anything' })
    expect(((await response.json()) as Completion).model).toBe('gpt-anything')
  })

  test('of other endpoints are unhandled', async () => {
    const { run } = withMocks(llm.openai())
    await post('https://api.openai.com/v1/images/generations', {}).catch(() => 'fallback')
    expect(run.failures[0]?.message).toContain(
      'nothing answers POST https://api.openai.com/v1/images/generations',
    )
  })

  test.for<[string, VendorOptions, string]>([
    [
      'Azure',
      { baseURL: 'https://my.openai.azure.com/openai', model: 'my-gpt' },
      'https://my.openai.azure.com/openai/deployments/my-gpt/chat/completions?api-version=2025-01-01',
    ],
    [
      'a server of one’s own',
      { baseURL: 'https://vllm.example:8000/v1' },
      'https://vllm.example:8000/v1/chat/completions',
    ],
  ])('reach %s', async ([, options, url]) => {
    const { network } = withMocks(llm.openai(options))
    expect((await post(url, {})).status).toBe(200)
    expect(network.calls).toMatchObject([{ name: 'llm', status: 200 }])
  })
})
