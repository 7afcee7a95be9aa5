import { beforeAll, describe, expect, test } from 'vitest'
import { announceMock } from '../../src/core/calls/mocked-call.ts'
import { countOf } from '../helpers/calls.ts'
import { describeCountMatcher, failureOf, ranTwice } from '../helpers/count-matcher-laws.ts'
import { forgetMocks } from '../helpers/forget-mocks.ts'
import { callMatcher } from '../helpers/matcher-laws.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const counts = (calls: readonly number[], overrides = {}) => ({
  counts: { web_search: countOf(calls, overrides), llm: countOf([1, 1]) },
})

beforeAll(forgetMocks)

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
    [['llm', 1, { pro: 'run' }], 'toCallAtMost: unknown option `pro`. Known: per.'],
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
    expect(failureOf(ranTwice(counts([1, 3])), 'toCallAtMost', ['web_search', 2])).toMatchInlineSnapshot(`
      "expect(run).toCallAtMost("web_search", 2)   research, real clock

      Expected calls of web_search  ≤ 2 per iteration
      Received calls of web_search    3 in iteration 1, the worst          n = 2 · mean 2 · total 4

      Next step: look at what iteration 1 does and others do not: with the same seed it draws the same again.

      Replay  seed 1"
    `)
  })

  test('of every iteration, where they are alike', () => {
    const run = ranTwice({ ...counts([3, 3], { atOnce: 3 }), clock: 'virtual', seed: 7 })
    expect(failureOf(run, 'toCallAtMost', ['web_search', 2])).toMatchInlineSnapshot(`
      "expect(run).toCallAtMost("web_search", 2)   research, virtual clock

      Expected calls of web_search  ≤ 2 per iteration
      Received calls of web_search    3 in every iteration          n = 2 · mean 3 · total 6

      Up to 3 were under way at once.
      Next step: every iteration calls it as often: ask for more in one call, or keep its answers.

      Replay  seed 7"
    `)
  })

  test('of the whole run', () => {
    const run = ranTwice(counts([1, 3]))
    callMatcher(run, 'toCallAtMost', ['web_search', 4, { per: 'run' }])
    expect(failureOf(run, 'toCallAtMost', ['web_search', 3, { per: 'run' }])).toMatchInlineSnapshot(`
      "expect(run).toCallAtMost("web_search", 3, { per: "run" })   research, real clock

      Expected calls of web_search  ≤ 3 in the whole run
      Received calls of web_search    4 in the whole run          n = 2 · mean 2 · most 3, in iteration 1

      Next step: look at what iteration 1 does and others do not: with the same seed it draws the same again.

      Replay  seed 1"
    `)
  })

  test('of retries as the cause', () => {
    const run = ranTwice(counts([1, 4], { errors: 3, retries: 3 }))
    expect(failureOf(run, 'toCallAtMost', ['web_search', 1])).toMatchInlineSnapshot(`
      "expect(run).toCallAtMost("web_search", 1)   research, real clock

      Expected calls of web_search  ≤ 1 per iteration
      Received calls of web_search    4 in iteration 1, the worst          n = 2 · mean 2.50 · total 5

      3 of 5 calls failed.
      Likely cause: 3 of these calls were retries.
      Next step: repair what fails, or let its client try again less often (\`maxRetries\`).

      Replay  seed 1"
    `)
  })

  test('of the same question as the cause, without secrets', () => {
    const asked = 'GET https://user:pass@search.example/api?q=a&api_key=0123456789\n'
    const run = ranTwice({
      ...counts([1, 2]),
      seen: { repeated: [{ name: 'web_search', iteration: 1, asked }] },
    })
    expect(failureOf(run, 'toCallAtMost', ['web_search', 1])).toMatchInlineSnapshot(`
      "expect(run).toCallAtMost("web_search", 1)   research, real clock

      Expected calls of web_search  ≤ 1 per iteration
      Received calls of web_search    2 in iteration 1, the worst          n = 2 · mean 1.50 · total 3

      Likely cause: it is asked the same more than once, first
        web_search, in iteration 1: GET https://[redacted]@search.example/api?q=a&api_key=[redacted]
      Next step: keep the first answer, or share its promise.

      Replay  seed 1"
    `)
  })

  test('what broke it under .not', () => {
    expect(failureOf(ranTwice(counts([1, 2])), 'toCallAtMost', ['web_search', 2], { not: true }))
      .toMatchInlineSnapshot(`
      "expect(run).not.toCallAtMost("web_search", 2)   research, real clock

      Expected calls of web_search  > 2 in at least one iteration
      Received calls of web_search    2 in iteration 1, the worst          n = 2 · mean 1.50 · total 3

      Replay  seed 1"
    `)
  })

  test('knows a mock that was announced, and that nobody called', () => {
    announceMock('vector_search')
    const run = ranTwice(counts([1, 1]))
    callMatcher(run, 'toCallAtMost', ['vector_search', 0])
    expect(thrownBy(() => callMatcher(run, 'toCallAtMost', ['vector_serch', 0])).message).toBe(
      'toCallAtMost: no mock of this name was registered or seen, received "vector_serch". Did you mean "vector_search"? Known: "web_search", "llm", "vector_search".',
    )
  })

  test('the name without secrets', () => {
    const name = 'GET api.example/bot123456789:AAbbCCddEEffGGhhIIjjKKll/send'
    const message = failureOf(ranTwice({ counts: { [name]: countOf([1, 2]) } }), 'toCallAtMost', [name, 1])
    expect(message.split('\n')[0]).toBe(
      'expect(run).toCallAtMost("GET api.example/[redacted]/send", 1)   research, real clock',
    )
    expect(message).not.toContain('AAbbCC')
  })

  test.for(['constructor', '__proto__'])('keeps apart a mock named %s', (name) => {
    const run = ranTwice({ counts: Object.fromEntries([[name, countOf([1, 2])]]) })
    expect(failureOf(run, 'toCallAtMost', [name, 1])).toContain(
      `Received calls of ${name}    2 in iteration 1`,
    )
  })
})
