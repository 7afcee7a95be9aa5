import '../../helpers/setup-clock-shims.ts'
import { describe, expect, test } from 'vitest'
import type { LlmReply, LlmReplyParts } from '../../../src/mocks/llm/reply.ts'
import { CLIENTS } from '../../helpers/llm-clients.ts'
import type { Settings } from '../../helpers/llm-clients.ts'
import { withMocks } from '../../helpers/mocked-test.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'
import type { MockedTest } from '../../helpers/mocked-test.ts'

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

describe.for(CLIENTS)('$name', ({ create, ask, stream, timesHeadersOnly = false }) => {
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

  // Such a timeout is over before the silence.
  const stalled = timesHeadersOnly
    ? { message: /^perf\.virtual: deadlock at 300 ms: /, afterMs: undefined }
    : { message: /timed out|timeout/i, afterMs: 5_000 }

  test('its own timeout comes while an answer stalls, unless it ends with the headers', async () => {
    const mocks = withMocks(create({ ttft: 300, reply: { text, error: 'stall' } }))
    const settled = told(mocks, () => ask({ maxRetries: 0, timeout: 5_000 }))
    const { value, elapsed } = await settled.catch((error: Error) => ({
      value: error.message,
      elapsed: undefined,
    }))
    expect(value).toMatch(stalled.message)
    expect(elapsed).toBe(stalled.afterMs)
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

  describe('on the real clock', () => {
    test.for(ways)('waits after 429 (%s)', async ([, call]) => {
      const reply = [failing({ status: 429, retryAfter: 12 }), text]
      const { network } = withMocks(create({ ttft: 2, reply }))
      const startedMs = performance.now()
      expect(await call(patient)).toBe(text)
      expect(performance.now() - startedMs).toBeGreaterThanOrEqual(13)
      expect(network.calls.map(({ status }) => status)).toStrictEqual([429, 200])
    })

    test('gives up at its own timeout', async () => {
      const { network } = withMocks(create({ ttft: '1min', reply: text }))
      const { message } = await rejectionOf(ask({ maxRetries: 0, timeout: 20 }))
      expect(message).toMatch(/timed out|timeout/i)
      expect(network.calls).toMatchObject([{ status: 0 }])
    })

    test('sees a stream break off', async () => {
      withMocks(create({ reply: { text, error: 'drop' } }))
      expect(withCauses(await rejectionOf(read(once)))).toMatch(/terminated/)
    })
  })
})
