import type { InspectorSession } from '../v8/inspector.ts'
import { unoptimized } from './unoptimized.ts'

/**
 * Notes every allocation while a function runs.
 *
 * @returns a snapshot of the heap after it, with the calls that have allocated what is in it: its JSON, in pieces
 * @throws what the function throws, or the inspector
 */
export function trackAllocations(session: InspectorSession, fn: () => Promise<void>): Promise<string[]> {
  return unoptimized(async () => {
    // Enabled, V8 forgets the numbers of all objects at the end: to keep them would slow its collections down.
    session.call('HeapProfiler.enable')
    session.call('HeapProfiler.startTrackingHeapObjects', { trackAllocations: true })
    try {
      await fn()
      return takeSnapshot(session)
    } finally {
      session.call('HeapProfiler.disable')
    }
  })
}

/** Collects garbage, then tells of what is left: JSON, in pieces. Nothing is made of them while allocations are slow. */
export function takeSnapshot(session: InspectorSession): string[] {
  return session
    .collect<{ readonly chunk: string }>('HeapProfiler.addHeapSnapshotChunk', () => {
      session.call('HeapProfiler.takeHeapSnapshot')
    })
    .map(({ chunk }) => chunk)
}
