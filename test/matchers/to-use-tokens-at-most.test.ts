import { describe, expect, test } from 'vitest'
import type { Overrides } from '../helpers/measurement-of.ts'
import { llmOf } from '../helpers/calls.ts'
import { describeCountMatcher, failureOf, ranTwice } from '../helpers/count-matcher-laws.ts'
import { callMatcher } from '../helpers/matcher-laws.ts'

const used = (
  ...uses: readonly (readonly [iteration: number, input: number, output: number])[]
): Overrides => ({
  seen: {
    llm: llmOf({ calls: uses.length }),
    tokens: uses.map(([iteration, input, output]) => ({
      iteration,
      model: 'gpt-x',
      calls: 1,
      input,
      output,
    })),
  },
})

describeCountMatcher({
  name: 'toUseTokensAtMost',
  args: [500],
  shownArgs: '500',
  passes: used([0, 400, 100], [1, 300, 50]),
  fails: used([0, 400, 100], [1, 1_200, 50]),
  check: { label: 'tokens', limit: 500, received: 1_250 },
  bad: [
    [
      [-5],
      "toUseTokensAtMost: `n` must be a whole number from 0 up, received -5. Write for example expect(run).toUseTokensAtMost(500, { kind: 'out' }).",
    ],
    [
      [500, { kind: 'input' }],
      'toUseTokensAtMost: `kind` must be one of "in", "out", "total", received "input". Write one of these, or leave `kind` out.',
    ],
    [
      [500, 'out'],
      'toUseTokensAtMost: options must be a plain object, received "out". Write { kind: \'out\' }.',
    ],
  ],
  nothing: [
    [
      {},
      'toUseTokensAtMost: no call of a language model was seen in "research". Mock it before, with perf.network([llm.…({ reply })]).',
    ],
    [
      { seen: { llm: llmOf({ calls: 3 }) } },
      'toUseTokensAtMost: none of the 3 calls of language models in "research" told of its tokens, because none came to its end. See what they failed with.',
    ],
  ],
})

describe('expect(run).toUseTokensAtMost tells', () => {
  const run = ranTwice(used([0, 400, 100], [1, 1_200, 50]))

  test('the worst iteration, and what each model used', () => {
    expect(failureOf(run, 'toUseTokensAtMost', [500])).toMatchInlineSnapshot(`
      "expect(run).toUseTokensAtMost(500)   research, real clock

      Expected tokens  ≤   500 per iteration
      Received tokens    1 250 in iteration 1, the worst          n = 2 · mean 875 · total 1 750

      gpt-x: 1 600 in and 150 out, in 2 calls.
      Next step: send less: a shorter prompt, less history, smaller results of tools.

      Replay  seed 1"
    `)
  })

  test('of answers alone', () => {
    callMatcher(run, 'toUseTokensAtMost', [100, { kind: 'out' }])
    expect(failureOf(run, 'toUseTokensAtMost', [80, { kind: 'out' }])).toMatchInlineSnapshot(`
      "expect(run).toUseTokensAtMost(80, { kind: "out" })   research, real clock

      Expected output tokens  ≤  80 per iteration
      Received output tokens    100 in iteration 0, the worst          n = 2 · mean 75 · total 150

      gpt-x: 1 600 in and 150 out, in 2 calls.
      Next step: ask for shorter answers, or limit them (\`max_tokens\`).

      Replay  seed 1"
    `)
  })

  test('of prompts alone, in the whole run', () => {
    callMatcher(run, 'toUseTokensAtMost', [1_600, { kind: 'in', per: 'run' }])
    expect(failureOf(run, 'toUseTokensAtMost', [1_599, { kind: 'in', per: 'run' }])).toMatchInlineSnapshot(`
      "expect(run).toUseTokensAtMost(1599, { kind: "in", per: "run" })   research, real clock

      Expected input tokens  ≤ 1 599 in the whole run
      Received input tokens    1 600 in the whole run          n = 2 · mean 800 · most 1 200, in iteration 1

      gpt-x: 1 600 in and 150 out, in 2 calls.
      Next step: send less: a shorter prompt, less history, smaller results of tools.

      Replay  seed 1"
    `)
  })

  test('what broke it under .not', () => {
    expect(failureOf(run, 'toUseTokensAtMost', [2_000], { not: true })).toMatchInlineSnapshot(`
      "expect(run).not.toUseTokensAtMost(2000)   research, real clock

      Expected tokens  > 2 000 in at least one iteration
      Received tokens    1 250 in iteration 1, the worst          n = 2 · mean 875 · total 1 750

      gpt-x: 1 600 in and 150 out, in 2 calls.

      Replay  seed 1"
    `)
  })
})
