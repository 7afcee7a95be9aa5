import { SkillperfError, usageError } from './errors.ts'
import { readPercentile } from './percentile.ts'
import { publicName } from './redact.ts'
import type { HistogramCodec } from './stats/histogram.ts'
import { quantile } from './stats/quantile.ts'
import { describeError } from './thrown.ts'

const NS_PER_MS = 1e6

/** Percentiles that a benchmark may carry, and their keys inside `latency`. */
const KEYS: ReadonlyMap<number, string> = new Map([
  [50, 'p50'],
  [75, 'p75'],
  [90, 'p90'],
  [95, 'p95'],
  [99, 'p99'],
  [99.5, 'p995'],
  [99.9, 'p999'],
])

type Latency = Readonly<Record<string, unknown>>

/** What a benchmark came to: of Vitest's own provider, of ours, or read from a file by `bench.from`. */
export class BenchResult {
  readonly name: string
  /** How many samples there were. */
  readonly n: number
  readonly meanMs: number
  /** Sample standard deviation (n − 1); NaN below two samples. */
  readonly stdDevMs: number
  readonly minMs: number
  readonly maxMs: number
  /** Sum of all samples. */
  readonly totalMs: number
  /** Half the width of the mean's 95 % confidence interval, in percent of the mean; NaN where there is none. */
  readonly marginPercent: number
  /** HdrHistogram V2, compressed, base64; values in ns. */
  readonly histogramNs: string | undefined

  readonly #latency: Latency
  readonly #samplesMs: readonly number[] | undefined
  readonly #loadHistograms: (() => HistogramCodec) | undefined
  #sortedMs: Float64Array | undefined

  /** @throws SkillperfError for figures that are none: see {@link readBenchResult} */
  constructor(
    name: string,
    latency: Latency,
    totalTime: unknown,
    loadHistograms: (() => HistogramCodec) | undefined,
  ) {
    const place = placeOf(name)
    this.name = name
    this.n = readCount(latency['samplesCount'], place)
    this.meanMs = readMs(latency['mean'], 'latency.mean', place)
    this.minMs = readMs(latency['min'], 'latency.min', place)
    this.maxMs = readMs(latency['max'], 'latency.max', place)
    this.totalMs = readMs(totalTime, 'totalTime', place)
    this.stdDevMs = this.n < 2 ? Number.NaN : numberOr(latency['sd'], Number.NaN)
    this.marginPercent = numberOr(latency['rme'], Number.NaN)
    this.histogramNs = typeof latency['histogram'] === 'string' ? latency['histogram'] : undefined
    this.#latency = latency
    this.#samplesMs = readSamples(latency['samples'], this.n, place)
    this.#loadHistograms = loadHistograms
  }

  /** Samples per second of their own time; NaN when the clock saw no time pass. */
  get throughput(): number {
    return this.totalMs > 0 ? (this.n / this.totalMs) * 1_000 : Number.NaN
  }

