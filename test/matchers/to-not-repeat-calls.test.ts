import { describe, expect, test } from 'vitest'
import { amountOf, countOf } from '../helpers/calls.ts'
import { describeCountMatcher, failureOf, ranTwice } from '../helpers/count-matcher-laws.ts'
import type { Overrides } from '../helpers/measurement-of.ts'

const repeating = (each: readonly number[], asked = 'GET https://search.example/api?q=a\n'): Overrides => ({
  counts: { web_search: countOf(each.map((n) => n + 1)) },
  seen: {
    repeats: amountOf(each),
    repeated: each.flatMap((n, iteration) => (n === 0 ? [] : [{ name: 'web_search', iteration, asked }])),
  },
})

describeCountMatcher({
  name: 'toNotRepeatCalls',
  args: [],
  shownArgs: '',
  passes: repeating([0, 0]),
  fails: repeating([1, 2]),
  check: { label: 'repeated calls', limit: 0, received: 3 },
  bad: [],
  nothing: [
    [
      {},
      'toNotRepeatCalls: no mock was called in "research", and none is known. Mock its tools before, with perf.network([…]).',
    ],
  ],
})

describe('expect(run).toNotRepeatCalls tells', () => {
  test('the first repeated call', () => {
    expect(failureOf(ranTwice(repeating([1, 2])), 'toNotRepeatCalls', [])).toMatchInlineSnapshot(`
      "expect(run).toNotRepeatCalls()   research, real clock

      Expected repeated calls  ≤ 0 in the whole run
      Received repeated calls    3 in the whole run          n = 2 · most 2, in iteration 1

      Asked again, first
        web_search, in iteration 0: GET https://search.example/api?q=a
      Next step: keep the first answer, or share its promise between those who ask.

      Replay  seed 1"
    `)
  })

  test('what was asked, without secrets, on one line of a readable length', () => {
    const asked = `POST https://llm.example/v1\n{"apiKey": "sk-0123456789abcdef", "prompt": "${'word '.repeat(100)}"}`
    const line = failureOf(ranTwice(repeating([0, 1], asked)), 'toNotRepeatCalls', []).split('\n')[6]
    expect(line).toMatchInlineSnapshot(
      `"  web_search, in iteration 1: POST https://llm.example/v1 {"apiKey": "[redacted]", "prompt": "word word word word word word word word word word word word word word word word word word word …"`,
    )
  })

  test('what broke it under .not', () => {
    expect(failureOf(ranTwice(repeating([0, 0])), 'toNotRepeatCalls', [], { not: true }))
      .toMatchInlineSnapshot(`
      "expect(run).not.toNotRepeatCalls()   research, real clock

      Expected repeated calls  > 0 in the whole run
      Received repeated calls    0 in the whole run          n = 2

      Replay  seed 1"
    `)
  })
})
