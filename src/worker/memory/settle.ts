import { eventLoopTurn } from '../real-time.ts'
import type { CollectGarbage } from '../../profiler/v8/garbage-collector.ts'

/**
 * Waits for what callbacks let go of, and collects garbage: twice, because
 * finalizers run after a collection, and what they hold goes with the next.
 */
export async function settleMemory(collect: CollectGarbage): Promise<void> {
  await eventLoopTurn()
  collect()
  await eventLoopTurn()
  collect()
}
