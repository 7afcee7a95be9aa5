import { onTestFinished } from 'vitest'
import { installHosts } from '../../src/worker/calls/host.ts'
import { createPerf } from '../../src/worker/perf.ts'
import type { Perf } from '../../src/worker/perf.ts'
import { scopes } from '../../src/worker/scope.ts'
import type { TestRun } from '../../src/worker/test-run.ts'
import { testRun } from './test-run.ts'

/** Both clocks: what a function came to on each; on the real one without the time, which is the machine's. */
export const CLOCKS = ['real', 'virtual'] as const
export type ClockName = (typeof CLOCKS)[number]

/** Runs a function as the body of a test with `perf`; the test ends with the one that runs it. */
export async function inTest<T>(
  fn: (perf: Perf, run: TestRun) => Promise<T>,
  options: Parameters<typeof testRun>[0] = {},
): Promise<T> {
  installHosts()
  const run = testRun(options)
  onTestFinished(() => run.end())
  return scopes.run({ test: run }, () => fn(createPerf(run), run))
}

/** Runs a function on a clock, and tells how long it took where that is exact. */
export async function onClock<T>(
  perf: Perf,
  clock: ClockName,
  fn: () => Promise<T>,
): Promise<{ readonly value: T; readonly elapsed: number | undefined }> {
  if (clock === 'real') return { value: await fn(), elapsed: undefined }
  const { value, elapsed } = await perf.virtual(fn)
  return { value, elapsed }
}
