import { createRequire } from 'node:module'
import { requireHistograms } from '../../src/core/stats/histogram.ts'
import type { HistogramCodec } from '../../src/core/stats/histogram.ts'

/** Histograms, at once. */
export const codec: HistogramCodec = requireHistograms(createRequire(import.meta.url))
