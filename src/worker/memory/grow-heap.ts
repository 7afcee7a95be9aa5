import { formatBytes } from '../../core/byte-size.ts'
import { formatCount } from '../../core/format.ts'
import { realTime } from '../real-time.ts'
import type { CollectGarbage } from '../../profiler/v8/garbage-collector.ts'
import { heapLevel } from './heap-level.ts'
import { settleMemory } from './settle.ts'

/** What V8 keeps for itself meanwhile is less. */
const ENOUGH_BYTES = 32_768
/** A leak that is smaller than that per call is none. */
const LEAST_BYTES_PER_CALL = 2

/** How far to go. */
export interface Growth {
  readonly calls: number
  readonly collect: CollectGarbage
  /** Of the real clock: what would take longer is not begun. */
  readonly endMs: number
}

/**
 * Calls a function until it has kept enough to be seen: arrays and Maps grow in
 * steps, between which nothing is new.
 *
 * @returns what a reader should know: nothing has grown in time
 * @throws what the function throws
 */
export async function growHeap(
  run: (calls: number) => Promise<void>,
  { calls, collect, endMs }: Growth,
): Promise<string | undefined> {
  await settleMemory(collect)
  const before = total()
  let [done, grown] = [0, 0]
  for (let next = calls, took = 0; done === 0 || realTime.now() + 2 * took < endMs; next = done) {
    const startMs = realTime.now()
    await run(next)
    done += next
    await settleMemory(collect)
    took = realTime.now() - startMs
    grown = total() - before
    if (grown >= Math.max(ENOUGH_BYTES, LEAST_BYTES_PER_CALL * done)) return undefined
  }
  return grown > LEAST_BYTES_PER_CALL * done
    ? undefined
    : `While it was looked for who leaks, ${formatCount(done, 'call')} kept only ${formatBytes(Math.max(0, grown))}: what is named here may be something else.`
}

function total(): number {
  const { heapBytes, offHeapBytes } = heapLevel()
  return heapBytes + offHeapBytes
}
