import type { CollectGarbage } from '../v8/garbage-collector.ts'
import type { InspectorSession } from '../v8/inspector.ts'
import type { HeapProfile } from '../v8/v8-profiles.ts'

/** Bytes between two samples, on average. */
const INTERVAL_BYTES = 4_096
const STACK_DEPTH = 128

/**
 * Draws allocations while a function runs.
 *
 * @param collected whether those count that have been collected since
 * @returns estimates of what was allocated
 * @throws what the function throws, or the inspector
 */
export async function sampleAllocations(
  session: InspectorSession,
  fn: () => Promise<void>,
  collected: boolean,
  collect: CollectGarbage,
): Promise<HeapProfile> {
  session.call('HeapProfiler.startSampling', {
    samplingInterval: INTERVAL_BYTES,
    stackDepth: STACK_DEPTH,
    includeObjectsCollectedByMajorGC: collected,
    includeObjectsCollectedByMinorGC: collected,
  })
  let isSampling = true
  const stop = (): HeapProfile => {
    isSampling = false
    const { profile } = session.call('HeapProfiler.stopSampling') as { readonly profile: HeapProfile }
    return profile
  }
  try {
    await fn()
    // Twice: what the first one finalises may hold on to more.
    collect()
    collect()
    return stop()
  } finally {
    if (isSampling) stop()
  }
}
