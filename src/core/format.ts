/**
 * Escape sequences (ECMA-48): colours and cursor movements (`ESC [` or the
 * 8-bit CSI), links and titles (`ESC ]` up to BEL or `ESC \\`), and the short ones.
 */
const ESCAPE_SEQUENCE = new RegExp(
  [
    String.raw`(?:\x1B\[|\x9B)[0-?]*[ -/]*[@-~]`,
    String.raw`(?:\x1B[\]P^_X]|[\x9D\x90\x9E\x9F\x98])[^\x07\x1B\x9C]*(?:\x07|\x1B\\|\x9C)`,
    String.raw`\x1B[ -/]*[0-~]`,
  ].join('|'),
  'g',
)
/** Control characters, line separators, which would break a table, and marks that turn the text around. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu

const SPARKS = '▁▂▃▄▅▆▇█'

/**
 * A number for people: thousands apart by a space, and four figures where
 * there are that many to know: `1 904`, `412`, `98.2`, `1.23`, `0.0456`.
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '—'
  return group(value.toFixed(decimals(value)))
}

/** A number as it was written: every digit, thousands apart. */
export function formatExact(value: number): string {
  return group(decimalText(value))
}

/**
 * A received number beside the limit it is judged by: with as many digits as
 * it takes to see which side of the limit it is on.
 */
export function formatAgainst(received: number, limit: number): string {
  if (!Number.isFinite(received)) return '—'
  if (received === limit) return formatExact(limit)
  for (let digits = decimals(received); digits <= 12; digits++) {
    const text = received.toFixed(digits)
    if (Math.sign(Number(text) - limit) === Math.sign(received - limit)) return group(text)
  }
  return formatExact(received)
}

/** A share as a percentage: `0 %`, `0.33 %`, `29 %`. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return '—'
  const percent = toPercent(share)
  return `${percent >= 10 || Number.isInteger(percent) ? percent.toFixed(0) : percent.toPrecision(2)} %`
}

/** A share as it was written: every digit of the percentage. */
export function formatExactShare(share: number): string {
  return `${formatExact(toPercent(share))} %`
}

/** A received share beside the limit it is judged by, as {@link formatAgainst}. */
export function formatShareAgainst(received: number, limit: number): string {
  if (!Number.isFinite(received)) return '—'
  const short = formatShare(received)
  const side = Math.sign(Number.parseFloat(short) - toPercent(limit))
  return side === Math.sign(received - limit)
    ? short
    : `${formatAgainst(toPercent(received), toPercent(limit))} %`
}

/** Without the noise of binary fractions: 0.07 × 100 is 7.000000000000001. */
function toPercent(share: number): number {
  return Number((share * 100).toPrecision(14))
}

/** `1 iteration`, `2 iterations`, `1 000 iterations`. */
export function formatCount(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${formatExact(count)} ${count === 1 ? noun : plural}`
}

/** `"a"`, `"a", "b"`, and from the fourth on `"a", "b", "c" and 2 more`. */
export function formatNames(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${printable(name)}"`)
  return shown.join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '')
}

/** Eight block heights for counts; an empty bin is the lowest block, any other at least the second. */
export function sparkline(counts: readonly number[]): string {
  const most = Math.max(...counts, 0)
  return counts
    .map((count) => (count === 0 ? 0 : Math.max(1, Math.round((count / most) * (SPARKS.length - 1)))))
    .map((height) => SPARKS[height] ?? '')
    .join('')
}

/** Text from outside, made safe for a terminal: no control characters, on one line. */
export function printable(text: string): string {
  return text.replace(ESCAPE_SEQUENCE, '').replace(CONTROL, ' ').trim()
}

/** Text from outside with its control characters spelled out, on one line: `a\\u000ab`. */
export function escapeControls(text: string): string {
  const escaped = (char: string): string => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
  return text.replace(CONTROL, (chars) => Array.from(chars, escaped).join(''))
}

function decimals(value: number): number {
  const size = Math.abs(value)
  if (size >= 100 || size === 0) return 0
  if (size >= 10) return 1
  if (size >= 1) return 2
  // Three figures below one, down to a nanosecond in milliseconds.
  return Math.min(6, 2 - Math.floor(Math.log10(size)))
}

/** Digits without an exponent, which `String()` writes below 1e-6. */
function decimalText(value: number): string {
  const text = String(value)
  return text.includes('e-') && Math.abs(value) >= 1e-12 ? value.toFixed(20).replace(/\.?0+$/, '') : text
}

function group(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ' ')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}
