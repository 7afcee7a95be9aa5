import { oneOf } from '../../../check.ts'
import { usageError } from '../../../errors.ts'
import type { HistogramCodec } from '../../../stats/histogram.ts'
import { describeError } from '../../../thrown.ts'
import type { MeasuredRange } from '../empirical.ts'

/** What the values of a histogram are. */
export type HistogramUnit = 'ns' | 'us' | 'µs' | 'ms' | 's'

/** To divide by, which leaves whole ms whole. */
const UNITS_PER_MS: Readonly<Record<HistogramUnit, number>> = { ns: 1e6, us: 1e3, µs: 1e3, ms: 1, s: 1e-3 }

/**
 * Reads an HdrHistogram.
 *
 * @param encoded V2, compressed, base64
 * @throws SkillperfError for anything else
 */
export function readHdr(
  encoded: string,
  unit: HistogramUnit,
  codec: HistogramCodec,
  place: string,
): MeasuredRange[] {
  const perMs = UNITS_PER_MS[unit]
  try {
    return codec
      .ranges(encoded)
      .map(({ low, high, count }) => ({ lowMs: low / perMs, highMs: high / perMs, count }))
  } catch (error) {
    throw usageError({
      place,
      rule: `the text is no HdrHistogram (${describeError(error)})`,
      received: { value: encoded },
      fix: 'It must be compressed, of version 2 and in base64: it begins with HISTF.',
    })
  }
}

/** @returns ns by default, which is what most recorders count in */
export function readUnit(value: unknown, place: string): HistogramUnit {
  if (value === undefined) return 'ns'
  // The Greek letter, for the micro sign: another character, written as often.
  const written = typeof value === 'string' ? value.replace('\u03BC', '\u00B5') : value
  return oneOf(written, ['ns', 'us', 'µs', 'ms', 's'], 'unit', place)
}
