import { callsInBlock } from '../../src/core/stats/heap-trend.ts'
import type { HeapLevels } from '../../src/core/stats/heap-trend.ts'

/** Memory after so many calls, in bytes. */
export type Growth = (calls: number) => number

/** What a watch would see of code that has grown so. */
export function levelsOf(
  growth: Growth,
  blocks: number,
  { blockCalls = 1_000, warmupCalls = 511 }: { blockCalls?: number; warmupCalls?: number } = {},
): HeapLevels {
  let calls = warmupCalls
  const levels = [growth(calls)]
  for (let nth = 1; nth <= blocks; nth++) levels.push(growth((calls += callsInBlock(nth, blockCalls))))
  return { levels, blockCalls, warmupCalls }
}

/** Keeps so many bytes with each call. */
export const keeps =
  (bytesPerCall: number): Growth =>
  (calls) =>
    calls * bytesPerCall

/** An array of small integers: eight bytes each, half as much again and 16 whenever it is full. */
export const arrayOfIntegers: Growth = (calls) => {
  let capacity = 0
  while (capacity < calls) capacity = Math.floor(capacity * 1.5) + 17
  return capacity * 8
}

/** A set of small integers: its table doubles, about 20 bytes for each place. */
export const setOfIntegers: Growth = (calls) => {
  let capacity = 4
  while (capacity < calls) capacity *= 2
  return capacity * 20
}

/** A cache that is full with so many entries of so many bytes. */
export const boundedCache =
  (entries: number, bytes: number): Growth =>
  (calls) =>
    Math.min(calls, entries) * bytes

/** A map that is emptied each time it has so many entries of so many bytes. */
export const emptiedAt =
  (entries: number, bytes: number): Growth =>
  (calls) =>
    (calls % entries) * bytes
