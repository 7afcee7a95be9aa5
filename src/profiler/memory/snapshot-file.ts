import { mkdirSync, openSync, closeSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a heap snapshot, whole or not at all: it is written beside the file,
 * then renamed over it. Sync, because a virtual clock may be running.
 *
 * @throws the file system's error; what was there before is left alone
 */
export function writeSnapshot(path: string, pieces: readonly string[]): void {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  const file = openSync(temporary, 'w')
  try {
    for (const piece of pieces) writeSync(file, piece)
    closeSync(file)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
