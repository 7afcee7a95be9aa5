/** Whether somebody is using it. */
interface Profiler {
  busy: boolean
}

/** One state for all copies of this package in a thread. */
const registry = globalThis as unknown as Record<symbol, { sampler: Profiler; tracker: Profiler } | undefined>
const profilers = (registry[Symbol.for('skillperf.heap-profilers')] ??= {
  sampler: { busy: false },
  tracker: { busy: false },
})

/** V8 has one sampling heap profiler in a thread, and whoever stops it stops it for all. */
export const heapProfiler: Profiler = profilers.sampler

/** And one that notes every allocation. */
export const allocationTracker: Profiler = profilers.tracker
