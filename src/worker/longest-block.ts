import { BlockWatch } from '../core/block-watch.ts'
import type { Block } from '../core/block-watch.ts'
import { consume, isThenable, sink } from './load/consume.ts'
import { realTime } from './real-time.ts'
import { readRunQueue } from './run-queue.ts'

/** How often the event loop is looked at: what is shorter is not seen. */
const TICK_MS = 1

/** What it takes to watch the event loop. */
export interface LoopTime {
  readonly now: () => number
  /** How long this thread has waited for a processor so far, in ms; undefined where nobody knows. */
  readonly waited: () => number | undefined
  /** Calls back each `ms`, until the returned function is called. */
  every(ms: number, fn: () => void): () => void
}

export const realLoopTime: LoopTime = {
  now: realTime.now,
  waited: () => readRunQueue()?.waitedMs,
  every(ms, fn) {
    const timer = realTime.setInterval(fn, ms)
    timer.unref()
    return () => realTime.clearTimeout(timer)
  },
}

/**
 * Runs a function until what it returns is there, streams to their end, and
 * finds the longest time in which nothing else could run: to a millisecond.
 *
 * @throws what the function throws
 */
export async function longestBlock(fn: () => unknown, time: LoopTime): Promise<Block> {
  const watch = new BlockWatch(time.now(), time.waited())
  const look = (idleMs: number): void => watch.look(time.now(), time.waited(), idleMs)
  const stop = time.every(TICK_MS, () => look(TICK_MS))
  try {
    const returned = fn()
    // Up to here it has waited for nothing.
    look(0)
    const result = isThenable(returned) ? await returned : returned
    await consume(result, undefined, time.now)
    sink.item = result
    look(TICK_MS)
    return watch.longest
  } finally {
    stop()
  }
}

/**
 * Runs a function up to so many times, as long as it blocks: a real block
 * repeats, and what the machine was busy with does not.
 *
 * @returns the longest block of each run, in order
 * @throws what the function throws
 */
export async function blocksOf(
  fn: () => unknown,
  limitMs: number,
  attempts: number,
  time: LoopTime,
): Promise<readonly Block[]> {
  const blocks: Block[] = []
  while (blocks.length < attempts) {
    const block = await longestBlock(fn, time)
    blocks.push(block)
    if (block.ms < limitMs) break
  }
  return blocks
}
