import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../../src/core/errors.ts'
import { formatFailure } from '../../../src/core/failure.ts'
import { errorRate, percentile } from '../../../src/core/statistic.ts'
import type { Limit } from '../../../src/core/sla.ts'
import { judge, requireDecidable } from '../../../src/core/verdict.ts'
import { measurementOf, range } from '../../helpers/measurement-of.ts'
import { given, spansOf } from '../../helpers/spans-of.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

/** Four iterations of 10 ms with two searches each, of which one failed. */
const spans = spansOf(
  range(0, 3).map((i) => ({
    ms: 10,
    spans: [given('web_search', 0, 4 + i), given('web_search', 4, 6, { failed: i === 1 })],
  })),
  ['web_search', 'llm'],
)
const run = measurementOf([10, 10, 10, 10], { spans })

describe('run.span', () => {
  test('has the figures of its spans', () => {
    const view = run.span('web_search')
    expect(view.samples).toStrictEqual(Float64Array.of(4, 2, 5, 2, 6, 2, 7, 2))
    expect(view).toMatchObject({
      name: 'research · span web_search',
      label: 'span web_search',
      path: 'run.span("web_search")',
      n: 8,
      max: 7,
      mean: 3.75,
      errors: 1,
      errorRate: 1 / 8,
      iterations: 8,
      firstErrors: [],
      dropped: 0,
    })
    // Eight in 40 ms.
    expect(view.throughput).toBeCloseTo(200, 9)
    expect(view.paceBatches()?.[0]).toBeCloseTo(5, 9)
  })

  test('of failed iterations and arrivals that were turned away it knows nothing', () => {
    const failing = measurementOf([10], { spans, failedNs: Float64Array.of(1, 1), dropped: 3 })
    expect(failing.span('web_search')).toMatchObject({ errors: 1, iterations: 8, dropped: 0 })
    expect(failing.firstItem).toMatchObject({ errors: 2, iterations: 3, dropped: 3 })
  })

  test('of a name that is known, but was not seen, is empty', () => {
    const view = run.span('llm')
    expect(view.n).toBe(0)
    expect(view.errors).toBe(0)
    expect(view.errorRate).toBeNaN()
  })

  test('of the iterations themselves', () => {
    expect(run.span('research').samples).toStrictEqual(Float64Array.of(10, 10, 10, 10))
  })

  test.for<[unknown, string]>([
    [
      'web_serch',
      'run.span: no span of this name was registered or seen, received "web_serch". Did you mean "web_search"? Known: "web_search", "llm", "research".',
    ],
    [
      undefined,
      'run.span: the name of a span must be a text, received undefined. Known: "web_search", "llm", "research".',
    ],
  ])('of %o is refused', ([name, message]) => {
    const error = thrownBy(() => run.span(name as string))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(message)
  })

  test('of a name that is kept without its secret, or shortened', () => {
    const url = 'GET https://search.example/?api_key=abcdefgh1234'
    const long = 'x'.repeat(300)
    const names = ['GET https://search.example/?api_key=[redacted]', 'x'.repeat(200)]
    const seen = measurementOf([10], {
      spans: spansOf([{ ms: 10, spans: names.map((name) => given(name, 0, 5)) }], [url]),
    })
    expect(seen.span(url).n).toBe(1)
    expect(seen.span(long).n).toBe(1)
    expect(seen.spans.known).toStrictEqual([names[0], 'research', names[1]])
  })

  test('where there are no spans at all it says how to open some', () => {
    expect(thrownBy(() => measurementOf([1]).span('parse')).message).toBe(
      'run.span: no span was seen, and none is known, received "parse". Open some in the code under test, with span(name, fn) of skillperf/profiler, or mock its tools.',
    )
  })
})

/** A hundred iterations, of which every other one reads a page; four of them could not. */
const reading = measurementOf(Array.from(range(1, 100)), {
  spans: spansOf(
    range(0, 99).map((i) => ({
      ms: i + 1,
      spans: i % 2 === 0 ? [given('read_page', 0, i / 2 + 1, { failed: i < 8 })] : [],
    })),
    ['read_page', 'llm'],
  ),
})

describe('what is said of a limit on spans', () => {
  const told = (name: string, limit: Limit): string => {
    const view = reading.span(name)
    requireDecidable(view, limit, 'toHaveIt')
    return formatFailure(view, judge(view, limit), { title: 't', negated: false })
  }

  test('counts spans, also those that failed', () => {
    expect(told('read_page', { statistic: errorRate, limit: 0.06 })).toMatchInlineSnapshot(`
      "t   research · span read_page, real clock

      Expected error rate  < 6 %
      Received error rate    8 %
      █▆█▆█▆█▆█▆▆█▆█▆█▆█▆█

      Inconclusive: 4 of 50 spans "read_page" failed (8 %), too near to 6 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.

      4 of 50 spans "read_page" failed (8 %)."
    `)
    expect(told('read_page', { statistic: percentile(50, 'test'), limit: 10 })).toMatchInlineSnapshot(`
      "t   research · span read_page, real clock, ms

      Expected p50  <   10
      Received p50    25.5          n = 50 · p50 25.5 · max 50.0
      █▆█▆█▆█▆█▆▆█▆█▆█▆█▆█

      41 of 50 samples took 10 ms or longer (82 %).
      At least 50 % of all spans "read_page" do: 99.5 % sure (exact binomial bound).

      Next step: look at what runs within read_page: perf.print() shows each span of the median and the slowest iteration.

      4 of 50 spans "read_page" failed (8 %)."
    `)
  })

  test('asks for so many iterations that there are enough spans', () => {
    expect(
      thrownBy(() => told('read_page', { statistic: percentile(99, 'test'), limit: 10 })).message,
    ).toMatchInlineSnapshot(
      `"toHaveIt: the p99 of 50 spans "read_page" is not known: it needs at least 299. Run "research" with { iterations: 598 } or more."`,
    )
    expect(
      thrownBy(() => told('read_page', { statistic: errorRate, limit: 0.01 })).message,
    ).toMatchInlineSnapshot(
      `"toHaveIt: an error rate below 1 % cannot be told from 50 spans "read_page": it takes at least 299. Run "research" with { iterations: 598 } or more."`,
    )
  })

  test('says why there may be none', () => {
    expect(
      thrownBy(() => told('llm', { statistic: percentile(50, 'test'), limit: 10 })).message,
    ).toMatchInlineSnapshot(
      `"toHaveIt: "research" has no span "llm". It is known as a mock or a wrapped function, or from the warm-up: see why it was never called."`,
    )
  })
})
