import { describe, expect, test } from 'vitest'
import { describeCountMatcher, failureOf, ranTwice } from '../helpers/count-matcher-laws.ts'
import { callMatcher } from '../helpers/matcher-laws.ts'
import { given, spansOf } from '../helpers/spans-of.ts'

/** Two iterations in which one takes so long after the other. */
const taking = (search: number, llm: number): ReturnType<typeof spansOf> =>
  spansOf([
    { ms: 100, spans: [given('web_search', 0, search), given('llm', search, search + llm)] },
    { ms: 100, spans: [given('web_search', 0, search), given('llm', search, search + llm)] },
  ])

describeCountMatcher({
  name: 'toHaveBottleneck',
  args: ['llm'],
  shownArgs: '"llm"',
  passes: { spans: taking(30, 60) },
  fails: { spans: taking(60, 30) },
  check: { label: 'bottleneck llm', limit: 0.6, received: 0.3 },
  bad: [
    [
      ['lm'],
      'toHaveBottleneck: no span of this name was registered or seen, received "lm". Did you mean "llm"? Known: "research", "web_search", "llm".',
    ],
  ],
  nothing: [
    [
      {},
      'toHaveBottleneck: no span was seen, and none is known, received "llm". Open some in the code under test, with span(name, fn) of skillperf/profiler, or mock its tools.',
    ],
    [
      { spans: spansOf([{ ms: 0, spans: [given('llm', 0, 0)] }]) },
      'toHaveBottleneck: no time has passed in the spans of "research", so that nothing can be its bottleneck. Give mocked tools a latency, or measure on the real clock.',
    ],
  ],
})

describe('expect(run).toHaveBottleneck', () => {
  test('tells what is it instead', () => {
    expect(failureOf(ranTwice({ spans: taking(60, 30) }), 'toHaveBottleneck', ['llm']))
      .toMatchInlineSnapshot(`
        "expect(run).toHaveBottleneck("llm")   research, real clock

        Expected critical path in llm  ≥ 60 % (the share of web_search)
        Received critical path in llm    30 %          n = 2

        Shares of the critical path
          web_search  60 %  1 × 60.0 ms
          llm         30 %  1 × 30.0 ms
          research    10 %  1 × 10.0 ms
        Next step: what takes the time is web_search: make it shorter, call it less often, or let it run beside something else.

        Replay  seed 1"
      `)
  })

  test('tells the next largest under .not', () => {
    expect(failureOf(ranTwice({ spans: taking(30, 60) }), 'toHaveBottleneck', ['llm'], { not: true }))
      .toMatchInlineSnapshot(`
        "expect(run).not.toHaveBottleneck("llm")   research, real clock

        Expected critical path in llm  < 30 % (the share of web_search)
        Received critical path in llm    60 %          n = 2

        Shares of the critical path
          llm         60 %  1 × 60.0 ms
          web_search  30 %  1 × 30.0 ms
          research    10 %  1 × 10.0 ms

        Replay  seed 1"
      `)
  })

  test('takes each of two that have the same share', () => {
    const run = ranTwice({ spans: taking(45, 45) })
    callMatcher(run, 'toHaveBottleneck', ['llm'])
    callMatcher(run, 'toHaveBottleneck', ['web_search'])
  })

  test('takes the measurement’s own name for what no span tells of', () => {
    callMatcher(ranTwice({ spans: taking(10, 20) }), 'toHaveBottleneck', ['research'])
  })

  test('a known name that was not seen is none', () => {
    const spans = spansOf([{ ms: 100, spans: [] }], ['llm'])
    expect(failureOf(ranTwice({ spans }), 'toHaveBottleneck', ['llm'])).toContain(
      'Received critical path in llm      0 %',
    )
  })
})
