import { lazyMatchers } from '../matchers/lazy.ts'
import { installHooks } from './worker/install-hooks.ts'
import { expect } from './worker/vitest.ts'

/**
 * Brings skillperf to the test file that is being loaded: the matchers, and
 * `perf` on every test's context. Once a file.
 */
export function install(): void {
  expect.extend(lazyMatchers)
  installHooks()
}
