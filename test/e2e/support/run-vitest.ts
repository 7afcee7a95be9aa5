import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { SOAK } from '../../helpers/soak.ts'
import { ROOT, vitestBin } from './lanes.ts'
import type { Project } from './project.ts'
import { scrub } from './scrub.ts'
import { runWarm } from './warm-vitest.ts'
import type { Printed } from './warm-vitest.ts'

const SETTINGS: NodeJS.ProcessEnv = {
  // Whether attempts have a say must not depend on what else the machine does.
  NODE_OPTIONS: `--import=${new URL('quiet-machine.mjs', import.meta.url).href}`,
  // Hundreds of processes load the same Vitest.
  NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'skillperf-e2e'),
}

/** What a process has left. */
export interface Outcome {
  readonly exitCode: number | null
  /** Standard output as it was written. */
  readonly raw: string
  /** Standard output without colours, figures that vary, and paths. */
  readonly stdout: string
  readonly stderr: string
}

/** The environment of a person at a terminal, whatever runs these tests. */
export function cleanEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env }
  for (const name of Object.keys(env)) {
    if (/^(CI|GITHUB_.*|VITEST.*|NO_COLOR|FORCE_COLOR|NODE_ENV|TEST|PROD|DEV|MODE|.*AGENT.*)$/.test(name))
      delete env[name]
  }
  return { ...env, ...more }
}

/**
 * Runs the lane's Vitest in a project: `vitest run …args`. In a process that has run others before, because most of a
 * short run is loading Vitest; when soaking, in a process of its own, as {@link runVitestAlone}.
 */
export async function runVitest(
  project: Project,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  if (SOAK) return runVitestAlone(project, args, env)
  const request = { cwd: project.root, args: [...args, ...poolOf(args)], env }
  const printed = await runWarm(project.lane, request, cleanEnvironment(SETTINGS))
  return printed ? outcomeOf(printed, project.root) : runVitestAlone(project, args, env)
}

/** Threads where a test does not mind: they start in a fraction of a process's time. When soaking, what users have. */
function poolOf(args: readonly string[]): readonly string[] {
  return args.some((arg) => /^--(?:pool|merge-reports)\b/.test(arg)) ? [] : ['--pool=threads']
}

/**
 * Runs the lane's Vitest in a project, in a process of its own, as a user would.
 *
 * @param started gets the process, to do something to it
 */
export function runVitestAlone(
  project: Project,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  started?: (child: ChildProcess) => void,
): Promise<Outcome> {
  return runNode([vitestBin(project.lane), 'run', ...args], project.root, env, started)
}

export async function runNode(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
  started: (child: ChildProcess) => void = () => {},
): Promise<Outcome> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: cleanEnvironment({ ...SETTINGS, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started(child)
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve)
  })
  return outcomeOf({ exitCode, ...output }, cwd)
}

function outcomeOf({ exitCode, stdout, stderr }: Printed, root: string): Outcome {
  const clean = (text: string): string => scrub(stripVTControlCharacters(text), root)
  return { exitCode, raw: stdout, stdout: clean(stdout), stderr: clean(stderr) }
}
