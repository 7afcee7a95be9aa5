import type { MemoryProfile } from '../core/memory/memory-profile.ts'
import type { MemoryOptions } from '../core/options/memory-options.ts'
import type { ProfileReport } from '../core/trace/profile-report.ts'
import { loadMeasuring, measuringNow } from './load-measuring.ts'
import type { Measure } from './measure.ts'
import { openNetwork } from './network.ts'
import type { NetworkOptions, PerfNetwork } from './network.ts'
import type { NetworkMock } from './read-handlers.ts'
import { currentClock } from './current-clock.ts'
import { createPerfClock } from './perf-clock.ts'
import type { PerfClock } from './perf-clock.ts'
import type { RunOnVirtualClock, VirtualResult } from './run-on-virtual-clock.ts'
import type * as Profiler from '../profiler.ts'
import { requireProfiler } from './require-profiler.ts'
import type * as Outside from './spans/outside-measurements.ts'
import { requireOutsideMeasurements } from './spans/require-outside-measurements.ts'
import type { TestRun } from './test-run.ts'

/** What every test's context carries as `perf`. */
export interface Perf {
  /**
   * Runs a function many times and measures it: `measure(fn)`,
   * `measure(name, fn)`, `measure(name, options, fn)`. Without a name the
   * test's own is taken.
   *
   * @throws SkillperfError for a wrong call, a second measurement of one name,
   *   or one that does not fit the test's timeout
   */
  readonly measure: Measure
  /**
   * Runs a function once in virtual time: whatever it waits for passes at once,
   * and counts exactly as long as it says.
   *
   * @returns what it returned, the virtual ms that it took, calls to mocked tools
   * @throws what the function throws; SkillperfError for a wrong call, for real
   *   I/O, and for a function that never returns
   */
  readonly virtual: RunOnVirtualClock
  /**
   * Calls a function, sync or async, and tells who has allocated memory, and
   * whose is still there: by function, file and line. A returned stream is read
   * to its end. `print({ top: 10 })` of the result prints a table.
   *
   * @param fn its result is not kept: it is still there only if somebody else holds it
   * @throws what the function throws; SkillperfError for a wrong call, within a
   *   measurement, while another memory profile is running, and where memory cannot be profiled
   */
  readonly memory: (fn: () => unknown, options?: MemoryOptions) => Promise<MemoryProfile>
  /** The clock that the test runs on. */
  readonly clock: PerfClock
  /**
   * Opens mocked tools, until the test ends or the result is disposed. From
   * then on a request that no handler answers is an error that fails the test.
   *
   * @throws SkillperfError for something that is no handler, or two handlers of one name
   */
  readonly network: (handlers: readonly NetworkMock[], options?: NetworkOptions) => PerfNetwork
  /**
   * Where the time went: what `run.spans` of the test's last measurement comes
   * to, or of the one with this name. Without any measurement it tells of the
   * spans that were opened since the test first took `span`, `startSpan` or
   * `trace` from `perf`, as one trace whose root is the test.
   *
   * @throws SkillperfError for a name that no measurement has, and where nothing was recorded
   */
  readonly report: (name?: string) => ProfileReport
  /** Prints {@link report}: a table of the operations, the bottleneck, and two iterations as waterfalls. */
  readonly print: (name?: string) => void
  /** `span` of `skillperf/profiler`: runs a function and records how long it took. */
  readonly span: typeof Profiler.span
  /** `startSpan` of `skillperf/profiler`: starts a span, until it is ended. */
  readonly startSpan: typeof Profiler.startSpan
  /** `trace` of `skillperf/profiler`: wraps a function, so that each call is a span. */
  readonly trace: typeof Profiler.trace
}

/** The functions need no `this`: a test may take them apart. */
export function createPerf(run: TestRun): Perf {
  const measureHere = async (...args: readonly unknown[]): ReturnType<Measure> => {
    const place = new Error('perf.measure')
    Error.captureStackTrace(place, measureHere)
    run.used = true
    const { measure } = await loadMeasuring()
    return measure(run, args, place)
  }
  const virtualHere = async <T>(...args: Parameters<RunOnVirtualClock>): Promise<VirtualResult<T>> => {
    const place = new Error('perf.virtual')
    Error.captureStackTrace(place, virtualHere)
    run.used = true
    const { runOnVirtualClock } = await loadMeasuring()
    return (await runOnVirtualClock(run, args, place)) as VirtualResult<T>
  }
  const memoryHere = async (...args: readonly unknown[]): Promise<MemoryProfile> => {
    run.used = true
    const { profileMemoryHere } = await loadMeasuring()
    return profileMemoryHere(run, args, await import('../profiler/memory/memory-profiler.ts'))
  }
  const profiles = (): Pick<typeof Outside, 'printProfile' | 'profileOf'> =>
    run.entries.length > 0 ? measuringNow() : requireOutsideMeasurements()
  const profiler = (): typeof Profiler => {
    if (!run.ended) run.looseSpans ??= requireOutsideMeasurements().recordLooseSpans(run)
    return requireProfiler()
  }
  return {
    measure: measureHere,
    virtual: virtualHere,
    memory: memoryHere,
    clock: createPerfClock(run),
    network: (handlers, options) => {
      run.used = true
      return openNetwork(run, currentClock(run), handlers, options)
    },
    report: (name) => profiles().profileOf(run, name, 'perf.report'),
    print: (name) => profiles().printProfile(run, name, 'perf.print'),
    get span() {
      return profiler().span
    },
    get startSpan() {
      return profiler().startSpan
    },
    get trace() {
      return profiler().trace
    },
  }
}
