import { describe, expect, test } from 'vitest'
import { NAMES_COMPARED } from '../../src/core/trace/overlap-tally.ts'
import { describeCountMatcher, failureOf, ranTwice } from '../helpers/count-matcher-laws.ts'
import { callMatcher } from '../helpers/matcher-laws.ts'
import { range } from '../helpers/measurement-of.ts'
import { given, spansOf } from '../helpers/spans-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const apart = { ms: 20, spans: [given('search', 0, 10), given('fetch', 10, 20)] }
const together = { ms: 20, spans: [given('search', 0, 10), given('fetch', 4, 20)] }
const three = [
  {
    ms: 20,
    spans: [
      given('search', 0, 10),
      given('fetch', 4, 20),
      given('fetch', 5, 8),
      given('llm', 8, 20, { within: [given('decode', 9, 20)] }),
    ],
  },
  { ms: 20, spans: [given('search', 0, 10), given('fetch', 4, 20), given('llm', 12, 20)] },
]

describeCountMatcher({
  name: 'toRunConcurrently',
  args: ['search', 'fetch'],
  shownArgs: '"search", "fetch"',
  passes: { spans: spansOf([together, together]) },
  fails: { spans: spansOf([together, apart]) },
  check: { label: 'search, fetch at once', limit: 1, received: 0.5 },
  bad: [
    [
      ['search', 'fech'],
      'toRunConcurrently: no span of this name was registered or seen, received "fech". Did you mean "fetch"? Known: "research", "search", "fetch".',
    ],
    [
      [],
      "toRunConcurrently: there must be at least one name. Write for example expect(run).toRunConcurrently('web_search', 'fetch_page').",
    ],
  ],
  nothing: [
    [
      { spans: spansOf([{ ms: 20, spans: [given('search', 0, 10)] }], ['fetch']) },
      'toRunConcurrently: no iteration of "research" is known to have both "search" and "fetch", so that there is nothing to judge. See what was there with run.spans, or perf.print().',
    ],
  ],
})

describe('expect(run).toRunConcurrently', () => {
  const failure = (
    iterations: Parameters<typeof spansOf>[0],
    names: readonly string[],
    not = false,
  ): string => failureOf(ranTwice({ spans: spansOf(iterations) }), 'toRunConcurrently', names, { not })

  test('tells in how many iterations, and where not', () => {
    expect(failure([together, apart], ['search', 'fetch'])).toMatchInlineSnapshot(`
      "expect(run).toRunConcurrently("search", "fetch")   research, real clock

      Expected search, fetch at once  ≥ 100 % of the iterations that have both
      Received search, fetch at once     50 % (first not in iteration 1)          n = 2 · at once for 3.00 ms per iteration

      Next step: start both before you await either: await Promise.all([…]). One that needs what the other returns cannot run beside it.

      Replay  seed 1"
    `)
  })

  test('tells of each pair of more names', () => {
    expect(failure(three, ['search', 'fetch', 'llm'])).toMatchInlineSnapshot(`
      "expect(run).toRunConcurrently("search", "fetch", "llm")   research, real clock

      Expected search, fetch, llm at once  ≥ 100 % of the iterations that have both
      Received search, fetch, llm at once     50 % (first not in iteration 1)          n = 2 · at once for 1.00 ms per iteration

        search, fetch: in 2 of 2 iterations, for 6.00 ms of each
        search, llm: in 1 of 2 iterations, for 1.00 ms of each
        fetch, llm: in 2 of 2 iterations, for 10.0 ms of each
      Next step: start both before you await either: await Promise.all([…]). One that needs what the other returns cannot run beside it.

      Replay  seed 1"
    `)
  })

  test('tells for how long under .not', () => {
    expect(failure([together, together], ['fetch', 'search'], true)).toMatchInlineSnapshot(`
      "expect(run).not.toRunConcurrently("fetch", "search")   research, real clock

      Expected fetch, search at once  < 100 % of the iterations that have both
      Received fetch, search at once    100 %          n = 2 · at once for 6.00 ms per iteration

      Replay  seed 1"
    `)
  })

  test('one name stands for its own spans', () => {
    const twice = { ms: 20, spans: [given('fetch', 0, 10), given('fetch', 4, 20)] }
    const series = { ms: 20, spans: [given('fetch', 0, 10), given('fetch', 10, 20)] }
    // One alone can run beside none.
    const once = { ms: 20, spans: [given('fetch', 0, 10)] }
    callMatcher(ranTwice({ spans: spansOf([twice, once]) }), 'toRunConcurrently', ['fetch'])
    callMatcher(ranTwice({ spans: spansOf([twice, series]) }), 'toRunConcurrently', ['fetch'], { not: true })
    expect(failure([series], ['fetch'])).toContain(
      'Received fetch at once      0 % (first not in iteration 0)',
    )
    expect(
      thrownBy(() => callMatcher(ranTwice({ spans: spansOf([once]) }), 'toRunConcurrently', ['fetch']))
        .message,
    ).toContain('no iteration of "research" is known to have two spans "fetch"')
  })

  test('what runs within the other does not count', () => {
    expect(failure([three[0] ?? apart], ['llm', 'decode'])).toContain('Received llm, decode at once      0 %')
    const run = ranTwice({ spans: spansOf(three) })
    expect(thrownBy(() => callMatcher(run, 'toRunConcurrently', ['research', 'llm'])).message).toBe(
      'toRunConcurrently: no iteration of "research" is known to have both "research" and "llm", so that there is nothing to judge. "research" is the iteration itself, and all else runs within it.',
    )
  })

  test('compares so many names', () => {
    const run = ranTwice({
      spans: spansOf([{ ms: 9, spans: range(0, NAMES_COMPARED).map((i) => given(`n${i}`, 0, 9)) }]),
    })
    callMatcher(run, 'toRunConcurrently', ['n1', 'n2'])
    expect(thrownBy(() => callMatcher(run, 'toRunConcurrently', ['n1', `n${NAMES_COMPARED}`])).message).toBe(
      'toRunConcurrently: no iteration of "research" is known to have both "n1" and "n100", so that there is nothing to judge. ' +
        'Only the first 100 names of a measurement are compared: give spans names without what changes, such as ids.',
    )
  })
})
