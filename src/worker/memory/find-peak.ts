import type { PeakPace } from '../../core/memory/heap-peak.ts'
import type { HeapRun } from '../../core/memory/heap-run.ts'
import type { PeakFinding } from '../../core/memory/peak-failure.ts'
import { realTime } from '../real-time.ts'
import { withExactBooks } from './collector-flags.ts'
import { paceCollections } from './pace-collections.ts'
import { recordHeap } from './record-heap.ts'
import { settleMemory } from './settle.ts'
import { watchCode } from './watch-code.ts'
import type { WatchedFunction } from './watch-code.ts'
import { watchPeak } from './watch-peak.ts'

/**
 * Runs a function up to a few times, and tells how much it holds at once.
 *
 * @returns undefined when the test has ended meanwhile
 * @throws SkillperfError as {@link watchCode}, and where garbage cannot be collected; what the function throws
 */
export function findPeak(watched: WatchedFunction, limitBytes: number): Promise<PeakFinding | undefined> {
  const held: { result: unknown } = { result: undefined }
  const fn = (): unknown => (held.result = watched.fn())
  return watchCode({ ...watched, fn }, ({ code, collect, clock, maxTimeMs }) => {
    const run = (pace: PeakPace | undefined): Promise<HeapRun> =>
      withExactBooks(pace?.collecting ?? 'as it is', async () => {
        await clock.hold(() => settleMemory(collect))
        if (pace?.collecting === 'whole heap, often') collect('thorough')
        return recordHeap(async () => {
          const end = pace === undefined ? undefined : paceCollections(pace.everyBytes, collect)
          try {
            await code.repeat(1)
          } finally {
            end?.()
          }
          // The result is part of what it holds: whoever calls it will hold it, too.
          collect()
          held.result = undefined
        })
      })
    const probe = {
      now: realTime.now,
      run,
      collect() {
        const startMs = realTime.now()
        collect()
        return realTime.now() - startMs
      },
      get stopped() {
        return code.stopped
      },
    }
    return watchPeak(probe, { limitBytes, maxTimeMs })
  })
}
