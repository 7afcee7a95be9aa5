import { describe, expect, test } from 'vitest'
import { describeSeen } from '../../reporters/describe-seen.ts'
import type { AmountRecord, CallRecord, LlmRecord, SeenRecord } from '../../src/core/seen-record.ts'
import { recordOf } from '../helpers/measurement-record.ts'

const amount = (mean: number, iterations = 100): AmountRecord => ({
  total: mean * iterations,
  perIteration: { min: Math.floor(mean), mean, max: Math.ceil(mean), worst: 0 },
})
const call = (name: string, mean: number): CallRecord => ({
  name,
  ...amount(mean),
  atOnce: 1,
  meanMs: 5,
  errors: 0,
  retries: 0,
  bytes: { sent: 0, received: 0 },
})
const seen = (overrides: Partial<SeenRecord> = {}): SeenRecord => ({
  retries: amount(0),
  repeats: amount(0),
  serialDepth: { ...amount(1), chain: ['llm'] },
  caches: [],
  ...overrides,
})
const llm = (overrides: Partial<LlmRecord> = {}): LlmRecord => ({
  calls: 100,
  models: [],
  tokens: { in: amount(0), out: amount(0), total: amount(0) },
  'gen_ai.server.time_to_first_token': null,
  'gen_ai.server.time_per_output_token': null,
  interTokenLatency: null,
  tokensPerSecond: null,
  goodput: null,
  sloAttainment: null,
  ...overrides,
})

describe('describeSeen', () => {
  test('says nothing where no mock was called, or only plain tools that answered', () => {
    expect(describeSeen(recordOf())).toBeUndefined()
    expect(describeSeen(recordOf({ calls: [call('search', 2)], seen: seen() }))).toBeUndefined()
  })

  test('tells calls, tokens and speed of language models', () => {
    const record = recordOf({
      calls: [call('web_search', 2), call('llm', 1.25), call('never', 0)],
      seen: seen(),
      llm: llm({
        tokens: { in: amount(1_200), out: amount(340.5), total: amount(1_540.5) },
        tokensPerSecond: 61.234,
        goodput: 0.5,
        sloAttainment: 0.975,
      }),
    })
    expect(describeSeen(record)).toBe(
      'web_search 2 ×, llm 1.25 ×, 1 200 tokens in, 341 out per iteration · 61.2 tokens/s · goodput 0.500/s · SLO 98 %',
    )
  })

  test('leaves out what is not known', () => {
    expect(describeSeen(recordOf({ calls: [call('llm', 1)], seen: seen(), llm: llm() }))).toBe(
      'llm 1 × per iteration',
    )
  })

  test('tells retries and caches', () => {
    const record = recordOf({
      calls: [call('redis', 3)],
      seen: seen({
        retries: { ...amount(0), total: 1 },
        caches: [
          { name: 'redis', hits: 200, misses: 100 },
          { name: 'unused', hits: 0, misses: 0 },
        ],
      }),
    })
    expect(describeSeen(record)).toBe('redis 3 × per iteration · 1 retry · redis 67 % hits')
  })

  test('names four mocks at most, on one line, and short', () => {
    const names = ['a\n\u001B[31mb', 'x'.repeat(100), 'c', 'd', 'e', 'f']
    const record = recordOf({
      calls: names.map((name) => call(name, 1)),
      seen: seen({ retries: amount(1) }),
    })
    expect(describeSeen(record)).toBe(
      `a b 1 ×, ${'x'.repeat(59)}… 1 ×, c 1 ×, d 1 × and 2 more per iteration · 100 retries`,
    )
  })
})
