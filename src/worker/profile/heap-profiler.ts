import { shared } from '../process-state.ts'

/** V8 has one sampling heap profiler in a thread, and whoever stops it stops it for all. */
export const heapProfiler: { busy: boolean } = shared('heap profiler', () => ({ busy: false }))
