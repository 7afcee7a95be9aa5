import { formatBytes } from '../../core/byte-size.ts'
import { formatCount } from '../../core/format.ts'
import { realTime } from '../real-time.ts'
import type { CollectGarbage } from '../../profiler/v8/garbage-collector.ts'
import { heapLevel } from './heap-level.ts'
import { settleMemory } from './settle.ts'

/** What V8 keeps for itself meanwhile is less. */
const ENOUGH_BYTES = 32_768
/** As much per call is enough after fewer calls. */
const CLEAR_BYTES_PER_CALL = 64
/** A leak that is smaller than that per call is none. */
const LEAST_BYTES_PER_CALL = 2
/** The first calls are made in so many parts, so that they can be ended. */
const PARTS = 8

/** How far to go. */
export interface Growth {
  /** As many at least, if there is time. */
  readonly calls: number
  readonly collect: CollectGarbage
  /** Of the real clock: what would take longer is not begun. */
  readonly endMs: number
}

/**
 * Calls a function until it has kept enough to be seen: arrays and Maps grow in
 * steps, between which nothing is new.
 *
 * @returns what a reader should know: that too little has grown in time
 * @throws what the function throws
 */
export async function growHeap(
  run: (calls: number) => Promise<void>,
  { calls, collect, endMs }: Growth,
): Promise<string | undefined> {
  await settleMemory(collect)
  const before = total()
  const startMs = realTime.now()
  const part = Math.ceil(calls / PARTS)
  let done = 0
  const hasTimeFor = (times: number): boolean => {
    const nowMs = realTime.now()
    return done === 0 || nowMs + ((nowMs - startMs) / done) * times < endMs
  }
  for (let next = part; hasTimeFor(next); next = done < calls ? part : Math.ceil(done / 2)) {
    await run(next)
    done += next
    if (done < calls) continue
    await settleMemory(collect)
    if (isEnough(total() - before, done)) return undefined
  }
  await settleMemory(collect)
  const grown = total() - before
  return isEnough(grown, done) ? undefined : tooLittle(done, grown)
}

function isEnough(bytes: number, calls: number): boolean {
  const clear = Math.min(ENOUGH_BYTES, CLEAR_BYTES_PER_CALL * calls)
  return bytes >= Math.max(clear, LEAST_BYTES_PER_CALL * calls)
}

function tooLittle(calls: number, bytes: number): string {
  return (
    `While it was looked for who leaks, ${formatCount(calls, 'call')} kept only ${formatBytes(Math.max(0, bytes))}: ` +
    'what is named here may be something else.'
  )
}

function total(): number {
  const { heapBytes, offHeapBytes } = heapLevel()
  return heapBytes + offHeapBytes
}
