import { describe, expect, test } from 'vitest'
import { formatFailure } from '../../src/core/failure.ts'
import type { MeasurementData } from '../../src/core/measurement.ts'
import { errorRate, mean, percentile, throughput } from '../../src/core/statistic.ts'
import { judge } from '../../src/core/verdict.ts'
import { callsPerIteration, failures, measurementOf, range } from '../helpers/measurement-of.ts'

const hundred = (overrides: Partial<MeasurementData> = {}) =>
  measurementOf(
    range(1, 100).map((i) => i * 10),
    overrides,
  )

describe('formatFailure', () => {
  test('tells of a percentile: what was expected, received, and the shape of the samples', () => {
    const run = hundred()
    const verdict = judge(run, { statistic: percentile(95, 'here'), limit: 900 })
    expect(formatFailure(run, verdict, { title: 'expect(run).toHaveP95Below(900)', negated: false }))
      .toMatchInlineSnapshot(`
        "expect(run).toHaveP95Below(900)   research, real clock, ms

        Expected p95  < 900
        Received p95    956          n = 100 · p50 505 · p99 997 · max 1 000
        ████████████████████

        11 of 100 samples took 900 ms or longer (11 %).

        Next step: most iterations are fast enough: look for what the slow ones do besides, such as a cold start, a retry or garbage collection. If it calls tools, mock them with perf.network([…]): this message then names the slowest."
      `)
  })

  test('tells what a limit that nobody wrote here comes from', () => {
    const run = hundred()
    const verdict = judge(run, { statistic: percentile(95, 'here'), limit: 900 })
    const message = formatFailure(run, verdict, { title: 'SLA', negated: false, origin: 'the options' })
    expect(message.split('\n').slice(0, 5)).toMatchInlineSnapshot(`
      [
        "SLA   research, real clock, ms",
        "",
        "Expected p95  < 900",
        "Received p95    956          n = 100 · p50 505 · p99 997 · max 1 000",
        "Limit from the options",
      ]
    `)
  })

  test('turns the comparison around under .not', () => {
    const run = hundred({ elapsedNs: 100e9 })
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
    const run = hundred({ elapsedNs: 100e9 })
    const verdict = judge(run, { statistic: throughput, limit: 50 })
    expect(formatFailure(run, verdict, { title: 't', negated: false })).toMatchInlineSnapshot(`
      "t   research, real clock

      Expected throughput  >   50/s
      Received throughput    1.00/s          n = 100 · p50 505 · p99 997 · max 1 000
      ████████████████████

      Next step: make an iteration faster, or run more at once with \`concurrency\`. If it calls tools, mock them with perf.network([…]): this message then names the slowest."
    `)
  })

  test('tells of an error rate with the first error', () => {
    const run = measurementOf(range(1, 90), failures(10, new TypeError('fetch failed\nsecond line')))
    const verdict = judge(run, { statistic: errorRate, limit: 0.01 })
    expect(formatFailure(run, verdict, { title: 't', negated: false })).toMatchInlineSnapshot(`
      "t   research, real clock

      Expected error rate  <  1 %
      Received error rate    10 %
      █▇█▇█▇█▇█▇▇█▇█▇█▇█▇█

      10 of 100 iterations failed (10 %); first, in iteration 0: TypeError: fetch failed"
    `)
  })

  test('tells of an error rate when every iteration failed', () => {
    const run = measurementOf([], failures(3, new Error('boom')))
    const verdict = judge(run, { statistic: errorRate, limit: 0.01 })
    expect(formatFailure(run, verdict, { title: 't', negated: false })).toMatchInlineSnapshot(`
      "t   research, real clock

      Expected error rate  <   1 %
      Received error rate    100 %

      3 of 3 iterations failed (100 %); first, in iteration 0: Error: boom"
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

  // [failed, succeeded, limit]: each received share is at its limit or above.
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
    expect(verdict.outcome).toBe('fail')
    const [, , expected = '', received = ''] = formatFailure(run, verdict, {
      title: 't',
      negated: false,
    }).split('\n')
    const percentage = (line: string): number => Number(/([\d.]+) %/.exec(line)?.[1])
    expect(Math.sign(percentage(received) - percentage(expected))).toBe(Math.sign(verdict.received - limit))
  })
})
