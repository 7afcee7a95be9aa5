import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { startVitest } from 'vitest/node'
import type { AttemptAnswer, AttemptRequest } from '../core/attempts.ts'
import { describeError } from '../core/thrown.ts'
import { prepareProjects } from './prepare-projects.ts'

/**
 * Runs one test in a Vitest of its own, as the run did that asks: same root,
 * config, project and pool, and the options of its command line.
 *
 * @returns what each test of these names has left, in the file's order
 */
export async function runAttempt(request: AttemptRequest): Promise<AttemptAnswer> {
  const { root, config, project, pool, cli, file, names } = request
  const reporter = new AttemptReporter(request)
  const options = {
    ...cli,
    root,
    config,
    pool,
    ...(project !== undefined && { project: [project] }),
    run: true,
    watch: false,
    reporters: [reporter],
    coverage: { enabled: false },
    testNamePattern: namePattern(names),
    retry: 0,
    bail: 0,
    fileParallelism: false,
    update: false,
  }
  // The form of both versions; the command line's options are not typed, once they were JSON.
  const start = startVitest as unknown as (mode: 'test', files: string[], options: object) => Promise<Vitest>
  const vitest = await start('test', [file], options)
  await vitest.close()
  return reporter.answer()
}

/** Vitest 5 puts ` > ` between the names, Vitest 4 a space. */
export function namePattern(names: readonly string[]): RegExp {
  const escaped = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
  return new RegExp(`^${escaped.join('(?: > | )')}$`)
}

/** Brings our setup to the workers, and keeps what the tests have left. Prints nothing. */
class AttemptReporter implements Reporter {
  /** The plugin adds no reporter beside this one. */
  readonly isSkillperfReporter = true
  readonly #request: AttemptRequest
  #answer: AttemptAnswer = { kind: 'failure', reason: 'it ended before any test ran' }

  constructor(request: AttemptRequest) {
    this.#request = request
  }

  onInit(vitest: Vitest): void {
    prepareProjects(vitest, () => ({ ...this.#request.options, attempts: 'here' }))
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const { file, names } = this.#request
    const mine = modules.filter((module) => module.moduleId === file)
    const tests = mine
      .flatMap((module) => [...module.children.allTests()])
      .filter((test) => test.fullName === names.join(' > '))
    const reports = tests.map((test) => test.meta().skillperf ?? null)
    if (reports.length > 0) {
      this.#answer = { kind: 'reports', reports }
      return
    }
    const [error] = [...errors, ...mine.flatMap((module) => module.errors())]
    const reason = error === undefined ? 'the test was not found' : describeError(error)
    this.#answer = { kind: 'failure', reason }
  }

  answer(): AttemptAnswer {
    return this.#answer
  }
}
