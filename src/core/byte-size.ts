import { BYTES_PER_UNIT } from './byte-units.ts'
import type { ByteUnit } from './byte-units.ts'
import { usageError } from './errors.ts'
import { formatNumber } from './format.ts'

/** A size: a number of bytes, or a string such as `'2KB'` or `'1.5 MiB'`. KB are 1 000 bytes, KiB 1 024. */
export type ByteSize = number | `${number}${ByteUnit}` | `${number} ${ByteUnit}`

const SIZE = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z]*)\s*$/i

/**
 * Reads a size.
 *
 * @param what the argument's name, for the error
 * @param place where it was written, for the error
 * @returns bytes
 * @throws SkillperfError for anything but a positive, finite number or a string with a unit
 */
export function readByteSize(value: unknown, what: string, place: string): number {
  const fix = "Write a number of bytes, such as 2000, or a string with a unit, such as '2KB' or '1MiB'."
  let bytes = value
  if (typeof value === 'string') {
    const [, digits, unit = ''] = SIZE.exec(value) ?? []
    if (digits !== undefined && unit === '') {
      throw usageError({
        place,
        rule: `${what} has no unit`,
        received: { value },
        fix: `Write '${digits}B', or the number ${digits}.`,
      })
    }
    const factor = Object.hasOwn(BYTES_PER_UNIT, unit) ? BYTES_PER_UNIT[unit] : undefined
    if (digits === undefined || factor === undefined) {
      throw usageError({
        place,
        rule: `${what} must be a number with one of the units ${Object.keys(BYTES_PER_UNIT).join(', ')}`,
        received: { value },
        fix,
      })
    }
    // As durations are: 1.1 KB is 1 100, and no hair more.
    bytes = Number((Number(digits) * factor).toPrecision(15))
  }
  if (typeof bytes === 'number' && Number.isFinite(bytes) && bytes > 0) return bytes
  throw usageError({ place, rule: `${what} must be above 0 bytes and finite`, received: { value }, fix })
}

const UNITS = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['KB', 1e3],
] as const

/** A size for people: `16 B`, `2.05 KB`, `1.50 MB`; KB are 1 000 bytes. */
export function formatBytes(bytes: number): string {
  const size = Math.abs(bytes)
  // What would be rounded up to 1 000 of a unit is 1 of the next.
  const [unit, factor] = UNITS.find(([, factor]) => size >= factor * 0.9995) ?? (['B', 1] as const)
  const number = size / factor
  const rounded = unit !== 'B' && number < 1 ? 1 : number
  const text = unit === 'B' && Number.isInteger(number) ? String(number) : formatNumber(rounded)
  return `${bytes < 0 ? '−' : ''}${text} ${unit}`
}

/** How much a size has changed: `+1.50 MB`, `−16 B`, `±0 B`. */
export function formatByteChange(bytes: number): string {
  const text = formatBytes(bytes)
  return bytes === 0 ? `±${text}` : bytes > 0 ? `+${text}` : text
}
