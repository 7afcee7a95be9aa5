import { spawn } from 'node:child_process'
import type { AttemptRecipe } from '../../core/attempts.ts'
import type { RecordingAnswer, RecordingRequest } from '../../core/baseline/recording.ts'
import { formatNumber } from '../../core/format.ts'
import { outsideVitest } from '../../core/outside-vitest.ts'
import { describeError } from '../../core/thrown.ts'

/** How much of a failed child's output is told. */
const OUTPUT_SHOWN = 300

/** How a fresh process is started. */
export type ProcessRecipe = Pick<AttemptRecipe, 'node' | 'execArgv' | 'script'>

/**
 * Has a fresh process run some tests. Never throws: what goes wrong is its answer.
 *
 * @param limitMs after which it is given up
 */
export async function askProcess(
  { node, execArgv, script }: ProcessRecipe,
  request: RecordingRequest,
  limitMs: number,
): Promise<RecordingAnswer> {
  const child = spawn(node, [...execArgv, script], {
    cwd: request.root,
    env: outsideVitest(process.env),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  const keep = (text: string): void => void (output = (output + text).slice(-OUTPUT_SHOWN))
  child.stdout?.setEncoding('utf8').on('data', keep)
  child.stderr?.setEncoding('utf8').on('data', keep)
  const { promise, resolve } = Promise.withResolvers<RecordingAnswer>()
  const fail = (reason: string): void => resolve({ kind: 'failure', reason })
  const timer = setTimeout(() => fail(`it did not end within ${formatNumber(limitMs / 1_000)} s`), limitMs)
  child.on('message', (message) => resolve(message as RecordingAnswer))
  child.on('error', (error) => fail(`it could not be started: ${describeError(error)}`))
  child.on('exit', (code) =>
    fail(
      `it ended with code ${code} and no answer${output === '' ? '' : `: ${describeError(output.trim())}`}`,
    ),
  )
  child.send(request, (error) => {
    if (error !== null) fail(`it could not be started: ${describeError(error)}`)
  })
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    // Its answer is there: what it may still be doing is not waited for.
    child.kill('SIGKILL')
  }
}
