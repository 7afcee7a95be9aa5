import type { InspectorSession } from '../v8/inspector.ts'
import { deoptimize } from './deoptimize.ts'
import { SnapshotFile } from './snapshot-file.ts'
import { unoptimized } from './unoptimized.ts'

/**
 * Notes every allocation while a function runs.
 *
 * @param fn makes the calls, and before each of them what it is given
 * @param isCovered whether V8 counts calls for somebody's coverage
 *
 * @returns a snapshot of the heap after it, with the calls that have allocated what is in it
 * @throws what the function throws, the inspector, or the file system
 */
export function trackAllocations(
  session: InspectorSession,
  fn: (beforeEach: () => void) => Promise<void>,
  isCovered: boolean,
): Promise<SnapshotFile> {
  return unoptimized(async (again) => {
    if (!isCovered) deoptimize(session)
    // Enabled, V8 forgets the numbers of all objects at the end: to keep them would slow its collections down.
    session.call('HeapProfiler.enable')
    session.call('HeapProfiler.startTrackingHeapObjects', { trackAllocations: true })
    try {
      await fn(again)
      again()
      return new SnapshotFile()
    } finally {
      session.call('HeapProfiler.disable')
    }
  })
}
