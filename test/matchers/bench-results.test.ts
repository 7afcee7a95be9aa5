import { beforeAll, describe, expect, test } from 'vitest'
import * as matchers from '../../matchers/index.ts'
import { latencyExtras } from '../../src/core/latency-extras.ts'
import { loadHistograms } from '../../src/core/stats/histogram.ts'
import type { HistogramCodec } from '../../src/core/stats/histogram.ts'
import { callMatcher } from '../helpers/matcher-laws.ts'
import { benchResultOf } from '../helpers/bench-result-of.ts'
import { range } from '../helpers/measurement-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

expect.extend(matchers)

let codec: HistogramCodec
beforeAll(async () => {
  codec = await loadHistograms()
})

/** As `skillperf/bench` leaves it: 1 to 100 ms. */
const ours = (samplesMs = range(1, 100)): unknown =>
  benchResultOf(samplesMs, { ...latencyExtras(samplesMs, codec) })
/** As Vitest's own provider leaves it. */
const vitests = (): unknown => benchResultOf(range(1, 100))
const withSamples = (): unknown => benchResultOf(range(1, 100), { samples: range(1, 100) })

type Call = readonly [name: keyof typeof matchers, ...args: unknown[]]

describe('a benchmark from skillperf/bench', () => {
  test.for<readonly [kept: Call, broken: Call]>([
    [
      ['toHaveP50Below', 70],
      ['toHaveP50Below', 30],
    ],
    [
      ['toHaveP90Below', '98ms'],
      ['toHaveP90Below', '50ms'],
    ],
    [
      ['toHaveP95Below', 101],
      ['toHaveP95Below', 80],
    ],
    [
      ['toHavePercentileBelow', 75, 90],
      ['toHavePercentileBelow', 75, 50],
    ],
    [
      ['toHaveMaxBelow', 101],
      ['toHaveMaxBelow', 99],
    ],
    [
      ['toHaveMeanBelow', 60],
      ['toHaveMeanBelow', 40],
    ],
    [
      ['toHaveThroughputAbove', 10],
      ['toHaveThroughputAbove', 40],
    ],
    [
      ['toHaveErrorRateBelow', '5%'],
      ['toHaveErrorRateBelow', '5%'],
    ],
    [
      ['toMeetSla', { p95: 101, mean: 60 }],
      ['toMeetSla', { p95: 80, mean: 60 }],
    ],
  ])('%j', ([[name, ...args], [, ...broken]]) => {
    callMatcher(ours(), name, args)
    const isErrorRate = name === 'toHaveErrorRateBelow'
    if (!isErrorRate)
      expect(thrownBy(() => callMatcher(ours(), name, broken)).message).toMatch(/^Expected|✗/m)
    if (!isErrorRate && name !== 'toMeetSla') callMatcher(ours(), name, broken, { not: true })
    expect(thrownBy(() => callMatcher(ours(), name, args, { not: true })).message).toContain('.not.')
  })

  test('a breach is told whole', () => {
    expect(thrownBy(() => callMatcher(ours(), 'toHaveP95Below', [80])).message).toMatchInlineSnapshot(`
      "expect(result).toHaveP95Below(80)   parse, real clock, ms

      Expected p95  <   80
      Received p95    95.6          n = 100 · p50 50.5 · p99 99.0 · max 100

      21 of 100 samples took 80 ms or longer (21 %).
      At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).

      Next step: run it again, alone, because benchmarks are not repeated by themselves. If it breaks the limit again, profile its function: \`node --cpu-prof\`."
    `)
  })

  test('too few samples are told with what to do', () => {
    expect(
      thrownBy(() => callMatcher(ours(range(1, 20)), 'toHaveP95Below', [80])).message,
    ).toMatchInlineSnapshot(
      `"toHaveP95Below: the p95 of 20 samples is not known: it needs at least 59. Run "parse" with { iterations: 59 } or more."`,
    )
  })
})

describe("a benchmark from Vitest's own provider", () => {
  test('with samples is judged by them', () => {
    callMatcher(withSamples(), 'toHaveP95Below', [101])
    expect(() => callMatcher(withSamples(), 'toHaveP95Below', [80])).toThrow('Expected p95')
  })

  test.for<Call>([
    ['toHaveP95Below', 98],
    ['toHaveP50Below', 60],
    ['toHavePercentileBelow', 97, 98],
    ['toMeetSla', { p95: 99 }],
  ])('without samples names the provider that keeps what it takes: %j', ([name, ...args]) => {
    expect(() => callMatcher(vitests(), name, args)).toThrow(
      /Write benchmark: \{ provider: 'skillperf\/bench' \} into the config/,
    )
  })

  test('has a maximum and a mean all the same', () => {
    callMatcher(vitests(), 'toHaveMaxBelow', [101])
    callMatcher(vitests(), 'toHaveMeanBelow', [60])
    expect(() => callMatcher(vitests(), 'toHaveMaxBelow', [99])).toThrow('Expected max')
  })
})
