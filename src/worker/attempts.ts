import { spawn } from 'node:child_process'
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
  /** Seed of every measurement. Default: as the test has it. */
  readonly seed?: number
}

/** Runs a test once more, in a Vitest of its own. Never throws: what goes wrong is the attempt's answer. */
export function runAttempt(recipe: AttemptRecipe, target: AttemptTarget): Promise<Attempt> {
  return withLock(recipe.lock, async () => {
    try {
      return readAnswer(await askChild(recipe, target), target)
    } catch (error) {
      return { kind: 'failure', reason: describeError(error) }
    }
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
  { file, names, timeoutMs, seed }: AttemptTarget,
): Promise<AttemptAnswer> {
  const child = spawn(node, [...execArgv, script], {
    cwd: request.root,
    env: outsideVitest(process.env),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  const keep = (text: string): void => void (output = (output + text).slice(-OUTPUT_SHOWN))
  child.stdout?.setEncoding('utf8').on('data', keep)
  child.stderr?.setEncoding('utf8').on('data', keep)
  const limitMs = START_MS + timeoutMs * 2
  const { promise, resolve } = Promise.withResolvers<AttemptAnswer>()
  const fail = (reason: string): void => resolve({ kind: 'failure', reason })
  const timer = realTime.setTimeout(() => {
    fail(`it did not end within ${formatNumber(limitMs / 1_000)} s`)
    child.kill('SIGKILL')
  }, limitMs)
  child.on('message', (message) => resolve(message as AttemptAnswer))
  child.on('error', (error) => fail(`it could not be started: ${describeError(error)}`))
  child.on('exit', (code) =>
    fail(
      `it ended with code ${code} and no answer${output === '' ? '' : `: ${describeError(output.trim())}`}`,
    ),
  )
  const options = seed === undefined ? request.options : { ...request.options, forcedSeed: seed }
  child.send({ ...request, options, file, names } satisfies AttemptRequest, (error) => {
    if (error !== null) fail(`it could not be started: ${describeError(error)}`)
  })
  try {
    return await promise
  } finally {
    realTime.clearTimeout(timer)
    // Its answer is there: what it may still be doing is not waited for.
    child.kill('SIGKILL')
  }
}
