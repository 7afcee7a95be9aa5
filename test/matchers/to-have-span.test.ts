import { describe, expect, test } from 'vitest'
import { describeCountMatcher, failureOf, ranTwice } from '../helpers/count-matcher-laws.ts'
import { given, spansOf } from '../helpers/spans-of.ts'

const searching = spansOf([
  { ms: 10, spans: [given('web_search', 0, 5)] },
  { ms: 10, spans: [given('web_search', 0, 5), given('web_search', 5, 9)] },
])
const idle = spansOf([{ ms: 10, spans: [given('parse', 0, 5)] }], ['web_search'])

describeCountMatcher({
  name: 'toHaveSpan',
  args: ['web_search'],
  shownArgs: '"web_search"',
  passes: { spans: searching },
  fails: { spans: idle },
  check: { label: 'spans web_search', limit: 1, received: 0 },
  bad: [
    [
      ['web_serch'],
      'toHaveSpan: no span of this name was registered or seen, received "web_serch". Did you mean "web_search"? Known: "research", "web_search".',
    ],
    [
      [undefined],
      'toHaveSpan: the name of a span must be a text, received undefined. Known: "research", "web_search".',
    ],
  ],
  nothing: [
    [
      {},
      'toHaveSpan: no span was seen, and none is known, received "web_search". Open some in the code under test, with span(name, fn) of skillperf/profiler, or mock its tools.',
    ],
  ],
})

describe('expect(run).toHaveSpan tells', () => {
  test('what was seen instead', () => {
    expect(failureOf(ranTwice({ spans: idle }), 'toHaveSpan', ['web_search'])).toMatchInlineSnapshot(`
      "expect(run).toHaveSpan("web_search")   research, real clock

      Expected spans web_search  ≥ 1 in the whole run
      Received spans web_search    0 in the whole run          n = 2

      Seen were "research", "parse".
      Next step: see why web_search was never called: it is known as a mock or a wrapped function, or from the warm-up.

      Replay  seed 1"
    `)
  })

  test('how many there were under .not', () => {
    expect(failureOf(ranTwice({ spans: searching }), 'toHaveSpan', ['web_search'], { not: true }))
      .toMatchInlineSnapshot(`
      "expect(run).not.toHaveSpan("web_search")   research, real clock

      Expected spans web_search  < 1 in the whole run
      Received spans web_search    3 in the whole run          n = 2

      Seen were "web_search", "research".

      Replay  seed 1"
    `)
  })
})
