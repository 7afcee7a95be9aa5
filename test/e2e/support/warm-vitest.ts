import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { vitestBin } from './lanes.ts'
import type { Lane } from './lanes.ts'

/** What a run has printed, and its exit code. */
export interface Printed {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Request {
  readonly cwd: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

type Answer = { readonly exitCode: number } | { readonly startError: true }

const SCRIPT = fileURLToPath(new URL('warm-process.mjs', import.meta.url))

/** Variables that Vitest, or Node, looks at while it is loaded. */
const SEEN_WHEN_LOADED = /^(?:CI|GITHUB_.*|.*_COLOR|NODE_.*|.*AGENT.*)$/

/** After so many runs a process makes room for another, so that what runs leave behind does not add up. */
const MOST_RUNS = 12

/** Ends what a process has printed in a run. */
const END = '\0'

/** Processes that wait, by the lane and what they were started with. */
const waiting = new Map<string, WarmProcess[]>()

/**
 * Runs a lane's Vitest in a process that has loaded it already, if one waits.
 *
 * @param base the environment that processes start with
 * @param env what the run has beside it
 * @returns undefined when Vitest has not started, which only a process of its own can tell as users see it
 */
export async function runWarm(
  lane: Lane,
  { cwd, args, env }: Request,
  base: NodeJS.ProcessEnv,
): Promise<Printed | undefined> {
  const early = Object.entries(env).filter(([name]) => SEEN_WHEN_LOADED.test(name))
  const key = JSON.stringify([lane, early])
  const idle = waiting.get(key) ?? []
  waiting.set(key, idle)
  const warm = idle.pop() ?? new WarmProcess(lane, { ...base, ...Object.fromEntries(early) })
  const printed = await warm.run({ cwd, args, env })
  if (warm.isReusable) idle.push(warm)
  else warm.end()
  return printed
}

class WarmProcess {
  readonly #child: ChildProcess
  readonly #output = { stdout: '', stderr: '' }
  readonly #complete = new Set<'stdout' | 'stderr'>()
  readonly #ended: Promise<number | null>
  #runs = 0
  #isOver = false
  #onOutput = (): void => {}

  constructor(lane: Lane, env: NodeJS.ProcessEnv) {
    const child = spawn(process.execPath, [SCRIPT, dirname(vitestBin(lane))], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this.#output[name] += text
        // Looks at the last part only: the whole may be long.
        if (text.endsWith(END)) this.#complete.add(name)
        this.#onOutput()
      })
    }
    this.#ended = new Promise((resolve, reject) => {
      child.on('error', reject).on('close', resolve)
    })
    this.#child = child
  }

  get isReusable(): boolean {
    return !this.#isOver && this.#runs < MOST_RUNS
  }

  async run(request: Request): Promise<Printed | undefined> {
    this.#runs++
    this.#output.stdout = ''
    this.#output.stderr = ''
    this.#complete.clear()
    const answered = this.#ask(request)
    const answer = await Promise.race([answered, this.#ended])
    if (answer === null || typeof answer === 'number') {
      // It ended itself, as it would have done without us.
      this.#isOver = true
      return { exitCode: answer, ...this.#output }
    }
    await this.#allPrinted()
    if ('startError' in answer) return undefined
    const { stdout, stderr } = this.#output
    return { exitCode: answer.exitCode, stdout: stdout.slice(0, -1), stderr: stderr.slice(0, -1) }
  }

  end(): void {
    if (this.#child.connected) this.#child.disconnect()
  }

  #ask(request: Request): Promise<Answer> {
    return new Promise((resolve) => {
      const onMessage = (message: Answer | { readonly ready: true }): void => {
        if ('ready' in message) return
        this.#child.off('message', onMessage)
        resolve(message)
      }
      this.#child.on('message', onMessage)
      this.#child.send(request)
    })
  }

  #allPrinted(): Promise<void> {
    return new Promise((resolve) => {
      this.#onOutput = () => {
        if (this.#complete.size === 2) resolve()
      }
      this.#onOutput()
    })
  }
}
