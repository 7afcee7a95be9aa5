import { describe, expect, test } from 'vitest'
import { formatChain } from '../../src/core/calls/format-chain.ts'
import { amountOf, countOf } from '../helpers/calls.ts'
import { describeCountMatcher, failureOf, ranTwice } from '../helpers/count-matcher-laws.ts'
import type { Overrides } from '../helpers/measurement-of.ts'
import { range } from '../helpers/measurement-of.ts'

const CHAIN = ['web_search', 'fetch_page', 'fetch_page', 'fetch_page', 'llm']
const deep = (each: readonly number[]): Overrides => ({
  counts: { web_search: countOf([1, 1]) },
  seen: { serialDepth: { ...amountOf(each), chain: CHAIN.slice(0, Math.max(...each)) } },
})

describeCountMatcher({
  name: 'toHaveSerialDepthAtMost',
  args: [2],
  shownArgs: '2',
  passes: deep([1, 2]),
  fails: deep([2, 5]),
  check: { label: 'serial depth', limit: 2, received: 5 },
  bad: [
    [
      ['2'],
      'toHaveSerialDepthAtMost: `n` must be a whole number from 0 up, received "2". Write for example expect(run).toHaveSerialDepthAtMost(2).',
    ],
  ],
  nothing: [
    [
      {},
      'toHaveSerialDepthAtMost: no mock was called in "research", and none is known. Mock its tools before, with perf.network([…]).',
    ],
  ],
})

describe('expect(run).toHaveSerialDepthAtMost tells', () => {
  test('the chain', () => {
    expect(failureOf(ranTwice(deep([2, 5])), 'toHaveSerialDepthAtMost', [2])).toMatchInlineSnapshot(`
      "expect(run).toHaveSerialDepthAtMost(2)   research, real clock

      Expected serial depth  ≤ 2 per iteration
      Received serial depth    5 in iteration 1, the worst          n = 2 · mean 3.50

      Longest chain  web_search → fetch_page ×3 → llm
      Next step: start calls that do not need the answers of those before at the same time: await Promise.all([…]).

      Replay  seed 1"
    `)
  })

  test('what broke it under .not', () => {
    expect(failureOf(ranTwice(deep([1, 1])), 'toHaveSerialDepthAtMost', [2], { not: true }))
      .toMatchInlineSnapshot(`
      "expect(run).not.toHaveSerialDepthAtMost(2)   research, real clock

      Expected serial depth  > 2 in at least one iteration
      Received serial depth    1 in every iteration          n = 2 · mean 1

      Longest chain  web_search

      Replay  seed 1"
    `)
  })
})

test('a long chain is told by its beginning and its end', () => {
  expect(formatChain([...range(1, 20).map((i) => `tool${i}`), 'llm'])).toBe(
    'tool1 → tool2 → tool3 → tool4 → tool5 → tool6 → tool7 → tool8 → tool9 → … → llm',
  )
})
