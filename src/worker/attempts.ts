import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { AttemptAnswer, AttemptRecipe, AttemptRequest, Attempt } from '../core/attempts.ts'
import { formatNumber } from '../core/format.ts'
import { outsideVitest } from '../core/outside-vitest.ts'
import { describeError } from '../core/thrown.ts'
import { readTestReport } from '../core/wire.ts'
import { withLock } from './lock.ts'
import { realTime } from './real-time.ts'

/** What an attempt may take beside the test itself: a Vitest that starts, and its global setup. */
const START_MS = 60_000
/** How much of a failed child's output is told. */
const OUTPUT_SHOWN = 300

/** A test, as another Vitest finds it. */
export interface AttemptTarget {
  /** Its file. */
  readonly file: string
  /** The suites' names and its own. */
  readonly names: readonly string[]
  /** Which one of the file's tests with these names, from 0. */
  readonly nth: number
  /** What the test may take, in ms. */
  readonly timeoutMs: number
  /** Seeds of every measurement, one a run. Default: one run, with the seeds that the test has. */
  readonly seeds?: readonly number[] | undefined
}

/**
 * Runs a test again, in a Vitest of its own: once, or once for each seed. Never
 * throws: what goes wrong is the attempt's answer.
 *
 * @returns one for each run
 */
export function runAttempts(recipe: AttemptRecipe, target: AttemptTarget): Promise<readonly Attempt[]> {
  return withLock(recipe.lock, async () => {
    const answers = await askChild(recipe, target)
    return answers.map((answer) => readAnswer(answer, target))
  })
}

function readAnswer(answer: AttemptAnswer, { nth }: AttemptTarget): Attempt {
  if (answer.kind === 'failure') return answer
  const reading = readTestReport(answer.reports[nth] ?? answer.reports.at(-1))
  if (reading.kind === 'report') return reading
  return {
    kind: 'failure',
    reason: reading.kind === 'unreadable' ? reading.reason : 'the test was not found, or measured nothing',
  }
}

async function askChild(
  { node, execArgv, script, request }: AttemptRecipe,
  { file, names, timeoutMs, seeds }: AttemptTarget,
): Promise<readonly AttemptAnswer[]> {
  const runs = seeds?.length ?? 1
  const answers: AttemptAnswer[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  /** Goes for all runs that were to come. */
  const fail = (reason: string): void => {
    while (answers.length < runs) answers.push({ kind: 'failure', reason })
    resolve()
  }
  const hear = (answer: AttemptAnswer): void => {
    if (answer.kind === 'failure') fail(answer.reason)
    else if (answers.push(answer) === runs) resolve()
  }
  let child: ChildProcess | undefined
  const limitMs = START_MS + timeoutMs * 2 * runs
  const timer = realTime.setTimeout(
    () => fail(`it did not end within ${formatNumber(limitMs / 1_000)} s`),
    limitMs,
  )
  try {
    child = startChild({ node, execArgv, script, root: request.root }, hear, fail)
    child.send({ ...request, file, names, seeds } satisfies AttemptRequest, (error) => {
      if (error !== null) fail(`it could not be started: ${describeError(error)}`)
    })
    await promise
  } catch (error) {
    fail(describeError(error))
  } finally {
    realTime.clearTimeout(timer)
    // Its answers are there: what it may still be doing is not waited for.
    child?.kill('SIGKILL')
  }
  return answers
}

function startChild(
  { node, execArgv, script, root }: Pick<AttemptRecipe, 'node' | 'execArgv' | 'script'> & { root: string },
  hear: (answer: AttemptAnswer) => void,
  fail: (reason: string) => void,
): ChildProcess {
  const child = spawn(node, [...execArgv, script], {
    cwd: root,
    env: outsideVitest(process.env),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  const keep = (text: string): void => void (output = (output + text).slice(-OUTPUT_SHOWN))
  child.stdout?.setEncoding('utf8').on('data', keep)
  child.stderr?.setEncoding('utf8').on('data', keep)
  child.on('message', (message) => hear(message as AttemptAnswer))
  child.on('error', (error) => fail(`it could not be started: ${describeError(error)}`))
  child.on('exit', (code) =>
    fail(
      `it ended with code ${code} and no answer${output === '' ? '' : `: ${describeError(output.trim())}`}`,
    ),
  )
  return child
}
