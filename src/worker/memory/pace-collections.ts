import { getHeapStatistics, promiseHooks } from 'node:v8'
import { realTime } from '../real-time.ts'
import type { CollectGarbage } from '../../profiler/v8/garbage-collector.ts'

/** How often it is looked at where no promise gives the occasion. */
const TICK_MS = 1
/** Looking takes time: no more occasions than this are left out ... */
const MOST_LEFT_OUT = 64
/** ... and none, where as many as ever before could come to this share of the pace. */
const SHARE_LEFT_OUT = 0.25

/**
 * Collects garbage whenever so much more is in use than after the last time.
 * It is looked at wherever JavaScript lets somebody look: when promises are made
 * and go on, and from turn to turn of the event loop; not while code computes.
 *
 * @returns what ends it
 */
export function paceCollections(everyBytes: number, collect: CollectGarbage): () => void {
  let leastBytes = usedBytes()
  let lastBytes = leastBytes
  let mostBetween = 1
  let [leftOut, wait] = [0, 0]
  const look = (): void => {
    const used = usedBytes()
    mostBetween = Math.max(mostBetween, (used - lastBytes) / (leftOut + 1))
    if (used - leastBytes >= everyBytes) {
      collect()
      leastBytes = usedBytes()
    }
    lastBytes = usedBytes()
    leastBytes = Math.min(leastBytes, lastBytes)
    leftOut = 0
    wait = Math.min(MOST_LEFT_OUT, (everyBytes * SHARE_LEFT_OUT) / mostBetween)
  }
  const occasion = (): void => {
    if (leftOut < wait) leftOut++
    else look()
  }
  const endHooks = promiseHooks.createHook({ init: occasion, before: occasion }) as () => void
  const timer = realTime.setInterval(look, TICK_MS)
  return () => {
    endHooks()
    realTime.clearTimeout(timer)
  }
}

function usedBytes(): number {
  const { used_heap_size: heap, external_memory: offHeap } = getHeapStatistics()
  return heap + offHeap
}