  /** Retained samples in ascending order, undefined without. Which came first, tinybench does not keep. */
  get sortedMs(): Float64Array | undefined {
    return (this.#sortedMs ??= this.#samplesMs && Float64Array.from(this.#samplesMs).toSorted())
  }

  /** Whether {@link percentileMs} has an answer. */
  knowsPercentile(p: number): boolean {
    return this.#findPercentile(p) !== undefined
  }

  /**
   * Any percentile: of the samples (Hyndman–Fan type 8) where they were
   * retained, otherwise as the provider computed it, otherwise of the
   * histogram, within 0.1 %.
   *
   * @param p 0 to 100
   * @throws SkillperfError for a p out of range, or when the result does not hold this percentile
   */
  percentileMs(p: number): number {
    const found = this.#findPercentile(readPercentile(p, placeOf(this.name)))
    if (found !== undefined) return found
    throw new SkillperfError(
      `${placeOf(this.name)} does not know its p${p}: the provider that ran it keeps neither samples nor a histogram. ` +
        "Write benchmark: { provider: 'skillperf/bench' } into the config, and let it run again what bench.from() reads.",
    )
  }

  /**
   * How many samples took `limitMs` or longer, undefined when nobody knows. Of
   * a histogram, samples within 0.1 % below the limit count as well.
   */
  countAtLeast(limitMs: number): number | undefined {
    if (limitMs > this.maxMs) return 0
    if (limitMs <= this.minMs) return this.n
    if (this.#samplesMs !== undefined) return this.#samplesMs.filter((ms) => ms >= limitMs).length
    return this.#withHistogram((codec, histogram) => codec.countAtLeast(histogram, limitMs * NS_PER_MS))
  }

  #findPercentile(p: number): number | undefined {
    if (p === 0) return this.minMs
    if (p === 100) return this.maxMs
    if (this.sortedMs !== undefined) return quantile(this.sortedMs, p / 100)
    const computed = this.#latency[KEYS.get(p) ?? '']
    if (isMs(computed)) return computed
    // A histogram answers with the upper end of a step, which may lie beyond the largest sample.
    return this.#withHistogram((_, histogram) =>
      Math.min(this.maxMs, Math.max(this.minMs, histogram.getValueAtPercentile(p) / NS_PER_MS)),
    )
  }

  #withHistogram<T>(
    ask: (codec: HistogramCodec, histogram: ReturnType<HistogramCodec['decode']>) => T,
  ): T | undefined {
    if (this.histogramNs === undefined || this.#loadHistograms === undefined) return undefined
    const codec = this.#loadHistograms()
    try {
      const histogram = codec.decode(this.histogramNs)
      if (histogram.totalCount !== this.n)
        throw new Error(`it holds ${histogram.totalCount} samples, not ${this.n}`)
      return ask(codec, histogram)
    } catch (error) {
      throw new SkillperfError(
        `${placeOf(this.name)}: \`latency.histogram\` cannot be read: ${describeError(error)}. ${FIX}`,
        { cause: error },
      )
    }
  }
}

/**
 * Reads what `bench(…).run()`, `bench.compare(…)` and `bench.from(…)` resolve
 * to, and what reporters get.
 *
 * @param loadHistograms decodes histograms at once; without it they are left alone
 * @returns undefined when the value is no bench result at all
 * @throws SkillperfError for a bench result whose figures are none
 */
export function readBenchResult(
  value: unknown,
  loadHistograms?: () => HistogramCodec,
): BenchResult | undefined {
  if (!isRecord(value) || !isRecord(value['latency'])) return undefined
  if (typeof value['latency']['mean'] !== 'number') return undefined
  // `bench.from` resolves to what was stored, which has no name.
  const name = typeof value['name'] === 'string' ? value['name'] : 'benchmark'
  return new BenchResult(name, value['latency'], value['totalTime'], loadHistograms)
}

const FIX = 'Hand over what `bench(…).run()` or `bench.compare(…)` resolved to, as it is.'

function placeOf(name: string): string {
  return `the benchmark "${publicName(name)}"`
}

function isRecord(value: unknown): value is Latency {
  return typeof value === 'object' && value !== null
}

function isMs(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise
}

function readMs(value: unknown, key: string, place: string): number {
  if (isMs(value)) return value
  throw usageError({ place, rule: `\`${key}\` must be ms from 0 up`, received: { value }, fix: FIX })
}

function readCount(value: unknown, place: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value
  const rule = '`latency.samplesCount` must be a whole number from 1 up'
  throw usageError({ place, rule, received: { value }, fix: FIX })
}

function readSamples(value: unknown, n: number, place: string): readonly number[] | undefined {
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value) && value.length === n && value.every(isMs)) return value
  const rule = `\`latency.samples\` must be all ${n} samples, in ms from 0 up`
  throw usageError({ place, rule, received: { value }, fix: FIX })
}
