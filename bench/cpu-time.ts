import { spawnSync } from 'node:child_process'

/** A command to run, whose output nobody reads unless it fails. */
export interface Command {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/** Which time {@link spentBy} tells: Windows has no shell that adds up a process's children. */
export const SPENT: 'CPU time' | 'wall time' = process.platform === 'win32' ? 'wall time' : 'CPU time'

/** The command's errors go to standard error, and what the shell says about its children to standard output. */
const SCRIPT = '"$@" >/dev/null; status=$?; times; exit $status'

/**
 * Runs Node, and tells what it has used.
 *
 * @returns seconds of CPU, user and system, of the process and all that it started and waited for
 * @throws when it fails
 */
export function spentBy({ args, cwd, env }: Command): number {
  const startMs = performance.now()
  const options = { cwd, env: { ...env, LC_ALL: 'C' }, encoding: 'utf8' } as const
  const { status, stdout, stderr } =
    SPENT === 'CPU time'
      ? spawnSync('sh', ['-c', SCRIPT, 'sh', process.execPath, ...args], options)
      : spawnSync(process.execPath, args, options)
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed:\n${stderr}`)
  return SPENT === 'CPU time' ? readTimes(stdout) : (performance.now() - startMs) / 1_000
}

/**
 * Reads what the shell's `times` prints: a line for the shell itself and one for
 * its children, each with user and system time.
 *
 * @returns seconds of the children; NaN for anything else
 */
export function readTimes(text: string): number {
  const [, children = ''] = text.trim().split('\n')
  const times = [...children.matchAll(/(\d+)m([\d.]+)s/g)]
  if (times.length !== 2) return Number.NaN
  return times.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0)
}
