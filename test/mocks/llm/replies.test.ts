import '../../helpers/setup-clock-shims.ts'
import { describe, expect, test } from 'vitest'
import { readFailure } from '../../../src/core/calls/failure-mode.ts'
import type { Failure } from '../../../src/core/calls/failure-mode.ts'
import type { Modifier } from '../../../src/core/time/latency/modifier.ts'
import { llm } from '../../../src/mocks/llm/llm.ts'
import type { VendorOptions } from '../../../src/mocks/llm/llm-options.ts'
import { CHAT, ask, post } from '../../helpers/ask-llm.ts'
import type { Completion } from '../../helpers/ask-llm.ts'
import type { MockedTest } from '../../helpers/mocked-test.ts'
import { withMocks } from '../../helpers/mocked-test.ts'

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

  test('is not used up by an answer that a modifier has break half way', async () => {
    const { perf } = withMocks(llm.openai({ reply: ['one', 'two'], modifiers: [failing([0, 2], 'drop')] }))
    const { value } = await perf.virtual(async () => {
      const answers: string[] = []
      for (let i = 0; i < 4; i++) answers.push(await ask().catch((error: Error) => error.message))
      return answers
    })
    expect(value).toStrictEqual(['terminated', 'one', 'terminated', 'two'])
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
function failing(counts: readonly number[], failure: Failure = 500): Modifier {
  const mode = readFailure(failure, 'test')
  const admit = ({ count }: { readonly count: number }) => (counts.includes(count) ? mode : undefined)
  return { description: 'failing', begin: () => ({ admit }) }
}

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
    expect(run.failures.map(({ message }) => message)).toStrictEqual([
      `perf.network: nothing answers POST ${CHAT}. The nearest handler is "small" (POST https://api.openai.com/v1/*, for the model "gpt-mini" alone). ` +
        "Add a handler for it, or let it pass with perf.network(handlers, { onUnhandledRequest: 'warn' }).",
    ])
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
