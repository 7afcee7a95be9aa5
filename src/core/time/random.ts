import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A stream of random numbers: each call gives the next, at least 0 and below 1. */
export type Random = () => number

/**
 * The stream that belongs to a seed and a path of keys. The same seed and path
 * always give the same numbers, and paths that differ anywhere give streams
 * without correlation: renaming or reordering one consumer leaves the others'
 * draws alone.
 *
 * @param seed any integer
 * @param path what the stream is for, such as handler name, iteration, nth call
 */
export function randomStream(seed: number, ...path: readonly (string | number)[]): Random {
  // Both halves of the seed: a bit operation alone would drop the upper one.
  let hash = mix(mix(seed | 0) ^ Math.floor(seed / 2 ** 32))
  for (const key of path) hash = mix(hash ^ (typeof key === 'number' ? key | 0 : fnv1a(key)))
  const generator = xoroshiro128plus(hash)
  return () => uniformFloat64(generator)
}

/** FNV-1a over UTF-16 units; its low bits are weak, so that {@link mix} always follows. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash | 0
}

/**
 * MurmurHash3's 32-bit finaliser: every input bit flips each output bit with
 * probability one half. An odd constant is added first, because it keeps 0 at 0.
 */
function mix(value: number): number {
  let hash = (value + 0x9e3779b9) | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) | 0
}
