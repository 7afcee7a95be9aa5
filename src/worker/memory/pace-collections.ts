import { getHeapStatistics, promiseHooks } from 'node:v8'
import { realTime } from '../real-time.ts'
import type { CollectGarbage } from './garbage-collector.ts'

/** How often it is looked at where no promise gives the occasion. */
const TICK_MS = 1

/**
 * Collects garbage whenever so much more is in use than after the last time.
 * It is looked at wherever JavaScript lets somebody look: when promises are made
 * and go on, and from turn to turn of the event loop; not while code computes.
 *
 * @returns what ends it
 */
export function paceCollections(everyBytes: number, collect: CollectGarbage): () => void {
  let leastBytes = usedBytes()
  const look = (): void => {
    const used = usedBytes()
    if (used - leastBytes >= everyBytes) {
      collect()
      leastBytes = usedBytes()
    } else if (used < leastBytes) leastBytes = used
  }
  const endHooks = promiseHooks.createHook({ init: look, before: look }) as () => void
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
