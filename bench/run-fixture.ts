import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { vitestBin } from '../test/e2e/support/lanes.ts'
import { cleanEnvironment } from '../test/e2e/support/run-vitest.ts'

/** A run of Vitest in one of the folders in `fixtures/`, in a process of its own. */
export interface FixtureRun {
  readonly fixture: string
  /** For `vitest run`. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Hears each line of standard output as it comes. */
  readonly onLine?: (line: string) => void
}

/** How it ended, and all that it printed. */
export interface FixtureOutcome {
  readonly exitCode: number | null
  readonly output: string
}

export async function runFixture({ fixture, args, env, onLine }: FixtureRun): Promise<FixtureOutcome> {
  const child = spawn(process.execPath, [vitestBin('vitest-5'), 'run', ...args], {
    cwd: fileURLToPath(new URL(`fixtures/${fixture}`, import.meta.url)),
    env: cleanEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let rest = ''
  const read = (text: string): void => {
    output += text
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine?.(line)
  }
  child.stdout.setEncoding('utf8').on('data', read)
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve)
  })
  return { exitCode, output }
}
