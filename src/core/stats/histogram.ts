import type { Histogram } from 'hdr-histogram-js'

const SIGNIFICANT_DIGITS = 3

/**
 * Loads hdr-histogram-js ahead of its use: 40 to 80 ms of work that nobody
 * wants beside a measurement.
 */
export async function preloadHistograms(): Promise<void> {
  await import('hdr-histogram-js')
}

/**
 * Encodes durations as an HdrHistogram in its V2 compressed base64 form: what
 * reports and baselines store, what merges over shards. Three significant
 * digits, grown on demand.
 *
 * hdr-histogram-js is loaded on first use: see {@link preloadHistograms}.
 *
 * @param samples durations, integers of one unit from 0 up (ns on the real clock)
 * @throws RangeError for a sample that is negative or not finite
 */
export async function encodeHistogram(samples: Iterable<number>): Promise<string> {
  const hdr = await import('hdr-histogram-js')
  const histogram = await emptyHistogram()
  for (const sample of samples) {
    if (!(sample >= 0 && Number.isFinite(sample))) {
      throw new RangeError(`a histogram holds durations from 0 up, received ${sample}`)
    }
    histogram.recordValue(Math.round(sample))
  }
  return hdr.encodeIntoCompressedBase64(histogram)
}

/** Decodes what {@link encodeHistogram} wrote. */
export async function decodeHistogram(encoded: string): Promise<Histogram> {
  const hdr = await import('hdr-histogram-js')
  return hdr.decodeFromCompressedBase64(encoded)
}

/** Adds encoded histograms of one unit up into one; equal to encoding all their samples together. */
export async function mergeHistograms(encoded: readonly string[]): Promise<string> {
  const hdr = await import('hdr-histogram-js')
  const merged = await emptyHistogram()
  for (const one of encoded) merged.add(await decodeHistogram(one))
  return hdr.encodeIntoCompressedBase64(merged)
}

async function emptyHistogram(): Promise<Histogram> {
  const hdr = await import('hdr-histogram-js')
  return hdr.build({
    bitBucketSize: 64,
    autoResize: true,
    lowestDiscernibleValue: 1,
    numberOfSignificantValueDigits: SIGNIFICANT_DIGITS,
    useWebAssembly: false,
  })
}
