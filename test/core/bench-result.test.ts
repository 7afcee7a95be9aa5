import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { readBenchResult } from '../../src/core/bench-result.ts'
import type { BenchResult } from '../../src/core/bench-result.ts'
import { SkillperfError } from '../../src/core/errors.ts'
import { latencyExtras } from '../../src/core/latency-extras.ts'
import { loadHistograms } from '../../src/core/stats/histogram.ts'
import type { HistogramCodec } from '../../src/core/stats/histogram.ts'
import { quantile } from '../../src/core/stats/quantile.ts'
import { benchResultOf } from '../helpers/bench-result-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

let codec: HistogramCodec
beforeAll(async () => {
  codec = await loadHistograms()
})

function read(value: unknown): BenchResult {
  const result = readBenchResult(value, () => codec)
  if (result === undefined) throw new Error('expected a bench result')
  return result
}

/** As our provider leaves them. */
function withExtras(samplesMs: readonly number[]): unknown {
  return benchResultOf(samplesMs, {
    ...latencyExtras(
      samplesMs.toSorted((a, b) => a - b),
      codec,
    ),
  })
}

const tenMs = [10, 2, 3, 4, 5, 6, 7, 8, 9, 1]

describe('readBenchResult', () => {
  test.for<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['a function', () => 5],
    ['an empty object', {}],
    ['a latency that is a number', { latency: 5 }],
    ['a latency that is null', { latency: null }],
    ['a latency without a mean', { latency: {} }],
    ['a mean that is no number', { latency: { mean: '5' } }],
    ['the storage of a comparison', { get: () => ({}) }],
  ])('finds no bench result in %s', ([, value]) => {
    expect(readBenchResult(value)).toBeUndefined()
  })

  test('reads the figures', () => {
    const { name, n, meanMs, stdDevMs, minMs, maxMs, totalMs, throughput, marginPercent } = read(
      benchResultOf(tenMs),
    )
    expect({ name, n, meanMs, stdDevMs, minMs, maxMs, totalMs, throughput, marginPercent }).toStrictEqual({
      name: 'parse',
      n: 10,
      meanMs: 5.5,
      stdDevMs: 0.5,
      minMs: 1,
      maxMs: 10,
      totalMs: 55,
      throughput: (10 / 55) * 1_000,
      marginPercent: 1.5,
    })
  })

  test('reads what was stored: without a name, nulls for what is no number', () => {
    const { latency, totalTime } = benchResultOf([0, 0], { rme: Infinity, sd: Number.NaN })
    const { name, throughput, stdDevMs, marginPercent } = read(
      JSON.parse(JSON.stringify({ latency, totalTime })),
    )
    expect({ name, throughput, stdDevMs, marginPercent }).toStrictEqual({
      name: 'benchmark',
      throughput: Number.NaN,
      stdDevMs: Number.NaN,
      marginPercent: Number.NaN,
    })
  })

  test('sorts retained samples', () => {
    expect(read(benchResultOf(tenMs)).sortedMs).toBeUndefined()
    const samples = [3, 1, 2]
    expect(read(benchResultOf(samples, { samples })).sortedMs).toStrictEqual(Float64Array.of(1, 2, 3))
    expect(samples).toStrictEqual([3, 1, 2])
  })

  test('knows no spread of one sample', () => {
    expect(read(benchResultOf([3], { sd: 0 })).stdDevMs).toBeNaN()
  })

  test.for<[string, Record<string, unknown>, string]>([
    [
      'no count',
      { samplesCount: undefined },
      '`latency.samplesCount` must be a whole number from 1 up, received undefined',
    ],
    [
      'no samples',
      { samplesCount: 0 },
      '`latency.samplesCount` must be a whole number from 1 up, received 0',
    ],
    ['a negative minimum', { min: -1 }, '`latency.min` must be ms from 0 up, received -1'],
    ['an endless maximum', { max: Infinity }, '`latency.max` must be ms from 0 up, received Infinity'],
    ['a mean that is none', { mean: Number.NaN }, '`latency.mean` must be ms from 0 up, received NaN'],
    [
      'lost samples',
      { samples: [1, 2] },
      '`latency.samples` must be all 10 samples, in ms from 0 up, received an array of 2',
    ],
    [
      'samples that are none',
      { samples: Array.from({ length: 10 }, () => '1') },
      '`latency.samples` must be all 10 samples, in ms from 0 up, received an array of 10',
    ],
  ])('refuses %s', ([, latency, rule]) => {
    const error = thrownBy(() => readBenchResult(benchResultOf(tenMs, latency)))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(
      `the benchmark "parse": ${rule}. Hand over what \`bench(…).run()\` or \`bench.compare(…)\` resolved to, as it is.`,
    )
  })

  test('refuses a total that is none', () => {
    expect(thrownBy(() => readBenchResult({ ...benchResultOf(tenMs), totalTime: '55' })).message).toMatch(
      /^the benchmark "parse": `totalTime` must be ms from 0 up, received "55"\./,
    )
  })

  test('shows no secrets and control characters of a name', () => {
    const value = { ...benchResultOf(tenMs, { min: -1 }), name: 'a\u001B[31m?api_key=abc' }
    expect(thrownBy(() => readBenchResult(value)).message).toMatch(
      /^the benchmark "a\?api_key=\[redacted\]": /,
    )
  })
})

