import { expect, test } from 'vitest'
import { llm } from 'skillperf/mocks'
import type { LlmReply } from 'skillperf/mocks'
import { summarize } from './summarize.ts'

const limited: LlmReply = { error: { status: 429, retryAfter: '2s' } }
const model = (reply: readonly LlmReply[]) => llm.openai({ ttft: 400, tokensPerSecond: 100, reply })

test('a rate limit costs what the vendor asks for, and no call more', async ({ perf }) => {
  perf.network([model([limited, limited, 'A short summary.'])])

  const run = await perf.measure('summarize', { clock: 'virtual', iterations: 100 }, () =>
    summarize('A long text.'),
  )

  // Two refusals at once, two waits, and an answer of four tokens.
  expect(run.max).toBe(2 * 2_000 + 400 + 3 * 10)
  expect(run.counts['llm']?.perIteration.max).toBe(3)
  expect(run.retries.perIteration.max).toBe(2)
})

test('a third refusal is one too many', async ({ perf }) => {
  perf.network([model([limited, limited, limited])])

  await expect(perf.virtual(() => summarize('A long text.'))).rejects.toThrow('429')
})
