import { describe, expect, test } from 'vitest'
import { formatFailure, formatSlaFailure } from '../../src/core/failure.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import type { Overrides } from '../helpers/measurement-of.ts'
import { readSla } from '../../src/core/sla.ts'
import type { Limit, Sla } from '../../src/core/sla.ts'
import { errorRate, max, mean, percentile, throughput } from '../../src/core/statistic.ts'
import { judge } from '../../src/core/verdict.ts'
import type { Verdict } from '../../src/core/verdict.ts'
import { callsPerIteration, evenPace, failures, measurementOf, range } from '../helpers/measurement-of.ts'
import { given, spansOf } from '../helpers/spans-of.ts'

const hundred = (overrides: Overrides = {}) =>
  measurementOf(
    range(1, 100).map((i) => i * 10),
    overrides,
  )

describe('formatFailure', () => {
  test('tells of a percentile: what was expected, received, and the shape of the samples', () => {
    const run = hundred()
    const verdict = judge(run, { statistic: percentile(95, 'here'), limit: 850 })
    expect(formatFailure(run, verdict, { title: 'expect(run).toHaveP95Below(850)', negated: false }))
      .toMatchInlineSnapshot(`
        "expect(run).toHaveP95Below(850)   research, real clock, ms

        Expected p95  < 850
        Received p95    956          n = 100 · p50 505 · p99 997 · max 1 000
        ████████████████████

        16 of 100 samples took 850 ms or longer (16 %).
        At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).

        Next step: most iterations are fast enough: look for what the slow ones do besides, such as a cold start, a retry or garbage collection. If it calls tools, mock them with perf.network([…]): this message then names the slowest."
      `)
  })

  test('tells what a limit that nobody wrote here comes from', () => {
    const run = hundred()
    const verdict = judge(run, { statistic: percentile(95, 'here'), limit: 850 })
    const message = formatFailure(run, verdict, { title: 'SLA', negated: false, origin: 'the options' })
    expect(message.split('\n').slice(0, 5)).toMatchInlineSnapshot(`
      [
        "SLA   research, real clock, ms",
        "",
        "Expected p95  < 850",
        "Received p95    956          n = 100 · p50 505 · p99 997 · max 1 000",
        "Limit from the options",
      ]
    `)
  })

  test('turns the comparison around under .not', () => {
    const run = hundred(evenPace(100, 100_000))
    const below = judge(run, { statistic: mean, limit: 900 })
    expect(formatFailure(run, below, { title: 't', negated: true }).split('\n').slice(2, 4))
      .toMatchInlineSnapshot(`
      [
        "Expected mean  ≥ 900",
        "Received mean    505          n = 100 · p50 505 · p99 997 · max 1 000",
      ]
    `)
    const above = judge(run, { statistic: throughput, limit: 0.5 })
    expect(formatFailure(run, above, { title: 't', negated: true }).split('\n').slice(2, 4))
      .toMatchInlineSnapshot(`
      [
        "Expected throughput  ≤  0.5/s",
        "Received throughput    1.00/s          n = 100 · p50 505 · p99 997 · max 1 000",
      ]
    `)
  })

  test('tells of a throughput without samples that exceed it', () => {
    const run = hundred(evenPace(100, 100_000))
    const verdict = judge(run, { statistic: throughput, limit: 50 })
    expect(formatFailure(run, verdict, { title: 't', negated: false })).toMatchInlineSnapshot(`
      "t   research, real clock

      Expected throughput  >   50/s
      Received throughput    1.00/s          n = 100 · p50 505 · p99 997 · max 1 000
      ████████████████████

      The true throughput lies between 1.00 and 1.00/s (bootstrap-t).

      Next step: make an iteration faster, or run more at once with \`concurrency\`. If it calls tools, mock them with perf.network([…]): this message then names the slowest."
    `)
  })

  test('tells of an error rate with the first error', () => {
    const run = measurementOf(range(1, 290), failures(10, new TypeError('fetch failed\nsecond line')))
    const verdict = judge(run, { statistic: errorRate, limit: 0.01 })
    expect(formatFailure(run, verdict, { title: 't', negated: false })).toMatchInlineSnapshot(`
      "t   research, real clock

      Expected error rate  <   1 %
      Received error rate    3.3 %
      ████████████████████

      At least 1 % of all iterations fail: 99.5 % sure (exact binomial bound).

      10 of 300 iterations failed (3.3 %); first, in iteration 0: TypeError: fetch failed"
    `)
  })

  test('tells of an error rate when every iteration failed', () => {
    const run = measurementOf([], failures(300, new Error('boom')))
    const verdict = judge(run, { statistic: errorRate, limit: 0.01 })
    expect(formatFailure(run, verdict, { title: 't', negated: false })).toMatchInlineSnapshot(`
      "t   research, real clock

      Expected error rate  <   1 %
      Received error rate    100 %

      At least 1 % of all iterations fail: 99.5 % sure (exact binomial bound).

      300 of 300 iterations failed (100 %); first, in iteration 0: Error: boom"
    `)
  })

  test('lists the tools by the time spent on them, five at most, and what to do about the first', () => {
    const run = hundred({
      counts: {
        fetch_page: callsPerIteration(3, 100),
        web_search: callsPerIteration(1, 120),
        save: callsPerIteration(1, 4),
        log: callsPerIteration(1, 3),
        ping: callsPerIteration(1, 2),
        trace: callsPerIteration(1, 1),
        never: callsPerIteration(0, 0),
      },
    })
    const verdict = judge(run, { statistic: mean, limit: 100 })
    const lines = formatFailure(run, verdict, { title: 't', negated: false }).split('\n')
    expect(lines.slice(lines.indexOf('', 2)).join('\n')).toMatchInlineSnapshot(`
      "
      91 of 100 samples took 100 ms or longer (91 %).
      The true mean lies between 359 and 592 ms (bootstrap-t).

      Waiting for tools, per iteration (calls that overlap add up)
        fetch_page  3 × 100 ms = 300 ms
        web_search  1 × 120 ms = 120 ms
        save        1 × 4.00 ms = 4.00 ms
        log         1 × 3.00 ms = 3.00 ms
        ping        1 × 2.00 ms = 2.00 ms
        and 1 more
      Next step: fetch_page is 70 % of the waiting: call it less often, or at the same time instead of one after the other."
    `)
  })

  test.for([
    {
      calls: 1,
      ms: 400,
      advice:
        'Next step: search is 100 % of the waiting: cache its answer, ask it for less, or do something else meanwhile.',
    },
    {
      calls: 4,
      ms: 100,
      advice:
        'Next step: search is 100 % of the waiting: call it less often, or at the same time instead of one after the other.',
    },
    {
      calls: 1,
      ms: 50,
      advice:
        "Next step: tools are only 9.9 % of an iteration: look at the code's own work, and at waits that are not mocked.",
    },
  ])('advises on $calls calls of $ms ms in iterations of 505 ms', ({ calls, ms, advice }) => {
    const run = hundred({ counts: { search: callsPerIteration(calls, ms) } })
    const verdict = judge(run, { statistic: mean, limit: 100 })
    expect(formatFailure(run, verdict, { title: 't', negated: false }).split('\n').at(-1)).toBe(advice)
  })

  test('tells of tools that failed, and that were tried again', () => {
    const run = hundred({
      counts: {
        llm: { ...callsPerIteration(1.2, 300, 100), errors: 21, retries: 20 },
        search: { ...callsPerIteration(1, 50, 100), errors: 1 },
        save: { ...callsPerIteration(1, 4, 100), retries: 1 },
      },
    })
    const lines = formatFailure(run, judge(run, { statistic: mean, limit: 100 }), {
      title: 't',
      negated: false,
    }).split('\n')
    expect(lines.slice(lines.indexOf('', 6)).join('\n')).toMatchInlineSnapshot(`
      "
      Waiting for tools, per iteration (calls that overlap add up)
        llm     1.20 × 300 ms = 360 ms; of 120 calls, 21 failed and 20 were retries
        search  1 × 50.0 ms = 50.0 ms; of 100 calls, 1 failed
        save    1 × 4.00 ms = 4.00 ms; of 100 calls, 1 was a retry
      Next step: llm is 87 % of the waiting, and 17 % of its calls are retries: look at why it fails, and at how long its client waits before it tries again."
    `)
  })

  test('makes names from outside safe', () => {
    const run = measurementOf([1, 2], {
      name: 'red\u001B[31m\nname',
      counts: { 'tool\u0007': callsPerIteration(1, 1) },
    })
    const message = formatFailure(run, judge(run, { statistic: mean, limit: 1 }), {
      title: 't',
      negated: false,
    })
    expect(message).toContain('red name, real clock')
    expect(message.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  })

  // [failed, succeeded, limit]: each received share is at its limit or above, however little that proves.
  test.for<[number, number, number]>([
    [10, 90, 0.01],
    [101, 9_899, 0.01],
    [128, 872, 0.125],
    [127, 9_873, 0.0125],
    [126, 874, 0.126],
    [1, 0, 0.999],
  ])('never shows %d failures beside %d samples on the other side of %d', ([failed, n, limit]) => {
    const run = measurementOf(new Array<number>(n).fill(1), failures(failed))
    const verdict = judge(run, { statistic: errorRate, limit })
    expect(verdict.outcome).not.toBe('pass')
    const [, , expected = '', received = ''] = formatFailure(run, verdict, {
      title: 't',
      negated: false,
    }).split('\n')
    const percentage = (line: string): number => Number(/([\d.]+) %/.exec(line)?.[1])
    expect(Math.sign(percentage(received) - percentage(expected))).toBe(Math.sign(verdict.received - limit))
  })
})

/** So many samples of 1 ms, then so many of 10. */
const slow = (n: number, exceeding: number, overrides: Overrides = {}): Measurement =>
  measurementOf(
    [...new Array<number>(n - exceeding).fill(1), ...new Array<number>(exceeding).fill(10)],
    overrides,
  )

describe('formatFailure: what an outcome stands on', () => {
  const p95 = percentile(95, 'here')
  /** The lines between the shape of the samples and the advice. */
  const evidence = (
    run: Measurement,
    limit: Limit,
    changed: Partial<Verdict> = {},
    negated = false,
  ): string => {
    const [, , told = ''] = formatFailure(
      run,
      { ...judge(run, limit), ...changed },
      { title: 't', negated },
    ).split('\n\n')
    return told
  }

  test('the exact bound of a percentile', () => {
    expect(evidence(slow(100, 20), { statistic: p95, limit: 5 })).toMatchInlineSnapshot(`
      "20 of 100 samples took 5 ms or longer (20 %).
      At least 5 % of all iterations do: 99.5 % sure (exact binomial bound)."
    `)
    expect(evidence(slow(100, 0), { statistic: p95, limit: 5 }, {}, true)).toMatchInlineSnapshot(`
      "0 of 100 samples took 5 ms or longer (0 %).
      Less than 5 % of all iterations do: 95 % sure (exact binomial bound)."
    `)
  })

  test('the sequential test of a percentile', () => {
    const ended = { stopping: 'sequential' } as const
    expect(evidence(slow(100, 20, ended), { statistic: p95, limit: 5 })).toMatchInlineSnapshot(`
      "20 of 100 samples took 5 ms or longer (20 %).
      At least 5 % of all iterations do: 95 % sure (sequential test)."
    `)
    expect(evidence(slow(100, 0, ended), { statistic: p95, limit: 5 }, {}, true)).toMatchInlineSnapshot(`
      "0 of 100 samples took 5 ms or longer (0 %).
      Less than 5 % of all iterations do: 95 % sure (sequential test)."
    `)
  })

  test('the exact bound of an error rate', () => {
    const run = measurementOf(range(1, 280), failures(20))
    expect(evidence(run, { statistic: errorRate, limit: 0.01 })).toMatchInlineSnapshot(
      `"At least 1 % of all iterations fail: 99.5 % sure (exact binomial bound)."`,
    )
    expect(evidence(run, { statistic: errorRate, limit: 0.2 }, {}, true)).toMatchInlineSnapshot(
      `"Less than 20 % of all iterations fail: 95 % sure (exact binomial bound)."`,
    )
  })

  test('the interval of a mean, or of a throughput', () => {
    const run = measurementOf(range(1, 100))
    expect(evidence(run, { statistic: mean, limit: 20 })).toMatchInlineSnapshot(`
      "81 of 100 samples took 20 ms or longer (81 %).
      The true mean lies between 35.9 and 59.2 ms (bootstrap-t)."
    `)
    expect(evidence(run, { statistic: throughput, limit: 100 })).toMatchInlineSnapshot(
      `"The true throughput lies between 16.9 and 27.8/s (bootstrap-t)."`,
    )
  })

  test('a throughput that has no upper bound', () => {
    const run = measurementOf(range(0, 9).map((i) => 2 ** i))
    expect(evidence(run, { statistic: throughput, limit: 2 }, {}, true)).toBe(
      'The true throughput lies above 2.63/s (bootstrap-t).',
    )
  })

  test('a max by its samples alone', () => {
    expect(evidence(slow(100, 1), { statistic: max, limit: 5 })).toMatchInlineSnapshot(
      `"1 of 100 samples took 5 ms or longer (1 %)."`,
    )
  })

  test('what was turned away', () => {
    expect(evidence(slow(100, 20, { dropped: 5 }), { statistic: p95, limit: 5 })).toMatchInlineSnapshot(`
      "20 of 100 samples took 5 ms or longer (20 %).
      At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).
      5 arrivals were turned away, because too many were in flight; a percentile counts them as too slow."
    `)
    expect(evidence(slow(100, 20, { dropped: 1 }), { statistic: p95, limit: 5 })).toMatchInlineSnapshot(`
      "20 of 100 samples took 5 ms or longer (20 %).
      At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).
      1 arrival was turned away, because too many were in flight; a percentile counts it as too slow."
    `)
    expect(evidence(slow(100, 100, { dropped: 5 }), { statistic: mean, limit: 5 })).toMatchInlineSnapshot(`
      "100 of 100 samples took 5 ms or longer (100 %).
      The true mean lies between 10.0 and 10.0 ms (bootstrap-t).
      5 arrivals were turned away, because too many were in flight; a percentile counts them as too slow."
    `)
  })

  test('fresh attempts that breached the limit, too', () => {
    const attempts = { votes: 3, breaches: 2 }
    expect(evidence(slow(100, 20), { statistic: p95, limit: 5 }, { attempts })).toMatchInlineSnapshot(`
      "20 of 100 samples took 5 ms or longer (20 %).
      At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).
      Repeated in 2 of 3 fresh attempts."
    `)
  })

  test('fresh attempts that did not', () => {
    const changed = {
      outcome: 'inconclusive',
      attempts: { votes: 2, breaches: 0 },
      reason: 'breached here, and in 0 of 2 fresh attempts: most probably the machine was busy.',
    } as const
    expect(evidence(slow(100, 20), { statistic: p95, limit: 5 }, changed)).toMatchInlineSnapshot(`
      "20 of 100 samples took 5 ms or longer (20 %).
      Inconclusive: breached here, and in 0 of 2 fresh attempts: most probably the machine was busy."
    `)
  })

  test('nothing, where the samples do not decide', () => {
    expect(evidence(slow(100, 5), { statistic: p95, limit: 5 })).toMatchInlineSnapshot(
      `"Inconclusive: 5 of 100 samples took 5 ms or longer (5 %), too near to 5 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows."`,
    )
    expect(evidence(slow(10, 1), { statistic: p95, limit: 5 })).toMatchInlineSnapshot(
      `"Inconclusive: the p95 of 10 samples is not known: it needs at least 59. Run "research" with { iterations: 59 } or more."`,
    )
    expect(evidence(measurementOf(range(1, 100)), { statistic: mean, limit: 50 })).toMatchInlineSnapshot(
      `"Inconclusive: the mean may be anything from 35.9 to 59.2 ms, too near to 50 ms to tell. Run more iterations, or move the limit away from where the code is."`,
    )
  })
})

describe('formatFailure of a view', () => {
  test('names it, and what its samples are', () => {
    const run = hundred({ firstItemNs: Float64Array.from(range(1, 100), (i) => i * 1e6) }).firstItem
    const verdict = judge(run, { statistic: percentile(95, 'here'), limit: 50 })
    expect(formatFailure(run, verdict, { title: 'expect(run.firstItem).toHaveP95Below(50)', negated: false }))
      .toMatchInlineSnapshot(`
      "expect(run.firstItem).toHaveP95Below(50)   research · first item, real clock, ms

      Expected p95  <   50
      Received p95    95.6          n = 100 · p50 50.5 · p99 99.7 · max 100
      ████████████████████

      51 of 100 samples took 50 ms or longer (51 %).
      At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).

      Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest."
    `)
  })
})

describe('formatSlaFailure', () => {
  const sla = { p50: 1_000, p95: '0.85s', mean: 20_000, throughput: '50/s', errorRate: '5%' } as const
  const told = (run: Measurement, limits: Sla, negated = false): string => {
    const verdicts = readSla(limits, 'here').map((limit) => judge(run, limit))
    return formatSlaFailure(run, verdicts, { title: 'expect(run).toMeetSla(…)', negated })
  }

  test('lists every limit, then tells the story of the first that was broken', () => {
    expect(told(hundred(), sla)).toMatchInlineSnapshot(`
      "expect(run).toMeetSla(…)   research, real clock

      ✓ p50         <  1 000 ms  received  505 ms
      ✗ p95         <    850 ms  received  956 ms
      ✓ mean        < 20 000 ms  received  505 ms
      ✗ throughput  >     50/s   received 1.98/s
      ✓ error rate  <    5 %     received  0 %
      n = 100 · p50 505 · p99 997 · max 1 000
      ████████████████████

      16 of 100 samples took 850 ms or longer (16 %).
      At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).

      Next step: most iterations are fast enough: look for what the slow ones do besides, such as a cold start, a retry or garbage collection. If it calls tools, mock them with perf.network([…]): this message then names the slowest."
    `)
  })

  test('tells of the first that is not decided, where none was broken', () => {
    expect(told(hundred(), { p50: 1_000, p95: 900, mean: 500 })).toMatchInlineSnapshot(`
      "expect(run).toMeetSla(…)   research, real clock

      ✓ p50   < 1 000 ms  received 505 ms
      ~ p95   <   900 ms  received 956 ms
      ~ mean  <   500 ms  received 505 ms
      n = 100 · p50 505 · p99 997 · max 1 000
      ████████████████████

      Inconclusive: 11 of 100 samples took 900 ms or longer (11 %), too near to 5 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows."
    `)
  })

  test('names the slowest tool', () => {
    const run = hundred({ counts: { search: callsPerIteration(2, 200) } })
    expect(told(run, { p50: 100, p99: 2_000 })).toMatchInlineSnapshot(`
      "expect(run).toMeetSla(…)   research, real clock

      ✗ p50  <   100 ms  received 505 ms
      ~ p99  < 2 000 ms  received 997 ms
      n = 100 · p50 505 · p99 997 · max 1 000
      ████████████████████

      91 of 100 samples took 100 ms or longer (91 %).
      At least 50 % of all iterations do: 99.5 % sure (exact binomial bound).

      Waiting for tools, per iteration (calls that overlap add up)
        search  2 × 200 ms = 400 ms
      Next step: search is 100 % of the waiting: call it less often, or at the same time instead of one after the other."
    `)
  })

  test('shows the first error', () => {
    const run = measurementOf(range(1, 60), failures(40, new TypeError('fetch failed')))
    expect(told(run, { p95: 1_000, errorRate: 0.05 })).toMatchInlineSnapshot(`
      "expect(run).toMeetSla(…)   research, real clock

      ✓ p95         < 1 000 ms  received 57.6 ms
      ✗ error rate  <   5 %     received 40 %
      n = 60 · p50 30.5 · max 60.0
      ████████████████████

      At least 5 % of all iterations fail: 99.5 % sure (exact binomial bound).

      40 of 100 iterations failed (40 %); first, in iteration 0: TypeError: fetch failed"
    `)
  })

  test('lists the limits that were all kept under .not', () => {
    expect(told(hundred(), { p50: 1_000, max: 2_000 }, true)).toMatchInlineSnapshot(`
      "expect(run).toMeetSla(…)   research, real clock

      ✓ p50  < 1 000 ms  received   505 ms
      ✓ max  < 2 000 ms  received 1 000 ms
      n = 100 · p50 505 · p99 997 · max 1 000
      ████████████████████

      1 of 100 samples took 1 000 ms or longer (1 %).
      Less than 50 % of all iterations do: 95 % sure (exact binomial bound)."
    `)
  })

  test('under .not tells of what is not decided, because that may still be broken', () => {
    expect(told(hundred(), { max: 2_000, p95: 900 }, true)).toMatchInlineSnapshot(`
      "expect(run).toMeetSla(…)   research, real clock

      ~ p95  <   900 ms  received   956 ms
      ✓ max  < 2 000 ms  received 1 000 ms
      n = 100 · p50 505 · p99 997 · max 1 000
      ████████████████████

      Inconclusive: 11 of 100 samples took 900 ms or longer (11 %), too near to 5 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows."
    `)
    expect(told(hundred(), { p95: 900 }, true)).toMatchInlineSnapshot(`
      "expect(run).toMeetSla(…)   research, real clock

      ~ p95  < 900 ms  received 956 ms
      n = 100 · p50 505 · p99 997 · max 1 000
      ████████████████████

      Inconclusive: 11 of 100 samples took 900 ms or longer (11 %), too near to 5 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows."
    `)
  })

  test('has no figures without samples', () => {
    const run = measurementOf([], failures(300, new Error('boom')))
    expect(told(run, { p95: 1_000, errorRate: 0.05 })).toMatchInlineSnapshot(`
      "expect(run).toMeetSla(…)   research, real clock

      ~ p95         < 1 000 ms  received     — ms
      ✗ error rate  <   5 %     received 100 %
      n = 0

      At least 5 % of all iterations fail: 99.5 % sure (exact binomial bound).

      300 of 300 iterations failed (100 %); first, in iteration 0: Error: boom"
    `)
  })
})

describe('a failure of a measurement with spans', () => {
  const ask = (llm: number): Measurement =>
    hundred({ spans: spansOf([{ ms: 100, spans: [given('llm', 0, llm), given('parse', llm, llm + 10)] }]) })
  const told = (run: Measurement, negated = false): string =>
    formatFailure(run, judge(run, { statistic: max, limit: 500 }), {
      title: 'expect(run).toHaveMaxBelow(500)',
      negated,
    })

  test('says what the durations hang on', () => {
    expect(told(ask(80))).toContain('\n\nMost of the critical path: llm 80 %.\n\nNext step: ')
    expect(told(ask(20))).toContain(
      '\n\nMost of the critical path: research 70 %, outside of all spans.\n\nNext step: ',
    )
  })

  test('says nothing under .not, and where there are no spans below the iterations', () => {
    expect(told(ask(80), true)).not.toContain('critical path')
    expect(told(hundred({ spans: spansOf([{ ms: 100, spans: [] }]) }))).not.toContain('critical path')
    expect(told(hundred())).not.toContain('critical path')
  })
})
