import { describeError } from '../../core/thrown.ts'
import { heapProfiler } from '../profile/heap-profiler.ts'
import type { InspectorSession } from '../profile/inspector.ts'
import type { SampledNode } from './allocation-sites.ts'

/** Bytes between two samples, on average: fine enough for leaks of 16 bytes per call. */
const INTERVAL_BYTES = 256

/** What V8 has sampled, or why it has not. */
export interface Sampled {
  readonly head: SampledNode | undefined
  readonly note: string | undefined
}

/**
 * Begins to sample allocations.
 *
 * @returns ends it, and gives those that are still alive. Never throws
 */
export function sampleAllocations(session: InspectorSession): () => Sampled {
  if (heapProfiler.busy)
    return () => failed('a heap profile is being taken, and a thread has one heap profiler')
  try {
    session.call('HeapProfiler.startSampling', { samplingInterval: INTERVAL_BYTES })
  } catch (error) {
    return () => failed(`the inspector says ${describeError(error)}`)
  }
  heapProfiler.busy = true
  return () => {
    heapProfiler.busy = false
    try {
      const { profile } = session.call('HeapProfiler.stopSampling') as {
        readonly profile: { readonly head: SampledNode }
      }
      return { head: profile.head, note: undefined }
    } catch (error) {
      return failed(`the inspector says ${describeError(error)}`)
    }
  }
}

function failed(reason: string): Sampled {
  return { head: undefined, note: `Who allocates what is kept is not known: ${reason}.` }
}
