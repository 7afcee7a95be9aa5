import { SkillperfError } from '../../core/errors.ts'
import { formatBytes } from '../../core/byte-size.ts'
import type { MemoryMethod } from '../../core/memory/memory-figures.ts'
import { allocationTracker, heapProfiler } from '../v8/heap-profiler.ts'

/** The snapshot of a heap takes about a second for each 20 MB, and as much memory again. */
const LARGEST_HEAP_BYTES = 400e6

/**
 * Takes the heap profiler of this thread.
 *
 * @returns gives it back
 * @throws SkillperfError where somebody else has it, or the heap is too large
 */
export function claimHeapProfiler(method: MemoryMethod, place: string): () => void {
  const profiler = method === 'exact' ? allocationTracker : heapProfiler
  if (profiler.busy) {
    throw new SkillperfError(
      `${place}: another memory profile is running, and a thread has only one heap profiler. Await the other one first.`,
    )
  }
  if (method === 'sampled') refuseHeapProf(place)
  else refuseLargeHeap(place)
  profiler.busy = true
  return () => {
    profiler.busy = false
  }
}

/** It samples from start to end: whoever stopped it would stop it for the user, too. */
function refuseHeapProf(place: string): void {
  const flags = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)]
  if (!flags.includes('--heap-prof')) return
  throw new SkillperfError(
    `${place}: Node samples the heap already, by --heap-prof, and a thread has only one sampling heap profiler. ` +
      "Leave the flag out, or use { method: 'exact' }.",
  )
}

function refuseLargeHeap(place: string): void {
  const { used_heap_size: bytes } = process.getBuiltinModule('node:v8').getHeapStatistics()
  if (bytes <= LARGEST_HEAP_BYTES) return
  throw new SkillperfError(
    `${place}: the heap has ${formatBytes(bytes)}, and an exact profile looks through all of it: up to ${formatBytes(LARGEST_HEAP_BYTES)} it does so. ` +
      "Use { method: 'sampled' }, or profile with less loaded.",
  )
}
