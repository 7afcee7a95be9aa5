import { describe, expect, test } from 'vitest'
import { llmOf } from '../helpers/calls.ts'
import { describeCountMatcher, failureOf, ranTwice } from '../helpers/count-matcher-laws.ts'
import type { Overrides } from '../helpers/measurement-of.ts'

const speeds = (tokensPerSecond: readonly number[]): Overrides => ({
  seen: { llm: llmOf({ calls: tokensPerSecond.length, tokensPerSecond }) },
})

describeCountMatcher({
  name: 'toHaveTokensPerSecondAbove',
  args: [40],
  shownArgs: '40',
  passes: speeds([90, 41, 10]),
  fails: speeds([90, 40, 10]),
  check: { label: 'tokens/s', limit: 40, received: 40 },
  bad: [
    [
      ['40/s'],
      'toHaveTokensPerSecondAbove: `n` must be a finite number of tokens per second, from 0 up, received "40/s". Write for example expect(run).toHaveTokensPerSecondAbove(40).',
    ],
    [
      [Number.NaN],
      'toHaveTokensPerSecondAbove: `n` must be a finite number of tokens per second, from 0 up, received NaN. Write for example expect(run).toHaveTokensPerSecondAbove(40).',
    ],
  ],
  nothing: [
    [
      {},
      'toHaveTokensPerSecondAbove: no call of a language model was seen in "research". Mock it before, with perf.network([llm.…({ reply })]).',
    ],
    [
      { seen: { llm: llmOf({ calls: 2 }) } },
      'toHaveTokensPerSecondAbove: no call of a language model in "research" gave output tokens that took time. Give its mock `tokensPerSecond` or a latency.',
    ],
  ],
})

describe('expect(run).toHaveTokensPerSecondAbove tells', () => {
  test('the median call', () => {
    expect(failureOf(ranTwice(speeds([12, 39.98, 90])), 'toHaveTokensPerSecondAbove', [40]))
      .toMatchInlineSnapshot(`
        "expect(run).toHaveTokensPerSecondAbove(40)   research, real clock

        Expected tokens per second  >    40 in the median call
        Received tokens per second    39.98 in the median call          n = 3 calls · min 12.0 · max 90.0

        Next step: ask a faster model; the mock's \`tokensPerSecond\` says how fast this one is.

        Replay  seed 1"
      `)
  })

  test('what broke it under .not', () => {
    expect(failureOf(ranTwice(speeds([60.5, 60.5])), 'toHaveTokensPerSecondAbove', [40], { not: true }))
      .toMatchInlineSnapshot(`
        "expect(run).not.toHaveTokensPerSecondAbove(40)   research, real clock

        Expected tokens per second  ≤   40 in the median call
        Received tokens per second    60.5 in the median call          n = 2 calls · min 60.5 · max 60.5

        Replay  seed 1"
      `)
  })
})
