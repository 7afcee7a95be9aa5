import { describe, expect, test } from 'vitest'
import * as matchers from '../../matchers/index.ts'
import { amountOf, countOf, llmOf } from '../helpers/calls.ts'
import { callMatcher } from '../helpers/matcher-laws.ts'
import { failures, measurementOf, range } from '../helpers/measurement-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

expect.extend(matchers)

describe('what the mocks of a measurement have seen', () => {
  test('is nothing where none was called', () => {
    const run = measurementOf([1, 2])
    expect(run).toMatchObject({
      counts: {},
      retries: { total: 0 },
      serialDepth: { total: 0 },
      tokens: { in: { total: 0 }, out: { total: 0 }, total: { total: 0, perIteration: { max: 0 } } },
      caches: {},
      tokensPerSecond: Number.NaN,
      goodput: undefined,
      sloAttainment: undefined,
    })
    expect([run.ttft.n, run.interTokenLatency.n, run.timePerOutputToken.n]).toStrictEqual([0, 0, 0])
  })

  test('stands on it, by name', () => {
    const run = measurementOf([1, 2], {
      counts: { llm: countOf([1, 2]) },
      seen: {
        retries: amountOf([0, 1]),
        serialDepth: { ...amountOf([1, 2]), chain: ['llm', 'llm'] },
        caches: { redis: { hits: 3, misses: 1 } },
      },
    })
    expect(run.counts['llm']?.total).toBe(3)
    expect(run.retries).toStrictEqual(amountOf([0, 1]))
    expect(run.serialDepth.perIteration).toMatchObject({ max: 2, worst: 1 })
    expect(run.caches).toStrictEqual({ redis: { hits: 3, misses: 1 } })
  })

  test('adds tokens up over models, for each iteration, failed and silent ones too', () => {
    const run = measurementOf([1, 1], {
      ...failures(1),
      seen: {
        tokens: [
          { iteration: 0, model: 'gpt-x', calls: 1, input: 10, output: 1 },
          { iteration: 0, model: 'embed-y', calls: 1, input: 5, output: 0 },
          { iteration: 2, model: 'gpt-x', calls: 2, input: 30, output: 9 },
        ],
      },
    })
    expect(run.tokens).toStrictEqual({
      in: amountOf([15, 0, 30]),
      out: amountOf([1, 0, 9]),
      total: amountOf([16, 0, 39]),
    })
  })

  test('gives the tokens per second of the median call', () => {
    const run = measurementOf([1], { seen: { llm: llmOf({ calls: 3, tokensPerSecond: [90, 10, 40] }) } })
    expect(run.tokensPerSecond).toBe(40)
  })

  test('gives goodput and attainment of the objectives', () => {
    const run = measurementOf([1], {
      elapsedNs: 2e9,
      seen: { llm: llmOf({ calls: 8, withinSlo: 6 }) },
    })
    expect([run.goodput, run.sloAttainment]).toStrictEqual([3, 0.75])
  })

  test('has no attainment without calls', () => {
    const run = measurementOf([1], { seen: { llm: llmOf({ calls: 0, withinSlo: 0 }) } })
    expect([run.goodput, run.sloAttainment]).toStrictEqual([0, Number.NaN])
  })
})

const VIEWS = [
  ['ttft', 'TTFT', 'time to first token', 'times to first token', 'with at least one token'],
  [
    'interTokenLatency',
    'inter-token latency',
    'inter-token latency',
    'inter-token latencies',
    'in at least two pieces',
  ],
  [
    'timePerOutputToken',
    'time per output token',
    'time per output token',
    'times per output token',
    'with at least two tokens',
  ],
] as const

describe.for(VIEWS)('run.%s', ([key, label, noun, plural, least]) => {
  const viewOf = (ms: readonly number[], calls = ms.length) =>
    measurementOf([1_000, 1_000], {
      seen: { llm: llmOf({ calls, ttftMs: ms, interTokenMs: ms, perOutputTokenMs: ms }) },
    })[key]

  test('is a view with a label and a path', () => {
    const view = viewOf([1, 3])
    expect([view.label, view.path, view.name, view.n, view.mean]).toStrictEqual([
      label,
      `run.${key}`,
      `research · ${label}`,
      2,
      2,
    ])
  })

  test('takes every matcher on durations', () => {
    const view = viewOf(range(1, 1_000))
    callMatcher(view, 'toHaveP50Below', [600])
    callMatcher(view, 'toHaveP90Below', [950])
    callMatcher(view, 'toHaveP95Below', [990])
    callMatcher(view, 'toHaveP99Below', ['1s'])
    callMatcher(view, 'toHavePercentileBelow', [98, '1s'])
    callMatcher(view, 'toHaveMeanBelow', [900])
    callMatcher(view, 'toHaveMaxBelow', [1_001])
    callMatcher(view, 'toHaveMaxBelow', [1_000], { not: true })
    callMatcher(view, 'toMeetSla', [{ p95: 990, max: 1_001 }])
  })

  test('says why it has no samples: no language model', () => {
    expect(thrownBy(() => callMatcher(viewOf([]), 'toHaveMaxBelow', [5])).message).toBe(
      `toHaveMaxBelow: "research" has no ${noun}. No call of a mocked language model was seen: mock it with perf.network([llm.…({ ttft, tokensPerSecond, reply })]).`,
    )
  })

  test('says why it has no samples: no stream', () => {
    expect(thrownBy(() => callMatcher(viewOf([], 3), 'toHaveMaxBelow', [5])).message).toBe(
      `toHaveMaxBelow: "research" has no ${noun}. 3 calls of language models were seen, and none had an answer that came as a stream ${least}: ask for one, such as with { stream: true }.`,
    )
  })

  test('says how many iterations give enough of them', () => {
    expect(thrownBy(() => callMatcher(viewOf([1, 2, 3, 4]), 'toHaveP95Below', [500])).message).toBe(
      `toHaveP95Below: the p95 of 4 ${plural} is not known: it needs at least 59. Run "research" with { iterations: 30 } or more.`,
    )
  })
})

test('run.ttft tells what to do where it is too long', () => {
  const run = measurementOf(range(1, 100), {
    clock: 'virtual',
    seen: { llm: llmOf({ calls: 100, ttftMs: range(1, 100) }) },
  })
  expect(thrownBy(() => callMatcher(run.ttft, 'toHaveP95Below', [50])).message).toMatchInlineSnapshot(`
    "expect(run.ttft).toHaveP95Below(50)   research · TTFT, virtual ms

    Expected p95  <   50
    Received p95    95.6          n = 100 · p50 50.5 · p99 99.7 · max 100
    ████████████████████

    51 of 100 samples took 50 ms or longer (51 %).

    Next step: send a shorter prompt, or ask a faster model; the mock's \`ttft\` and \`latency\` say how fast this one is.

    Replay  seed 1"
  `)
})
