import '../../helpers/setup-clock-shims.ts'
import { describe, expect, test } from 'vitest'
import { llm } from '../../../src/mocks/llm/llm.ts'
import type { CustomOptions } from '../../../src/mocks/llm/custom.ts'
import type { LlmRequest } from '../../../src/mocks/llm/llm-request.ts'
import { withMocks } from '../../helpers/mocked-test.ts'

const url = 'https://llm.example/models/:model/generate'
const at = 'https://llm.example/models/a/generate'

/** Lines of JSON, as Ollama streams them. */
const lines: CustomOptions['encode'] = ({ textTokens, usage }, { stream }) =>
  stream
    ? [
        ...textTokens.map((response) => ({ data: `${JSON.stringify({ response })}\n`, tokens: 1 })),
        { data: `${JSON.stringify({ done: true, ...usage })}\n` },
      ]
    : { response: textTokens.join('') }

async function ask(body: object): Promise<Response> {
  return fetch(at, { method: 'POST', body: JSON.stringify(body) })
}

describe('llm.custom', () => {
  const pace = { ttft: 100, tokensPerSecond: 100, reply: 'one two three' }

  test('streams what it encodes, a chunk with its tokens', async () => {
    const handler = llm.custom({ ...pace, url, encode: lines, contentType: 'application/x-ndjson' })
    const { perf } = withMocks(handler)
    const texts: string[] = []
    const run = await perf.measure('ask', { clock: 'virtual', iterations: 20 }, async () => {
      const response = await ask({ prompt: 'Hi', stream: true })
      expect(response.headers.get('content-type')).toBe('application/x-ndjson')
      texts.push(await response.text())
    })
    expect(texts[0]?.trim().split('\n')).toStrictEqual([
      '{"response":"one"}',
      '{"response":" two"}',
      '{"response":" three"}',
      '{"done":true,"input":1,"output":3}',
    ])
    expect(run).toMatchObject({ min: 120, max: 120 })
    expect(run.ttft).toMatchObject({ n: 20, max: 100 })
    expect(run.interTokenLatency).toMatchObject({ n: 40, min: 10, max: 10 })
  })

  test.for<[string, CustomOptions['encode'], string, string]>([
    ['JSON', lines, 'application/json', '{"response":"one two three"}'],
    ['a text', ({ text }) => text, 'text/plain; charset=utf-8', 'one two three'],
  ])('answers %s as a whole', async ([, encode, type, body]) => {
    const { perf } = withMocks(llm.custom({ ...pace, url, encode }))
    const { value, elapsed } = await perf.virtual(async () => {
      const response = await ask({})
      return [response.headers.get('content-type'), await response.text()]
    })
    expect({ value, elapsed }).toStrictEqual({ value: [type, body], elapsed: 120 })
  })

  test('a chunk of several tokens comes with the last of them', async () => {
    const encode: CustomOptions['encode'] = ({ text }) => [{ data: text, tokens: 3 }]
    const { perf } = withMocks(llm.custom({ ...pace, url, encode }))
    const { elapsed } = await perf.virtual(async () => (await ask({})).text())
    expect(elapsed).toBe(120)
  })

  test.for<[string, object, Partial<CustomOptions>, Partial<LlmRequest>]>([
    ['a prompt', { model: 'm', prompt: 'Hi' }, {}, { model: 'm', prompt: 'Hi', stream: false }],
    ['an input', { input: 'Hi', stream: true }, {}, { model: '', prompt: 'Hi', stream: true }],
    [
      'messages',
      { messages: [{ role: 'user', content: 'Hi' }], tools: [{ name: 'search' }] },
      {},
      { messages: [{ role: 'user', text: 'Hi' }], tools: ['search'] },
    ],
    [
      'what `read` finds',
      { q: 'Hi', m: 'large' },
      { read: ({ q, m }) => ({ model: String(m), messages: [{ role: 'user', text: String(q) }] }) },
      { model: 'large', prompt: 'Hi', tools: [] },
    ],
  ])('understands %s', async ([, body, options, expected]) => {
    const seen: LlmRequest[] = []
    const reply = (request: LlmRequest): string => {
      seen.push(request)
      return 'ok'
    }
    withMocks(llm.custom({ url, encode: ({ text }) => text, reply, ...options }))
    await ask(body)
    expect(seen).toMatchObject([expected])
  })

  test('fails as others do', async () => {
    withMocks(llm.custom({ url, encode: lines, reply: { error: { status: 503, retryAfter: '2s' } } }))
    const response = await ask({})
    expect([response.status, response.headers.get('retry-after')]).toStrictEqual([503, '2'])
    expect(await response.json()).toStrictEqual({ error: { message: 'mocked failure with status 503' } })
  })

  const place = 'llm.custom: what `encode` returned'
  test.for<[string, unknown, string]>([
    [
      'nothing',
      undefined,
      `${place}: a body must be a text, chunks, or what JSON can say, received undefined. Return for example { text }: no functions, big integers or cycles.`,
    ],
    [
      'what JSON cannot say',
      { n: 1n },
      `${place}: a body must be a text, chunks, or what JSON can say, received an object with n. Return for example { text }: no functions, big integers or cycles.`,
    ],
    [
      'a chunk that is none',
      [{ text: 'x' }],
      `${place}: a chunk must be { data, tokens } with a text and a whole number, received an object with text. Write { data: 'data: {…}\\n\\n', tokens: 1 }; leave \`tokens\` out for a chunk without any.`,
    ],
    [
      'half a token',
      [{ data: 'x', tokens: 0.5 }],
      `${place}: a chunk must be { data, tokens } with a text and a whole number, received an object with data, tokens. Write { data: 'data: {…}\\n\\n', tokens: 1 }; leave \`tokens\` out for a chunk without any.`,
    ],
  ])('that encodes %s fails the test', async ([, encoded, message]) => {
    const { run } = withMocks(llm.custom({ url, encode: () => encoded as object }))
    await ask({}).catch(() => 'fallback')
    expect(run.failures.map((failure) => failure.message)).toStrictEqual([message])
  })

  const found = 'llm.custom: what `read` returned'
  const write = "Write read: ({ q }) => ({ model: 'large', messages: [{ role: 'user', text: q }] })."
  test.for<[string, unknown, string]>([
    ['nothing', undefined, `${found}: it must be an object, received undefined. ${write}`],
    [
      'messages that are none',
      { messages: ['Hi'] },
      `${found}: \`messages\` must be a list of { role, text }, both texts, received an array of 1. ${write}`,
    ],
    [
      'tools that are none',
      { tools: [{ name: 'search' }] },
      `${found}: \`tools\` must be a list of names, received an array of 1. ${write}`,
    ],
    ['a model that is none', { model: 5 }, `${found}: \`model\` must be a text, received 5. ${write}`],
    ['no flag', { stream: 'yes' }, `${found}: \`stream\` must be true or false, received "yes". ${write}`],
  ])('that reads %s fails the test, whether it asks for a model or not', async ([, read, message]) => {
    for (const options of [{}, { model: 'm' }]) {
      const { run, network } = withMocks(
        llm.custom({ url, encode: lines, read: () => read as Partial<LlmRequest>, ...options }),
      )
      await ask({ model: 'm' }).catch(() => 'fallback')
      expect(run.failures.map((failure) => failure.message)).toStrictEqual([message])
      network[Symbol.dispose]()
    }
  })

  test('what `read` leaves undefined is read as usual', async () => {
    const seen: LlmRequest[] = []
    const reply = (request: LlmRequest): string => {
      seen.push(request)
      return 'ok'
    }
    const read = (): Partial<LlmRequest> =>
      ({ model: undefined, messages: undefined }) as unknown as Partial<LlmRequest>
    withMocks(llm.custom({ url, encode: lines, reply, read }))
    await ask({ model: 'm', prompt: 'Hi' })
    expect(seen).toMatchObject([{ model: 'm', prompt: 'Hi' }])
  })
})
