import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../../src/core/errors.ts'
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

  test('where there are no spans at all it says how to open some', () => {
    expect(thrownBy(() => measurementOf([1]).span('parse')).message).toBe(
      'run.span: no span was seen, and none is known, received "parse". Open some in the code under test, with span(name, fn) of skillperf/profiler, or mock its tools.',
    )
  })
})
