import { realTime } from '../../src/worker/real-time.ts'
import { TestRun } from '../../src/worker/test-run.ts'

/** One try of a test that began just now; without a timeout, unless the argument says otherwise. */
export function testRun({ name = 'a test', timeoutMs = 0, seed = 1, concurrent = false } = {}): TestRun {
  return new TestRun({ name, timeoutMs, concurrent }, realTime.now(), seed)
}

/** A function that never comes back. */
export function never(): Promise<never> {
  return new Promise(() => {})
}

/** A place to point errors at, with a stack that tests can know. */
export function placeOf(frame = 'at user (/project/skill.test.ts:7:3)'): Error {
  const place = new Error('perf.measure')
  place.stack = `Error: perf.measure\n    ${frame}`
  return place
}