describe('percentileMs', () => {
  test.for<[string, number, number]>([
    ['computed by the provider', 99, 9.91],
    ['the smallest', 0, 1],
    ['the largest', 100, 10],
  ])('of a result without samples: %s', ([, p, ms]) => {
    const result = read(benchResultOf(tenMs))
    expect(result.knowsPercentile(p)).toBe(true)
    expect(result.percentileMs(p)).toBeCloseTo(ms, 12)
  })

  test.for([90, 95, 98, 99.99])('names the line to write when p%d is not known', (p) => {
    const result = read(benchResultOf(tenMs))
    expect(result.knowsPercentile(p)).toBe(false)
    const error = thrownBy(() => result.percentileMs(p))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(
      `the benchmark "parse" does not know its p${p}: the provider that ran it keeps neither samples nor a histogram. ` +
        "Write benchmark: { provider: 'skillperf/bench' } into the config, and let it run again what bench.from() reads.",
    )
  })

  test('leaves the histogram alone without a loader', () => {
    const result = readBenchResult(withExtras(tenMs))
    expect([95, 98].map((p) => result?.knowsPercentile(p))).toStrictEqual([true, false])
  })

  test.for([0.95, -1, 101, Number.NaN])('refuses p = %d', (p) => {
    expect(thrownBy(() => read(benchResultOf(tenMs)).percentileMs(p)).message).toMatch(
      /^the benchmark "parse": (?:percentiles go|a percentile must be)/,
    )
  })

  test.for<[string, string, RegExp]>([
    ['broken', 'HISTFAAA', /^the benchmark "parse": `latency\.histogram` cannot be read: \w*Error: /],
    ["another benchmark's", '', /cannot be read: Error: it holds 2 samples, not 10\. Hand over what/],
  ])('refuses a histogram that is %s', ([, encoded, message]) => {
    const histogram = encoded === '' ? codec.encode([1, 2]) : encoded
    const result = read(benchResultOf(tenMs, { histogram }))
    expect(thrownBy(() => result.percentileMs(98)).message).toMatch(message)
    expect(thrownBy(() => result.countAtLeast(3)).message).toMatch(message)
  })
})

/** Samples of tinybench: ms, from nanoseconds to a minute. */
const samples = fc.array(
  fc.double({ min: -6, max: 4.7, noNaN: true }).map((exponent) => 10 ** exponent),
  { minLength: 1, maxLength: 300 },
)
const percentile = fc.double({ min: 1, max: 100, noNaN: true })

describe('laws', () => {
  test('a percentile of retained samples is the quantile, wherever else it may stand', () => {
    fc.assert(
      fc.property(samples, percentile, (ms, p) => {
        const sorted = ms.toSorted((a, b) => a - b)
        const result = read(benchResultOf(ms, { samples: ms, p95: 1e9, histogram: 'broken' }))
        expect(result.percentileMs(p)).toBeCloseTo(quantile(sorted, p / 100), 9)
      }),
    )
  })

  test('a percentile of the histogram is that of a sample beside the quantile, within 0.1 %', () => {
    fc.assert(
      fc.property(samples, percentile, (ms, p) => {
        const sorted = ms.toSorted((a, b) => a - b)
        const position = (sorted.length + 1 / 3) * (p / 100) + 1 / 3
        const [low, high] = [Math.floor(position) - 1, Math.ceil(position) + 1].map(
          (k) => sorted[Math.min(Math.max(k, 1), sorted.length) - 1] ?? Number.NaN,
        )
        const found = read(
          benchResultOf(ms, { histogram: codec.encode(ms.map((one) => one * 1e6)) }),
        ).percentileMs(p)
        // p50, p75 and p99 are the provider's own, between the same samples.
        expect(found).toBeGreaterThanOrEqual((low ?? 0) * 0.999 - 1e-6)
        expect(found).toBeLessThanOrEqual((high ?? 0) * 1.001 + 1e-6)
      }),
    )
  })

  test('samples and histogram count alike, but for samples within 0.1 % below the limit', () => {
    fc.assert(
      fc.property(
        samples,
        fc.nat({ max: 299 }),
        fc.double({ min: 0.99, max: 1.01, noNaN: true }),
        (ms, i, factor) => {
          const limitMs = (ms[i % ms.length] ?? 1) * factor
          const exact = read(benchResultOf(ms, { samples: ms }))
          const counted = read(withExtras(ms)).countAtLeast(limitMs) ?? -1
          expect(exact.countAtLeast(limitMs)).toBe(ms.filter((one) => one >= limitMs).length)
          expect(counted).toBeGreaterThanOrEqual(exact.countAtLeast(limitMs) ?? Infinity)
          expect(counted).toBeLessThanOrEqual(exact.countAtLeast(limitMs * 0.999 - 1e-6) ?? -Infinity)
        },
      ),
    )
  })
})

describe('countAtLeast', () => {
  test.for<[number, number]>([
    [0, 10],
    [1, 10],
    [10.001, 0],
    [Infinity, 0],
  ])('outside the samples, min and max tell: %d ms or longer took %d', ([limitMs, count]) => {
    expect(read(benchResultOf(tenMs)).countAtLeast(limitMs)).toBe(count)
    expect(read(withExtras(tenMs)).countAtLeast(limitMs)).toBe(count)
  })

  test('inside, nobody can count without samples and histogram', () => {
    expect(read(benchResultOf(tenMs)).countAtLeast(3)).toBeUndefined()
    expect(readBenchResult(withExtras(tenMs))?.countAtLeast(3)).toBeUndefined()
    expect(read(withExtras(tenMs)).countAtLeast(3)).toBe(8)
  })
})
