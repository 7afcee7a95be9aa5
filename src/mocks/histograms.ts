import { createRequire } from 'node:module'
import { requireHistograms } from '../core/stats/histogram.ts'
import type { HistogramCodec } from '../core/stats/histogram.ts'

let codec: HistogramCodec | undefined

/** Histograms for a model that is made at once: the first call loads their library, which takes 40 to 80 ms. */
export function histogramsNow(): HistogramCodec {
  codec ??= requireHistograms(createRequire(import.meta.url))
  return codec
}
