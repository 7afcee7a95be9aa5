import { Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import type { Reporter, TestModule, TestSpecification, Vitest } from 'vitest/node'
import { createVitest } from 'vitest/node'
import type { AttemptAnswer, AttemptRequest } from '../core/attempts.ts'
import type { RecordingAnswer, RecordingRequest } from '../core/baseline/recording.ts'
import { describeError } from '../core/thrown.ts'
import { prepareProjects } from './prepare-projects.ts'

/**
 * Runs one test in a Vitest of its own, as the run did that asks: same root,
 * config, project and pool, and the options of its command line. With several
 * seeds it runs once for each, in fresh test processes of the same Vitest.
 *
 * @param tell hears what each run of it has left, of all tests of these names, in the file's order
 */
export async function runAttempt(
  { names, seeds, ...request }: AttemptRequest,
  tell: (answer: AttemptAnswer) => void,
): Promise<void> {
  const each = seeds?.map((forcedSeed) => ({ ...request.options, forcedSeed })) ?? [request.options]
  await runEach({ ...request, tests: [names.join(BETWEEN)] }, each, (answer) =>
    tell(
      answer.kind === 'failure'
        ? answer
        : { kind: 'reports', reports: answer.tests.map(({ report }) => report) },
    ),
  )
}

/**
 * Runs some tests of one file in a Vitest of its own, as {@link runAttempt}.
 *
 * @returns what each test of these names has left, in the file's order
 */
export async function runTests(request: RecordingRequest): Promise<RecordingAnswer> {
  let answer = NOT_FOUND
  await runEach(request, [request.options], (one) => void (answer = one))
  return answer
}

const NOT_FOUND: RecordingAnswer = { kind: 'failure', reason: 'the test was not found' }

/** @param each options of the test processes, of one run after the other */
async function runEach(
  request: RecordingRequest,
  each: readonly RecordingRequest['options'][],
  tell: (answer: RecordingAnswer) => void,
): Promise<void> {
  const { root, config, project, pool, cli, tests } = request
  const reporter = new AttemptReporter(request)
  const settings = {
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
    // What one run leaves in its modules is nothing to the next.
    ...(each.length > 1 && { isolate: true }),
  }
  // Nobody sees what it prints, but what it prints last may be why there is no answer.
  const printed = new Printed()
  // As `startVitest` sets them, which cannot run twice.
  Object.assign(process.env, { TEST: 'true', VITEST: 'true', NODE_ENV: process.env['NODE_ENV'] ?? 'test' })
  // The form of both versions; the command line's options are not typed, once they were JSON.
  const create = createVitest as unknown as (...args: readonly unknown[]) => Promise<Vitest>
  const vitest = await create('test', settings, {}, { stdout: printed, stderr: printed })
  try {
    for (const options of each) {
      const problem = await reporter.run(vitest, options)
      const reason = problem ?? printed.firstError
      tell(reporter.answer ?? (reason === undefined ? NOT_FOUND : { kind: 'failure', reason }))
    }
  } finally {
    await vitest.close()
  }
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

/** Keeps what the tests have left. Prints nothing. */
class AttemptReporter implements Reporter {
  /** The plugin adds no reporter beside this one. */
  readonly isSkillperfReporter = true
  readonly #request: RecordingRequest
  /** Of the first run; the others run the same. */
  #specifications: readonly TestSpecification[] | undefined
  /** Undefined when the tests did not come to an end. */
  answer: RecordingAnswer | undefined

  constructor(request: RecordingRequest) {
    this.#request = request
  }

  /**
   * Runs the tests once, and keeps their answer.
   *
   * @returns why they did not run, if they did not
   */
  async run(vitest: Vitest, options: RecordingRequest['options']): Promise<string | undefined> {
    this.answer = undefined
    try {
      prepareProjects(vitest, () => ({ ...options, attempts: 'here' }))
      if (this.#specifications === undefined) await vitest.start([this.#request.file])
      else await vitest.runTestSpecifications([...this.#specifications])
      return undefined
    } catch (error) {
      return isNotFound(error) ? undefined : describeError(error)
    }
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#specifications = specifications
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

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'VITEST_FILES_NOT_FOUND'
}
