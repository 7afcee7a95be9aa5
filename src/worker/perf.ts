import { loadMeasuring } from './load-measuring.ts'
import type { Measure } from './measure.ts'
import { openNetwork } from './network.ts'
import type { NetworkOptions, PerfNetwork } from './network.ts'
import type { NetworkHandler } from '../core/network.ts'
import { realClock } from './real-clock.ts'
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
   * Opens mocked tools, until the test ends or the result is disposed. From
   * then on a request that no handler answers is an error that fails the test.
   *
   * @throws SkillperfError for something that is no handler, or two handlers of one name
   */
  readonly network: (handlers: readonly NetworkHandler[], options?: NetworkOptions) => PerfNetwork
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
  return {
    measure: measureHere,
    network: (handlers, options) => {
      run.used = true
      return openNetwork(run, realClock, handlers, options)
    },
  }
}
