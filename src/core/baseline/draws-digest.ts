import { NOTED_ITERATIONS } from '../calls/draws.ts'
import { randomStream } from '../time/random.ts'

/** The alphabet of URLs' base64: a digest is one word. */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** Where an iteration did not call the mock. */
const NOT_CALLED = '..'
const WIDTH = NOT_CALLED.length

/**
 * A digest of the latencies that a mock has drawn for the first call of each of
 * the first iterations: two characters for each, so that two runs can be told
 * apart by those iterations in which both have called it.
 *
 * @param drawnMs undefined for an iteration that did not call it
 */
export function drawsDigest(drawnMs: readonly (number | undefined)[]): string {
  const words = Array.from({ length: NOTED_ITERATIONS }, (_, i) => wordOf(drawnMs[i], i))
  return words.join('').replace(/\.+$/, '')
}

/** Whether nothing tells two digests apart. */
export function sameDraws(one: string, other: string): boolean {
  for (let at = 0; at < Math.min(one.length, other.length); at += WIDTH) {
    const [a, b] = [one.slice(at, at + WIDTH), other.slice(at, at + WIDTH)]
    if (a !== b && a !== NOT_CALLED && b !== NOT_CALLED) return false
  }
  return true
}

function wordOf(ms: number | undefined, iteration: number): string {
  if (ms === undefined) return NOT_CALLED
  const hash = Math.floor(randomStream(Math.round(ms * 1_000), 'draws', iteration)() * DIGITS.length ** 2)
  return DIGITS.charAt(Math.floor(hash / DIGITS.length)) + DIGITS.charAt(hash % DIGITS.length)
}
