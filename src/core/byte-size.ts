import { usageError } from './errors.ts'
import { formatAgainst, formatExact, formatNumber } from './format.ts'

type ByteUnit = 'B' | 'KB' | 'KiB' | 'MB' | 'MiB' | 'GB' | 'GiB'

/** A size of memory: a number of bytes, or a string such as `'2KB'` or `'1.5 MiB'`. KB are 1 000 bytes, KiB 1 024. */
export type ByteSize = number | `${number}${ByteUnit}` | `${number} ${ByteUnit}`

const BYTES_PER_UNIT: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  KiB: 2 ** 10,
  MB: 1e6,
  MiB: 2 ** 20,
  GB: 1e9,
  GiB: 2 ** 30,
}

const BYTE_SIZE = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z]*)\s*$/i

/**
 * Reads a size of memory.
 *
 * @param what the argument's name, for the error
 * @param place where it was written, for the error
 * @returns bytes
 * @throws SkillperfError for anything but a positive, finite number or a string with a unit
 */
export function readByteSize(value: unknown, what: string, place: string): number {
  const fix = "Write a number of bytes, such as 2_000, or a string with a unit, such as '2KB' or '1.5MiB'."
  let bytes = value
  if (typeof value === 'string') {
    const [, digits, unit = ''] = BYTE_SIZE.exec(value) ?? []
    if (digits !== undefined && unit === '') {
      const rule = `${what} has no unit`
      throw usageError({
        place,
        rule,
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
    // As durations are: without the noise of binary fractions.
    bytes = Number((Number(digits) * factor).toPrecision(15))
  }
  if (typeof bytes === 'number' && Number.isFinite(bytes) && bytes > 0) return bytes
  throw usageError({ place, rule: `${what} must be above 0 bytes and finite`, received: { value }, fix })
}

/** The units that are shown, the largest first. */
const SHOWN: readonly (readonly [unit: ByteUnit, bytes: number])[] = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['KB', 1e3],
  ['B', 1],
]

/** Bytes for people: `48 B`, `1.90 KB`, `12.3 MB`. */
export function formatBytes(bytes: number): string {
  const [unit, factor] = unitOf(bytes)
  return `${Number.isInteger(bytes / factor) ? formatExact(bytes / factor) : formatNumber(bytes / factor)} ${unit}`
}

/** Bytes as they were written: every digit, in the largest unit of which there is at least one: `2 KB`, `1.536 KB`. */
export function formatExactBytes(bytes: number): string {
  const [unit, factor] = unitOf(bytes)
  return `${formatExact(Number((bytes / factor).toPrecision(15)))} ${unit}`
}

/** Received bytes beside the limit that they are judged by: with as many digits as show which side they are on. */
export function formatBytesAgainst(received: number, limit: number): string {
  const [unit, factor] = unitOf(received)
  return `${formatAgainst(received / factor, limit / factor)} ${unit}`
}

function unitOf(bytes: number): readonly [unit: ByteUnit, bytes: number] {
  return SHOWN.find(([, factor]) => Math.abs(bytes) >= factor) ?? ['B', 1]
}
