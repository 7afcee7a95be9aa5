import { Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { startVitest } from 'vitest/node'
import type { AttemptAnswer, AttemptRequest } from '../core/attempts.ts'
import type { RecordingAnswer, RecordingRequest } from '../core/baseline/recording.ts'
import { describeError } from '../core/thrown.ts'
import { prepareProjects } from './prepare-projects.ts'

/**
 * Runs one test in a Vitest of its own, as the run did that asks: same root,
 * config, project and pool, and the options of its command line.
 *
 * @returns what each test of these names has left, in the file's order
 */
export async function runAttempt({ names, ...request }: AttemptRequest): Promise<AttemptAnswer> {
  const answer = await runTests({ ...request, tests: [names.join(BETWEEN)] })
  if (answer.kind === 'failure') return answer
  return { kind: 'reports', reports: answer.tests.map(({ report }) => report) }
}

/**
 * Runs some tests of one file in a Vitest of its own, as {@link runAttempt}.
 *
 * @returns what each test of these names has left, in the file's order
 */
export async function runTests(request: RecordingRequest): Promise<RecordingAnswer> {
  const { root, config, project, pool, cli, file, tests } = request
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
    testNamePattern: namePattern(tests),
    retry: 0,
    bail: 0,
    fileParallelism: false,
    update: false,
  }
  // Nobody sees what it prints, but what it prints last may be why there is no answer.
  const printed = new Printed()
  // The form of both versions; the command line's options are not typed, once they were JSON.
  const start = startVitest as unknown as (...args: readonly unknown[]) => Promise<Vitest>
  const vitest = await start('test', [file], options, undefined, { stdout: printed, stderr: printed })
  await vitest.close()
  return reporter.answer ?? { kind: 'failure', reason: printed.firstError ?? 'the test was not found' }
}

/** What Vitest prints, kept. */
class Printed extends Writable {
  #text = ''

  override _write(chunk: Buffer | string, _: unknown, done: () => void): void {
    this.#text += String(chunk)
    done()
  }

  /** The first line that looks like an error. */
  get firstError(): string | undefined {
    return /^\w*Error: .+/m.exec(stripVTControlCharacters(this.#text))?.[0]
  }
}

/** Between the names of suites and that of the test, in a full name. */
const BETWEEN = ' > '

/** Vitest 5 looks for a pattern in full names, Vitest 4 puts a space between the names. */
function namePattern(tests: readonly string[]): RegExp {
  const escaped = tests.map((test) =>
    test
      .split(BETWEEN)
      .map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
      .join('(?: > | )'),
  )
  return new RegExp(`^(?:${escaped.join('|')})$`)
}

/** Brings our setup to the workers, and keeps what the tests have left. Prints nothing. */
class AttemptReporter implements Reporter {
  /** The plugin adds no reporter beside this one. */
  readonly isSkillperfReporter = true
  readonly #request: RecordingRequest
  /** Undefined when the tests did not come to an end. */
  answer: RecordingAnswer | undefined

  constructor(request: RecordingRequest) {
    this.#request = request
  }

  onInit(vitest: Vitest): void {
    prepareProjects(vitest, () => ({ ...this.#request.options, attempts: 'here' }))
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const { file, tests: wanted } = this.#request
    const mine = modules.filter((module) => module.moduleId === file)
    const tests = mine
      .flatMap((module) => [...module.children.allTests()])
      .filter((test) => wanted.includes(test.fullName))
      .map((test) => ({ name: test.fullName, report: test.meta().skillperf ?? null }))
    const [error] = [...errors, ...mine.flatMap((module) => module.errors())]
    if (tests.length > 0) this.answer = { kind: 'tests', tests }
    else if (error !== undefined) this.answer = { kind: 'failure', reason: describeError(error) }
  }
}
