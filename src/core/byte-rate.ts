import { BYTES_PER_UNIT } from './byte-units.ts'
import type { ByteUnit } from './byte-units.ts'
import { usageError } from './errors.ts'

/** How fast bytes come: a number per second, or a string such as `'1MB/s'`. KB are 1 000 bytes, KiB 1 024. */
export type ByteRate = number | `${number}${ByteUnit}/s` | `${number} ${ByteUnit}/s`

const BYTE_RATE = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z]+)\s*\/\s*s\s*$/i

/**
 * Reads how fast bytes come.
 *
 * @param what the argument's name, for the error
 * @param place where it was written, for the error
 * @returns bytes per second
 * @throws SkillperfError for anything but a positive, finite number or a string such as `'1MB/s'`
 */
export function readByteRate(value: unknown, what: string, place: string): number {
  const fix = "Write bytes per second, such as 1_000_000, or a string such as '1MB/s' or '64KiB/s'."
  let rate = value
  if (typeof value === 'string') {
    const [, digits, unit = ''] = BYTE_RATE.exec(value) ?? []
    const factor = Object.hasOwn(BYTES_PER_UNIT, unit) ? BYTES_PER_UNIT[unit] : undefined
    if (digits === undefined || factor === undefined) {
      throw usageError({
        place,
        rule: `${what} must be a number of ${Object.keys(BYTES_PER_UNIT).join(', ')} per s`,
        received: { value },
        fix,
      })
    }
    rate = Number(digits) * factor
  }
  if (typeof rate === 'number' && Number.isFinite(rate) && rate > 0) return rate
  throw usageError({
    place,
    rule: `${what} must be above 0 bytes per second and finite`,
    received: { value },
    fix,
  })
}
