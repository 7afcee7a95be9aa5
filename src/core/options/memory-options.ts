import { flag, knownKeys, oneOf, plainObject, wholeNumber } from '../check.ts'
import { usageError } from '../errors.ts'
import type { MemoryMethod } from '../memory/memory-figures.ts'

/** Options of a memory profile. */
export interface MemoryOptions {
  /** Calls of the function that are profiled, one after another. Default: 1; 2 where allocations are sampled. */
  readonly calls?: number
  /** Calls before that, which are not: caches fill, and code is compiled. Default: 0. */
  readonly warmup?: number
  /**
   * `'exact'` notes each allocation, while the code runs unoptimised and many times slower. `'sampled'` draws one every
   * 4 KiB on average, and costs little: the first half of the calls tells what is still there, the second what was
   * allocated. Default: `'exact'`.
   */
  readonly method?: MemoryMethod
  /**
   * Writes a heap snapshot from after the calls, for the memory panel of Chrome
   * DevTools: `true`, or the path of the file, relative to the root. Default: false.
   */
  readonly snapshot?: boolean | string
}

/** Options as they were read. */
export interface ReadMemory {
  readonly calls: number
  readonly warmup: number
  readonly method: MemoryMethod
  /** True for a path that we choose. */
  readonly snapshot: boolean | string
}

const KEYS: readonly (keyof MemoryOptions)[] = ['calls', 'warmup', 'method', 'snapshot']

/** @throws SkillperfError for an unknown option, or a value out of its range */
export function readMemoryOptions(value: unknown, place: string): ReadMemory {
  const given = plainObject(value, place, `Write ${place}(fn, { calls: 10 }).`)
  knownKeys(given, KEYS, place)
  const { method: ownMethod, calls, warmup, snapshot } = given
  const method = ownMethod === undefined ? 'exact' : oneOf(ownMethod, ['exact', 'sampled'], 'method', place)
  const leave = 'Leave it out for the default.'
  return {
    method,
    calls: readCalls(calls, method, place),
    warmup: warmup === undefined ? 0 : wholeNumber(warmup, 'warmup', place, 0, leave),
    snapshot: readSnapshot(snapshot, place),
  }
}

function readCalls(value: unknown, method: MemoryMethod, place: string): number {
  if (method === 'exact') {
    return value === undefined ? 1 : wholeNumber(value, 'calls', place, 1, 'Leave it out for the default, 1.')
  }
  const fix =
    'Half of the calls tell what is still there, the others what was allocated. Leave it out for the default, 2.'
  return value === undefined ? 2 : wholeNumber(value, 'calls', place, 2, fix)
}

function readSnapshot(value: unknown, place: string): boolean | string {
  if (value === undefined) return false
  if (typeof value !== 'string') return flag(value, 'snapshot', place)
  if (value.trim() !== '') return value
  throw usageError({
    place,
    rule: '`snapshot` must be true, false, or the path of a file',
    received: { value },
    fix: "Write { snapshot: 'after.heapsnapshot' }.",
  })
}
