import type { TestCase, TestModule, Vitest } from 'vitest/node'
import { nearest } from '../core/check.ts'
import { printable } from '../core/format.ts'
import { matchesPattern } from '../core/sla.ts'
import type { SlaOption } from '../core/sla.ts'
import { readTestReport } from '../core/wire.ts'
import { isPartialRun } from './partial-run.ts'

/**
 * Name patterns of the options' `sla` that no measurement has: a typing error
 * there would leave a test without its limit. Says nothing of a run that left
 * tests out.
 */
export function noteUnmatchedNames(
  vitest: Vitest,
  slas: readonly (SlaOption | undefined)[],
  modules: readonly TestModule[],
): string[] {
  if (isPartialRun(vitest)) return []
  const names = modules.flatMap((module) => [...module.children.allTests()]).flatMap(namesOf)
  const patterns = new Set(slas.flatMap((sla) => Object.keys(sla?.byName ?? {})))
  return [...patterns]
    .filter((pattern) => !names.some((name) => matchesPattern(name, pattern)))
    .map((pattern) => {
      const near = nearest(pattern, names)
      const hint = near === undefined ? '' : ` Did you mean "${printable(near)}"?`
      return `\`sla.byName\` has limits for "${printable(pattern)}", and no measurement or test has this name.${hint}`
    })
}

/** A test's full name, its own, and those of its measurements. */
function namesOf(test: TestCase): string[] {
  const reading = readTestReport(test.meta().skillperf)
  const tries = reading.kind === 'report' ? reading.report.tries : []
  return [test.fullName, test.name, ...tries.flatMap((one) => one.measurements.map(({ name }) => name))]
}
