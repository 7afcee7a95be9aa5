import { describe, expect, test } from 'vitest'
import { amountOf, countOf } from '../helpers/calls.ts'
import { describeCountMatcher, failureOf, ranTwice } from '../helpers/count-matcher-laws.ts'
import { callMatcher } from '../helpers/matcher-laws.ts'

const retried = (each: readonly number[]) => ({
  counts: {
    web_search: countOf([2, 2], { errors: 1, retries: 1 }),
    llm: countOf(
      each.map((n) => n + 1),
      { errors: 3, retries: 2 },
    ),
    save: countOf([1, 1]),
  },
  seen: { retries: amountOf(each) },
})

describeCountMatcher({
  name: 'toRetryAtMost',
  args: [1],
  shownArgs: '1',
  passes: retried([0, 1]),
  fails: retried([0, 3]),
  check: { label: 'retries', limit: 1, received: 3 },
  bad: [
    [
      [1.5],
      'toRetryAtMost: `n` must be a whole number from 0 up, received 1.5. Write for example expect(run).toRetryAtMost(2).',
    ],
    [
      [],
      'toRetryAtMost: `n` must be a whole number from 0 up, received undefined. Write for example expect(run).toRetryAtMost(2).',
    ],
  ],
  nothing: [
    [
      {},
      'toRetryAtMost: no mock was called in "research", and none is known. Mock its tools before, with perf.network([…]).',
    ],
    [
      { counts: { llm: countOf([0, 0]) } },
      'toRetryAtMost: no mock was called in "research", so that there is nothing to judge. Known: "llm". If it shall call none, say so: expect(run).toCallAtMost("llm", 0).',
    ],
  ],
})

describe('expect(run).toRetryAtMost tells', () => {
  test('which mocks were retried, and the worst iteration', () => {
    expect(failureOf(ranTwice(retried([0, 3])), 'toRetryAtMost', [0])).toMatchInlineSnapshot(`
      "expect(run).toRetryAtMost(0)   research, real clock

      Expected retries  ≤ 0 per iteration
      Received retries    3 in iteration 1, the worst          n = 2 · mean 1.50 · total 3

      llm: of 5 calls, 3 failed and 2 were retries.
      web_search: of 4 calls, 1 failed and 1 was a retry.
      Next step: repair what fails, or let its client try again less often (\`maxRetries\`).

      Replay  seed 1"
    `)
  })

  test('what broke it under .not', () => {
    expect(failureOf(ranTwice(retried([0, 1])), 'toRetryAtMost', [1], { not: true })).toMatchInlineSnapshot(`
      "expect(run).not.toRetryAtMost(1)   research, real clock

      Expected retries  > 1 in at least one iteration
      Received retries    1 in iteration 1, the worst          n = 2 · mean 0.500 · total 1

      llm: of 3 calls, 3 failed and 2 were retries.
      web_search: of 4 calls, 1 failed and 1 was a retry.

      Replay  seed 1"
    `)
  })

  test('holds where nothing had to be tried again', () => {
    callMatcher(ranTwice({ counts: { llm: countOf([1, 1]) } }), 'toRetryAtMost', [0])
  })
})
