import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pause, realTime } from './real-time.ts'

const LOOK_EVERY_MS = 50
/** A holder tells so often that it is there; one that has not for long is gone, even if another process has its number by now. */
const BEAT_EVERY_MS = 2_000
const GONE_AFTER_MS = 60_000
/** Who made the folder needs a moment to write its name into it. */
const NAMELESS_MS = 2_000

/**
 * Does something while no other process does, that knows of the same lock: a
 * folder, which only one can make. A holder that has died is not waited for.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!tryTake(path)) {
    if (!isGone(path) || !clear(path)) await pause(LOOK_EVERY_MS)
  }
  const endBeat = beat(path)
  try {
    return await work()
  } finally {
    endBeat()
    // A process that was stopped for long may find that another one has it.
    if (holderOf(path) === process.pid) remove(path)
  }
}

function tryTake(path: string): boolean {
  try {
    mkdirSync(path)
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
  writeFileSync(join(path, 'pid'), String(process.pid))
  return true
}

/** Whether the holder has died, or never came to hold it. */
function isGone(path: string): boolean {
  const age = ageOf(path)
  if (age === undefined) return false
  const holder = holderOf(path)
  return age > GONE_AFTER_MS || (holder === undefined ? age > NAMELESS_MS : !isAlive(holder))
}

/**
 * Takes a lock away that was left behind. Two that find it so must not both:
 * the second would take the first one's own. So only one clears at a time, and
 * looks again before.
 *
 * @returns whether it was the one
 */
function clear(path: string): boolean {
  const broom = `${path}.clear`
  if (!tryTake(broom)) {
    if (isGone(broom)) remove(broom)
    return false
  }
  try {
    if (isGone(path)) remove(path)
    return true
  } finally {
    remove(broom)
  }
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true })
}

function ageOf(path: string): number | undefined {
  try {
    return Date.now() - statSync(path).mtimeMs
  } catch {
    return undefined
  }
}

/** Tells again and again that the holder is there, until the function that it returns is called. */
function beat(path: string): () => void {
  const tell = (): void => {
    touch(path)
    timer = realTime.setTimeout(tell, BEAT_EVERY_MS).unref()
  }
  let timer = realTime.setTimeout(tell, BEAT_EVERY_MS).unref()
  return () => realTime.clearTimeout(timer)
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // Whoever took it for left behind has it now.
  }
}

function holderOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(path, 'pid'), 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
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

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
