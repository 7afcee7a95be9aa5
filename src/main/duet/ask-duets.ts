import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describeError } from '../../core/thrown.ts'
import type { DuetAnswer, DuetRequest } from './duet-request.ts'

/** How much of a failed process's output is told. */
const OUTPUT_SHOWN = 400

/** Processes that play duets: one at a time, each a fresh one. */
export class DuetProcesses {
  #child: ChildProcess | undefined

  /** Never rejects: what goes wrong is the answer. */
  async ask(request: DuetRequest): Promise<DuetAnswer> {
    const script = fileURLToPath(new URL('./duet-script.js', import.meta.url))
    const child = fork(script, [], {
      cwd: request.root,
      env: withoutVitest(process.env),
      // A debugger listens once.
      execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.#child = child
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream
        ?.setEncoding('utf8')
        .on('data', (text: string) => (output = (output + text).slice(-OUTPUT_SHOWN)))
    }
    const { promise, resolve } = Promise.withResolvers<DuetAnswer>()
    const fail = (reason: string): void => resolve({ kind: 'failure', reason })
    child.on('message', (message) => resolve(message as DuetAnswer))
    child.on('error', (error) => fail(`it could not be started: ${describeError(error)}`))
    child.on('close', (code, signal) => {
      const said = output.trim()
      fail(`Vitest ended with ${signal ?? `code ${code}`} and no answer${said === '' ? '' : `: ${said}`}`)
    })
    child.send(request, (error) => {
      if (error !== null) fail(`it could not be started: ${describeError(error)}`)
    })
    try {
      return await promise
    } finally {
      this.stop()
    }
  }

  /** Ends the process that is running; its workers end with it. */
  stop(): void {
    this.#child?.kill('SIGKILL')
    this.#child = undefined
  }
}

/** Without what a Vitest around us has set for its own workers. */
function withoutVitest(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^VITEST(?:_|$)/.test(name)))
}
