import type { TestCase, TestModule } from 'vitest/node'
import { DUET_META, SIDES } from '../../core/duet/duet-record.ts'
import type { Side } from '../../core/duet/duet-record.ts'
import { describeError } from '../../core/thrown.ts'
import type { DuetFileAnswer, DuetTestAnswer } from './duet-request.ts'

/** What the run of a test file of both versions has left. */
export function answerOf(
  { project, file }: Pick<DuetFileAnswer, 'project' | 'file'>,
  module: TestModule | undefined,
  unhandledErrors: readonly unknown[],
): DuetFileAnswer {
  const tests = module === undefined ? [] : [...module.children.allTests()]
  const of = (side: Side): DuetTestAnswer[] =>
    tests.filter((test) => namesOf(test)[0] === side).map((test) => answerOfTest(test))
  const [old, now] = SIDES.map(of)
  const [error] = [...(module?.errors() ?? []), ...unhandledErrors]
  return {
    project,
    file,
    only: undefined,
    error: error === undefined ? (module === undefined ? 'it did not run' : undefined) : describeError(error),
    tests: { old: old ?? [], new: now ?? [] },
  }
}

function answerOfTest(test: TestCase): DuetTestAnswer {
  const meta = test.meta()
  const result = test.result()
  const [error] = result.errors ?? []
  return {
    // Without that of the version.
    names: namesOf(test).slice(1),
    state: result.state,
    error: error === undefined ? undefined : describeError(error).split('\n')[0],
    report: meta.skillperf ?? null,
    duets: Reflect.get(meta, DUET_META) ?? null,
  }
}

function namesOf(test: TestCase): string[] {
  const names = [test.name]
  for (let parent = test.parent; parent.type === 'suite'; parent = parent.parent) names.unshift(parent.name)
  return names
}
