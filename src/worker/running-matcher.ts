import { scopes } from './scope.ts'
import type { TestRun } from './test-run.ts'

/**
 * Runs a matcher that takes its time. A test that ends before it does has
 * forgotten an `await`, and fails: {@link TestRun.matching}.
 *
 * @param name the matcher's, for errors
 * @param place an error whose stack leads to the user's line
 * @param work is given the test; undefined outside of tests that we know
 * @returns undefined when the test has ended meanwhile: nobody wants to know any more
 * @throws what the work throws, as long as the test is running
 */
export async function runMatcher<T>(
  name: string,
  place: Error,
  work: (test: TestRun | undefined) => Promise<T>,
): Promise<T | undefined> {
  const test = scopes.getStore()?.test
  if (test === undefined) return work(undefined)
  test.requireRunning(name)
  const running = { name, place }
  test.used = true
  test.matching.add(running)
  try {
    const result = await work(test)
    return test.ended ? undefined : result
  } catch (error) {
    // The test has failed with another error, and this one would be nobody's.
    if (test.ended) return undefined
    throw error
  } finally {
    test.matching.delete(running)
  }
}
