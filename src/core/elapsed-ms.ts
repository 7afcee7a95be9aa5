/** Far below what a clock tells, which is µs or ns, and above what binary fractions leave behind. */
const PER_MS = 1e6

/** Milliseconds between two times of one clock, in whole ns: 400.3 − 100.3 is 300, and no hair more. */
export function elapsedMs(fromMs: number, toMs: number): number {
  return wholeNs(toMs - fromMs)
}

/** Milliseconds, rounded to whole ns. */
export function wholeNs(ms: number): number {
  return Math.round(ms * PER_MS) / PER_MS
}
