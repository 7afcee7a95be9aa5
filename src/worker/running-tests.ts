import { shared } from './process-state.ts'
import type { TestRun } from './test-run.ts'

const tests = shared('running tests', () => new Set<TestRun>())

/** Notes that a test's try begins; it counts until it has ended. */
export function noteRunning(test: TestRun): void {
  for (const other of tests) if (other.ended) tests.delete(other)
  tests.add(test)
}

/** Whether another test than this one is running in this process. */
export function hasNeighbours(test: TestRun | undefined): boolean {
  for (const other of tests) if (other !== test && !other.ended) return true
  return false
}
