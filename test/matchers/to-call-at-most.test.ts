import { describe, expect, test } from 'vitest'
import { announceMock } from '../../src/core/calls/mocked-call.ts'
import { countOf } from '../helpers/calls.ts'
import { describeCountMatcher, failureOf, ranTwice } from '../helpers/count-matcher-laws.ts'
import { callMatcher } from '../helpers/matcher-laws.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const counts = (calls: readonly number[], overrides = {}) => ({
  counts: { web_search: countOf(calls, overrides), llm: countOf([1, 1]) },
})

describeCountMatcher({
  name: 'toCallAtMost',
  args: ['web_search', 2],
  shownArgs: '"web_search", 2',
  passes: counts([1, 2]),
  fails: counts([1, 3]),
  check: { label: 'calls web_search', limit: 2, received: 3 },
  bad: [
    [
      ['web_serch', 1],
      'toCallAtMost: no mock of this name was registered or seen, received "web_serch". Did you mean "web_search"? Known: "web_search", "llm".',
    ],
    [
      ['fetch', 1],
      'toCallAtMost: no mock of this name was registered or seen, received "fetch". Known: "web_search", "llm".',
    ],
    [[3, 1], 'toCallAtMost: the name of a mock must be a text, received 3. Known: "web_search", "llm".'],
    [
      ['llm', -1],
      "toCallAtMost: `n` must be a whole number from 0 up, received -1. Write for example expect(run).toCallAtMost('llm', 1).",
    ],
    [
      ['llm', '1'],
      'toCallAtMost: `n` must be a whole number from 0 up, received "1". Write for example expect(run).toCallAtMost(\'llm\', 1).',
    ],
    [['llm', 1, { pro: 'run' }], 'toCallAtMost: unknown option `pro`. Did you mean `per`? Known: per.'],
    [
      ['llm', 1, { per: 'test' }],
      'toCallAtMost: `per` must be one of "iteration", "run", received "test". Write one of these, or leave `per` out.',
    ],
  ],
  nothing: [
    [{}, 'toCallAtMost: no mock of this name was registered or seen, received "web_search". Known: none.'],
  ],
})

describe('expect(run).toCallAtMost tells', () => {
  test('of the worst iteration, with the spread', () => {
    expect(failureOf(ranTwice(counts([1, 3])), 'toCallAtMost', ['web_search', 2])).toMatchInlineSnapshot()
  })

  test('of every iteration, where they are alike', () => {
    const run = ranTwice({ ...counts([3, 3], { atOnce: 3 }), clock: 'virtual', seed: 7 })
    expect(failureOf(run, 'toCallAtMost', ['web_search', 2])).toMatchInlineSnapshot()
  })

  test('of the whole run', () => {
    const run = ranTwice(counts([1, 3]))
    callMatcher(run, 'toCallAtMost', ['web_search', 4, { per: 'run' }])
    expect(failureOf(run, 'toCallAtMost', ['web_search', 3, { per: 'run' }])).toMatchInlineSnapshot()
  })

  test('of retries as the cause', () => {
    const run = ranTwice(counts([1, 4], { errors: 3, retries: 3 }))
    expect(failureOf(run, 'toCallAtMost', ['web_search', 1])).toMatchInlineSnapshot()
  })

  test('of the same question as the cause, without secrets', () => {
    const asked = 'GET https://user:pass@search.example/api?q=a&api_key=0123456789\n'
    const run = ranTwice({
      ...counts([1, 2]),
      seen: { repeated: [{ name: 'web_search', iteration: 1, asked }] },
    })
    expect(failureOf(run, 'toCallAtMost', ['web_search', 1])).toMatchInlineSnapshot()
  })

  test('what broke it under .not', () => {
    expect(
      failureOf(ranTwice(counts([1, 2])), 'toCallAtMost', ['web_search', 2], { not: true }),
    ).toMatchInlineSnapshot()
  })

  test('knows a mock that was announced, and that nobody called', () => {
    announceMock('vector_search')
    const run = ranTwice(counts([1, 1]))
    callMatcher(run, 'toCallAtMost', ['vector_search', 0])
    expect(thrownBy(() => callMatcher(run, 'toCallAtMost', ['vector_serch', 0])).message).toBe(
      'toCallAtMost: no mock of this name was registered or seen, received "vector_serch". Did you mean "vector_search"? Known: "web_search", "llm", "vector_search".',
    )
  })

  test.for(['constructor', '__proto__'])('keeps apart a mock named %s', (name) => {
    const run = ranTwice({ counts: Object.fromEntries([[name, countOf([1, 2])]]) })
    expect(failureOf(run, 'toCallAtMost', [name, 1])).toContain(
      `Received calls of ${name}    2 in iteration 1`,
    )
  })
})
