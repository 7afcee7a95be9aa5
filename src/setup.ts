import * as matchers from '../matchers/index.ts'
import { installHooks } from './worker/install.ts'
import { expect } from './worker/vitest.ts'

export type {} from '../matchers/types.ts'
export type {} from './worker/vitest-types.ts'

/**
 * Brings skillperf to the test file that is being loaded: the matchers, and
 * `perf` on every test's context. Call it once a file; importing this module
 * does so for the file that comes first.
 */
export function install(): void {
  expect.extend(matchers)
  installHooks()
}

install()
