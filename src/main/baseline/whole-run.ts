import type { TestModule, Vitest } from 'vitest/node'
import { numbered } from '../../core/baseline/baseline-key.ts'
import type { BaselineKey } from '../../core/baseline/baseline.ts'
import { relativePath } from '../collect.ts'
import { numberTests } from '../number-tests.ts'
import { isPartialRun } from '../partial-run.ts'
import { reportedName } from '../perf-project.ts'

/** How a run went, as its reporter was told. */
export interface RunFacts {
  readonly vitest: Vitest
  readonly modules: readonly TestModule[]
  /** Test files that the run started with. */
  readonly specifications: number
  readonly errors: readonly unknown[]
  readonly reason: 'passed' | 'failed' | 'interrupted'
}

/**
 * Says which entries of a baseline nothing has any more, going by the tests
 * that ran: one that was skipped or failed may have them still.
 *
 * @returns what answers for an entry that was not seen; null where the run was not whole, and nobody can tell
 */
export async function obsoleteKeys(run: RunFacts): Promise<((key: BaselineKey) => boolean) | null> {
  if (!(await isWhole(run))) return null
  const { vitest, modules } = run
  const kept = new Set<string>()
  for (const module of modules) {
    const file = [reportedName(module.project), relativePath(vitest, module.moduleId)]
    const ran = ['passed', 'failed'].includes(module.state()) && module.errors().length === 0
    if (!ran) kept.add(JSON.stringify(file))
    for (const { test, nth } of numberTests(module)) {
      if (test.result().state !== 'passed') kept.add(JSON.stringify([...file, numbered(test.fullName, nth)]))
    }
  }
  return ({ project, file, test }) =>
    !kept.has(JSON.stringify([project, file])) && !kept.has(JSON.stringify([project, file, test]))
}

/** Whether every test had its turn. */
async function isWhole({ vitest, specifications, errors, reason }: RunFacts): Promise<boolean> {
  if (reason === 'interrupted' || errors.length > 0 || isPartialRun(vitest)) return false
  if ((vitest.config.bail ?? 0) > 0 || vitest.config.mergeReports !== undefined) return false
  return specifications === (await vitest.globTestSpecifications()).length
}
