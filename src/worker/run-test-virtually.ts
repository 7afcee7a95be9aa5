import { printable } from '../core/format.ts'
import { readTestTime } from '../core/options/test-time.ts'
import { inVirtualTime } from './in-virtual-time.ts'
import { scopes } from './scope.ts'
import { seedOf } from './seed-of.ts'
import type { TestRun } from './test-run.ts'

/**
 * Runs the function of a test on the clock that its meta asks for.
 *
 * @throws what the function throws; SkillperfError for wrong options, or where time cannot be virtual
 */
export async function runTestVirtually(run: TestRun, task: object, fn: () => unknown): Promise<void> {
  const { meta } = task as { readonly meta: { readonly skillperf?: unknown } }
  const read = readTestTime(meta.skillperf)
  if (read === undefined) return void (await fn())
  run.seed = seedOf(run, read.seed)
  await inVirtualTime(
    run,
    { ...read, seed: run.seed },
    { place: `the test "${printable(run.test.name)}"` },
    () => scopes.run({ test: run }, async () => fn()),
  )
}
