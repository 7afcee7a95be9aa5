import '../../helpers/setup-clock-shims.ts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Measurement } from '../../../src/core/measurement.ts'
import { randomStream } from '../../../src/core/time/random.ts'
import { lognormal } from '../../../src/core/time/latency/lognormal.ts'
import { llm } from '../../../src/mocks/llm/llm.ts'
import type { VendorOptions } from '../../../src/mocks/llm/llm-options.ts'
import { tokenGaps } from '../../../src/mocks/llm/token-gaps.ts'
import { withMocks } from '../../helpers/mocked-test.ts'

const ITERATIONS = 20

/** Asks a model in virtual time and reads its answer. */
async function measured(options: VendorOptions, stream: boolean): Promise<Measurement> {
  const { perf } = withMocks(llm.openai(options))
  return perf.measure('ask', { clock: 'virtual', iterations: ITERATIONS }, () => ask({ stream }))
}

async function ask(more: object): Promise<string> {
  const body = JSON.stringify({ model: 'gpt', messages: [{ role: 'user', content: 'What is it?' }], ...more })
  const response = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body })
  return response.text()
}

/** Five tokens. */
const reply = 'one two three four five'

describe('in virtual time', () => {
  test('a streamed answer begins with its first token, and the others follow at their rate', async () => {
    const run = await measured({ ttft: 300, tokensPerSecond: 60, reply }, true)
    // 1,000 / 60 ms in whole µs, as virtual time is.
    const gapMs = 16.667
    expect(run).toMatchObject({ n: ITERATIONS, min: 366.668, max: 366.668 })
    expect(run.ttft).toMatchObject({ n: ITERATIONS, min: 300, max: 300 })
    expect(run.interTokenLatency).toMatchObject({ n: 4 * ITERATIONS, min: gapMs, max: gapMs })
    expect(run.timePerOutputToken).toMatchObject({ n: ITERATIONS, min: gapMs, max: gapMs })
    expect(run.tokensPerSecond).toBeCloseTo(1_000 / gapMs, 9)
    expect(run.tokens).toMatchObject({ in: { total: 3 * ITERATIONS }, out: { total: 5 * ITERATIONS } })
  })

  test('an answer that is no stream comes as a whole when its last token is there', async () => {
    const run = await measured({ ttft: 300, tokensPerSecond: 100, reply }, false)
    expect(run).toMatchObject({ min: 340, max: 340 })
    expect(run.ttft.n).toBe(0)
    expect(run.tokensPerSecond).toBeCloseTo(5 / 0.34, 9)
    expect(run.tokens).toMatchObject({ in: { total: 3 * ITERATIONS }, out: { total: 5 * ITERATIONS } })
  })

  test('without a rate all tokens come with the first', async () => {
    const run = await measured({ ttft: 300, reply }, true)
    expect(run).toMatchObject({ min: 300, max: 300 })
    expect(run.interTokenLatency.max).toBe(0)
  })

  test('without anything there is no wait', async () => {
    expect(await measured({}, true)).toMatchObject({ max: 0 })
  })

  test('a tool call is made of tokens, too: one for its name, and those of its arguments', async () => {
    const toolCalls = [{ name: 'search', arguments: { q: 'vitest' } }]
    const run = await measured(
      { ttft: 100, tokensPerSecond: 100, reply: { text: 'I look.', toolCalls } },
      true,
    )
    // `I`, ` look.`, the name, `{"q":"`, `vitest`, `"}`
    expect(run).toMatchObject({ min: 150, max: 150 })
    expect(run.tokens.out.total).toBe(6 * ITERATIONS)
  })

  test('what a reply says of its usage is reported, and changes no time', async () => {
    const run = await measured({ tokensPerSecond: 100, reply: { text: reply, usage: { output: 900 } } }, true)
    expect(run).toMatchObject({ min: 40, max: 40 })
    expect(run.tokens).toMatchObject({ in: { total: 3 * ITERATIONS }, out: { total: 900 * ITERATIONS } })
  })

  test('time to first token is drawn, and the same whether the answer is streamed, jittered or neither', async () => {
    const options: VendorOptions = { ttft: lognormal({ p50: 300, p95: 900 }), reply }
    const streamed = await measured(options, true)
    const whole = await measured(options, false)
    const jittered = await measured({ ...options, tokensPerSecond: 50, jitter: 0.5 }, true)
    expect(new Set(streamed.samples).size).toBe(ITERATIONS)
    expect(whole.samples).toStrictEqual(streamed.samples)
    expect(jittered.ttft.samples).toStrictEqual(streamed.ttft.samples)
  })

  test('jitter varies the gaps within its share, by the seed', async () => {
    const options: VendorOptions = { tokensPerSecond: 100, jitter: 0.2, reply }
    const run = await measured(options, true)
    const gaps = run.interTokenLatency
    expect(gaps.min).toBeGreaterThanOrEqual(8)
    expect(gaps.max).toBeLessThanOrEqual(12)
    expect(new Set(gaps.samples).size).toBeGreaterThan(3 * ITERATIONS)
    expect((await measured(options, true)).samples).toStrictEqual(run.samples)
  })
})

test('on the real clock every token comes, none too early', async () => {
  const { perf } = withMocks(llm.openai({ ttft: 2, tokensPerSecond: 1_000, reply }))
  const run = await perf.measure('ask', { iterations: 20, warmup: 0 }, () => ask({ stream: true }))
  expect(run.ttft.n).toBe(20)
  expect(run.ttft.min).toBeGreaterThanOrEqual(2)
  expect(run.min).toBeGreaterThanOrEqual(6)
  expect(run.interTokenLatency.n).toBe(80)
  expect(run.tokens.out.total).toBe(100)
})

describe('gaps between tokens', () => {
  test('are whole µs within the jitter, for any rate', () => {
    const pace = fc.record({
      tokensPerSecond: fc.double({ min: 0.1, max: 1e5, noNaN: true }),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(pace, fc.integer(), ({ tokensPerSecond, jitter }, seed) => {
        const gaps = tokenGaps({ tokensPerSecond, jitter }, randomStream(seed))
        const gapMs = 1_000 / tokensPerSecond
        for (let i = 0; i < 20; i++) {
          const { value } = gaps.next()
          expect(value).toBe(Math.round(value * 1_000) / 1_000)
          expect(Math.abs(value - gapMs)).toBeLessThanOrEqual(gapMs * jitter + 0.000_501)
        }
      }),
    )
  })
})
