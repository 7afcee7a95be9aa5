import type { TestRun } from './test-run.ts'

/**
 * The seed that something draws from.
 *
 * @param own what its options say
 */
export function seedOf(run: TestRun, own: number | undefined): number {
  return run.options.forcedSeed ?? own ?? run.seed
}
