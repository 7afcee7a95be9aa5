import type * as Hdr from 'hdr-histogram-js'
import type { Histogram } from 'hdr-histogram-js'

const SIGNIFICANT_DIGITS = 3
/** Bits of a count: production has counted longer than 32 bits hold. */
const WIDE_COUNTS = 64

/** Reads and writes histograms at once, with a library that is loaded already. */
export interface HistogramCodec {
  /** As {@link encodeHistogram}. */
  encode(samples: Iterable<number>): string
  /** As {@link decodeHistogram}. */
  decode(encoded: string): Histogram
  /**
   * How many recorded values are `value` or more. Values that the histogram
   * cannot tell from it, within 0.1 %, count as well.
   */
  countAtLeast(histogram: Histogram, value: number): number
  /**
   * What a histogram knows: ascending, and without those that are empty.
   *
   * @param encoded V2, compressed, base64, of any writer
   * @throws Error for anything else
   */
  ranges(encoded: string): HistogramRange[]
}

/** Values that a histogram cannot tell apart. */
export interface HistogramRange {
  /** The smallest of them, in the histogram's unit. */
  readonly low: number
  /** The largest of them; both are the same where it is exact. */
  readonly high: number
  /** How many of the recorded values they are. */
  readonly count: number
}

/** @param require loads a library at once, as Node's `require` does */
export function requireHistograms(require: (library: string) => unknown): HistogramCodec {
  return histogramCodec(require('hdr-histogram-js') as typeof Hdr)
}

function histogramCodec(hdr: typeof Hdr): HistogramCodec {
  return {
    encode(samples) {
      const histogram = emptyHistogram(hdr)
      // Sorted samples of a fast function repeat a lot.
      let [value, count] = [0, 0]
      for (const sample of samples) {
        const rounded = Math.round(required(sample))
        if (rounded === value) count++
        else {
          if (count > 0) histogram.recordValueWithCount(value, count)
          value = rounded
          count = 1
        }
      }
      if (count > 0) histogram.recordValueWithCount(value, count)
      return hdr.encodeIntoCompressedBase64(histogram)
    },
    decode: (encoded) => hdr.decodeFromCompressedBase64(encoded),
    countAtLeast(histogram, value) {
      if (!(histogram instanceof hdr.JsHistogram)) throw new TypeError('the histogram is of another library')
      let count = 0
      for (let i = histogram.countsArrayIndex(Math.round(value)); i < histogram.countsArrayLength; i++) {
        count += histogram.getCountAtIndex(i)
      }
      return count
    },
    ranges(encoded) {
      const histogram = hdr.decodeFromCompressedBase64(encoded, WIDE_COUNTS)
      if (!(histogram instanceof hdr.JsHistogram)) throw new TypeError('the histogram is of another library')
      const ranges: HistogramRange[] = []
      for (let i = 0; i < histogram.countsArrayLength; i++) {
        const count = histogram.getCountAtIndex(i)
        if (count === 0) continue
        const low = histogram.valueFromIndex(i)
        ranges.push({ low, high: histogram.highestEquivalentValue(low), count })
      }
      return ranges
    },
  }
}

/**
 * Loads hdr-histogram-js: 40 to 80 ms of work that nobody wants beside a
 * measurement, so do it ahead.
 */
export async function loadHistograms(): Promise<HistogramCodec> {
  return histogramCodec(await import('hdr-histogram-js'))
}

/** Loads hdr-histogram-js ahead of its use. */
export async function preloadHistograms(): Promise<void> {
  await loadHistograms()
}

/**
 * Encodes durations as an HdrHistogram in its V2 compressed base64 form: what
 * reports and baselines store, what merges over shards. Three significant
 * digits, grown on demand.
 *
 * hdr-histogram-js is loaded on first use: see {@link loadHistograms}.
 *
 * @param samples durations, integers of one unit from 0 up (ns on the real clock)
 * @throws RangeError for a sample that is negative or not finite
 */
export async function encodeHistogram(samples: Iterable<number>): Promise<string> {
  return (await loadHistograms()).encode(samples)
}

/** Decodes what {@link encodeHistogram} wrote. */
export async function decodeHistogram(encoded: string): Promise<Histogram> {
  return (await loadHistograms()).decode(encoded)
}

/** Adds encoded histograms of one unit up into one; equal to encoding all their samples together. */
export async function mergeHistograms(encoded: readonly string[]): Promise<string> {
  const hdr = await import('hdr-histogram-js')
  const merged = emptyHistogram(hdr)
  for (const one of encoded) merged.add(hdr.decodeFromCompressedBase64(one))
  return hdr.encodeIntoCompressedBase64(merged)
}

function emptyHistogram(hdr: typeof Hdr): Histogram {
  return hdr.build({
    bitBucketSize: 64,
    autoResize: true,
    lowestDiscernibleValue: 1,
    numberOfSignificantValueDigits: SIGNIFICANT_DIGITS,
    useWebAssembly: false,
  })
}

function required(sample: number): number {
  if (sample >= 0 && Number.isFinite(sample)) return sample
  throw new RangeError(`a histogram holds durations from 0 up, received ${sample}`)
}
