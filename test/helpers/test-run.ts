import { realTime } from '../../src/worker/real-time.ts'
import { TestRun } from '../../src/worker/test-run.ts'
import type { TestInfo } from '../../src/worker/test-run.ts'
import type { WorkerOptions } from '../../src/core/options/skillperf-options.ts'

/** One try of a test that began just now; without a timeout, and with nobody to run it again, unless the argument says otherwise. */
export function testRun({
  name = 'a test',
  names = [name],
  timeoutMs = 0,
  concurrent = false,
  seed = 1,
  sla,
  inconclusive = 'warn',
  attempts,
  spans,
  baseline,
}: Partial<TestInfo & WorkerOptions> = {}): TestRun {
  const test = { name, names, file: '/project/skill.test.ts', nth: 0, timeoutMs, concurrent }
  return new TestRun(test, realTime.now(), {
    seed,
    sla,
    inconclusive,
    attempts,
    spans,
    baseline,
  })
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
