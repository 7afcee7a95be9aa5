import type { WorkerOptions } from '../core/options/skillperf-options.ts'
import type { TestMeta } from '../core/options/test-time.ts'
import type { Perf } from './perf.ts'

// A re-export, because an import for nothing is left out of the declarations: it loads what is augmented.
export type { TestContext } from 'vitest'

/** What skillperf adds to the test runner's own types. */
declare module 'vitest' {
  interface TestContext {
    /** Measures this test's code, and mocks the tools that it calls. */
    readonly perf: Perf
  }

  interface TaskMeta {
    /** Which clock the test runs on; and, once it has run, what was measured in it, for reporters. */
    skillperf?: TestMeta
  }

  interface ProvidedContext {
    skillperf?: WorkerOptions
  }
}
