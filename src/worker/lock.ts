import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pause } from './real-time.ts'

const LOOK_EVERY_MS = 50
/** A folder without its holder's name: who made it had no time to write it, or died. */
const NAMELESS_LOOKS = 20

/**
 * Does something while no other process does, that knows of the same lock: a
 * folder, which only one can make. A holder that has died is not waited for.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await take(path)
  try {
    return await work()
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}

async function take(path: string): Promise<void> {
  for (let nameless = 0; !tryTake(path);) {
    const holder = holderOf(path)
    nameless = holder === undefined ? nameless + 1 : 0
    const gone = holder === undefined ? nameless > NAMELESS_LOOKS : !isAlive(holder)
    if (gone) rmSync(path, { recursive: true, force: true })
    else await pause(LOOK_EVERY_MS)
  }
}

function tryTake(path: string): boolean {
  try {
    mkdirSync(path)
  } catch (error) {
    if (isExisting(error)) return false
    throw error
  }
  writeFileSync(join(path, 'pid'), String(process.pid))
  return true
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
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}
