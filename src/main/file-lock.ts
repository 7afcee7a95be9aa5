import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { promises as timers } from 'node:timers'
import { SkillperfError } from '../core/errors.ts'

/** How long somebody waits for a lock. Defaults suit work of milliseconds. */
export interface Patience {
  /** For one holder: as long as others take turns, it goes on. */
  readonly waitMs: number
  readonly lookEveryMs: number
  /** A lock that is older is left behind, whoever has it. */
  readonly goneAfterMs: number
  /** As is one this old without a name: its owner was killed before it could write one. */
  readonly namelessMs: number
}

const PATIENCE: Patience = { waitMs: 30_000, lookEveryMs: 20, goneAfterMs: 20_000, namelessMs: 2_000 }

/** A lock that is held. */
export interface HeldLock {
  /** @throws SkillperfError when somebody took it away, because this process was stopped for long */
  requireHeld(): void
}

/**
 * Does something while no other process does, that knows of the same lock: a
 * file, which only one can make. One that a dead process left behind is taken
 * away.
 *
 * @throws SkillperfError when it is not to be had in time
 */
export async function withFileLock<T>(
  path: string,
  work: (lock: HeldLock) => T | Promise<T>,
  patience: Patience = PATIENCE,
): Promise<T> {
  const me = `${process.pid} ${hostname()} ${crypto.randomUUID()}\n`
  let holder: string | undefined
  let since = Date.now()
  while (!tryTake(path, me)) {
    const now = readText(path)
    if (now !== holder) {
      holder = now
      since = Date.now()
    }
    if (isLeftBehind(path, patience)) clear(path, me, patience)
    else if (Date.now() - since > patience.waitMs) throw notToBeHad(path, patience)
    else await timers.setTimeout(patience.lookEveryMs)
  }
  try {
    return await work({
      requireHeld() {
        if (readText(path) !== me)
          throw new SkillperfError(`${path}: another process took this lock away. Run again.`)
      },
    })
  } finally {
    if (readText(path) === me) rmSync(path, { force: true })
  }
}

function tryTake(path: string, me: string): boolean {
  try {
    writeFileSync(path, me, { flag: 'wx' })
    return true
  } catch (error) {
    // On Windows a file that is being deleted is in the way for a moment, and not to be opened.
    if (isCode(error, 'EEXIST') || (process.platform === 'win32' && isCode(error, 'EPERM'))) return false
    throw error
  }
}

/**
 * Takes a lock away that was left behind. Two that find it so must not both:
 * the second would take the first one's own. So only one clears at a time, and
 * looks again before.
 */
function clear(path: string, me: string, patience: Patience): void {
  const broom = `${path}.clear`
  if (!tryTake(broom, me)) {
    if (isLeftBehind(broom, patience)) rmSync(broom, { force: true })
    return
  }
  try {
    if (isLeftBehind(path, patience)) rmSync(path, { force: true })
  } finally {
    rmSync(broom, { force: true })
  }
}

function isLeftBehind(path: string, { goneAfterMs, namelessMs }: Patience): boolean {
  const ageMs = ageOf(path)
  if (ageMs === undefined) return false
  const owner = /^(\d+) (.+) \S+\n$/.exec(readText(path) ?? '')
  if (owner === null) return ageMs > namelessMs
  const [, pid, host] = owner
  return ageMs > goneAfterMs || (host === hostname() && !isAlive(Number(pid)))
}

function notToBeHad(path: string, { waitMs }: Patience): SkillperfError {
  const [, pid = 'unknown'] = /^(\d+) /.exec(readText(path) ?? '') ?? []
  return new SkillperfError(
    `${path}: another process (number ${pid}) has held this lock for ${waitMs / 1000} s. ` +
      'Wait for its run to end, or delete the lock if there is none.',
  )
}

function ageOf(path: string): number | undefined {
  try {
    return Date.now() - statSync(path).mtimeMs
  } catch {
    return undefined
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It is there, but somebody else's.
    return isCode(error, 'EPERM')
  }
}

/** @returns whether an error is the file system's of that code */
export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
