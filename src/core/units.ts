import { usageError } from './errors.ts'

type DurationUnit = 'ns' | 'us' | 'µs' | 'ms' | 's' | 'min' | 'h'

/** A duration: a number of milliseconds, or a string with its unit, such as `'200ms'` or `'1.5 s'`. */
export type Duration = number | `${number}${DurationUnit}` | `${number} ${DurationUnit}`

/** A rate: a number per second, or a string such as `'50/s'` or `'3000/min'`. */
export type Rate = number | `${number}/${'s' | 'min' | 'h'}`

/** A share: a number above 0 and up to 1, or a string such as `'1%'`. */
export type Share = number | `${number}%`

const MS_PER_UNIT: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3, // U+00B5, the micro sign
  μs: 1e-3, // U+03BC, the Greek letter: another character, written as often
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
}

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3_600 }

const NUMBER = String.raw`([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)`
const DURATION = new RegExp(String.raw`^\s*${NUMBER}\s*([a-zµμ]*)\s*$`, 'i')
const RATE = new RegExp(String.raw`^\s*${NUMBER}\s*/\s*([a-z]+)\s*$`, 'i')
const PERCENT = new RegExp(String.raw`^\s*${NUMBER}\s*%\s*$`, 'i')

/**
 * Reads a duration.
 *
 * @param what the argument's name, for the error
 * @param place where it was written, for the error
 * @param zero whether 0 is one, too; above 0 otherwise
 * @returns milliseconds
 * @throws SkillperfError for anything but a finite number of ms in that range, or a string with a unit
 */
export function readDuration(value: unknown, what: string, place: string, zero: boolean = false): number {
  const fix = "Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'."
  let ms = value
  if (typeof value === 'string') {
    const [, digits, unit] = DURATION.exec(value) ?? []
    if (digits !== undefined && unit === '') {
      throw usageError({
        place,
        rule: `${what} has no unit`,
        received: { value },
        fix: `Write '${digits}ms', or the number ${digits}.`,
      })
    }
    const factor = unit === undefined ? undefined : MS_PER_UNIT[unit]
    if (digits === undefined || factor === undefined) {
      throw usageError({
        place,
        rule: `${what} must be a number with one of the units ns, µs, ms, s, min, h`,
        received: { value },
        fix,
      })
    }
    // Rounded to what a double holds: 1.005 s is 1005 ms, and no hair less.
    ms = Number((Number(digits) * factor).toPrecision(15))
  }
  if (zero && ms === 0) return 0
  const range = zero ? '0 ms or above' : 'above 0 ms'
  return positive(ms, value, `${what} must be ${range} and finite`, place, fix)
}

/**
 * Reads a rate that must be above zero.
 *
 * @returns a number per second
 * @throws SkillperfError for anything but a positive, finite number or a string such as `'50/s'`
 */
export function readRate(value: unknown, what: string, place: string): number {
  const fix = "Write a number per second, such as 50, or a string such as '50/s' or '3000/min'."
  let perSecond = value
  if (typeof value === 'string') {
    const [, digits, unit] = RATE.exec(value) ?? []
    const seconds = unit === undefined ? undefined : SECONDS_PER_UNIT[unit]
    if (digits === undefined || seconds === undefined) {
      throw usageError({ place, rule: `${what} must be a rate per s, min or h`, received: { value }, fix })
    }
    perSecond = Number(digits) / seconds
  }
  return positive(perSecond, value, `${what} must be above 0 per second and finite`, place, fix)
}

/**
 * Reads a share.
 *
 * @param zero whether 0 is one, too; above 0 otherwise
 * @returns a number in that range and up to 1
 * @throws SkillperfError for anything else
 */
export function readShare(value: unknown, what: string, place: string, zero: boolean = false): number {
  const fix = "Write a share up to 1, such as 0.01, or a percentage, such as '1%'."
  let share = value
  if (typeof value === 'string') {
    share = readPercent(value)
    if (share === undefined) {
      throw usageError({ place, rule: `${what} must be a share`, received: { value }, fix })
    }
  }
  if (typeof share === 'number' && share > 1) {
    const meant = share === value && share <= 100 ? `${share} % is ${share / 100}. ` : ''
    throw usageError({
      place,
      rule: `${what} is a share up to 1`,
      received: { value },
      fix: `${meant}${fix}`,
    })
  }
  if (zero && share === 0) return 0
  const range = zero ? 'from 0' : 'above 0 and up'
  const none = share === 0 ? 'No share is below 0: leave the limit out, and any error fails the test. ' : ''
  return positive(share, value, `${what} must be ${range} to 1`, place, none + fix)
}

/** The share that a text such as `'1%'` stands for; undefined for any other. */
export function readPercent(text: string): number | undefined {
  const [, digits] = PERCENT.exec(text) ?? []
  // As durations are: 0.7 % is 0.007, and no hair less.
  return digits === undefined ? undefined : Number((Number(digits) / 100).toPrecision(15))
}

function positive(number: unknown, value: unknown, rule: string, place: string, fix: string): number {
  if (typeof number === 'number' && Number.isFinite(number) && number > 0) return number
  throw usageError({ place, rule, received: { value }, fix })
}
