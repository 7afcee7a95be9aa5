import type { AllocationFinding } from '../../core/memory/allocation-failure.ts'
import { allocatedIn } from '../../core/memory/heap-run.ts'
import { isThenable } from '../load/consume.ts'
import { realTime } from '../real-time.ts'
import { withExactBooks } from './collector-flags.ts'
import { measureAllocation } from './measure-allocation.ts'
import { recordHeap } from './record-heap.ts'
import { watchCode } from './watch-code.ts'
import type { WatchedFunction } from './watch-code.ts'

const settled = Promise.resolve()

/**
 * Calls a function over and over, and tells how much each call allocates.
 *
 * @returns undefined when the test has ended meanwhile
 * @throws SkillperfError as {@link watchCode}, and where the time is too short; what the function throws
 */
export function findAllocation(
  watched: WatchedFunction,
  { limitBytes, warmupCalls }: { readonly limitBytes: number; readonly warmupCalls: number | undefined },
): Promise<AllocationFinding | undefined> {
  let waits = false
  const fn = (): unknown => {
    const returned = watched.fn()
    if (isThenable(returned)) waits = true
    return returned
  }
  return watchCode({ ...watched, fn }, ({ code, callsOf, collect, maxTimeMs }) => {
    const probe = {
      now: realTime.now,
      async record(run: () => Promise<void>) {
        // Twice: what survives the first time is moved out of the way by the second.
        collect('young')
        collect('young')
        return allocatedIn(await recordHeap(run))
      },
    }
    const nothing = (): ReturnType<typeof callsOf> => callsOf(waits ? () => settled : () => undefined)
    const measuring = { limitBytes, warmupCalls, maxTimeMs, place: watched.place }
    return withExactBooks('as it is', () => measureAllocation(code, nothing, probe, measuring))
  })
}
