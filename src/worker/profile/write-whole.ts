import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { threadId } from 'node:worker_threads'

/**
 * Writes a file whole or not at all: into one beside it, then renamed over it.
 * Makes the folders above. Sync, because a virtual clock may be running, which
 * waits for no file.
 *
 * @throws the file system's error; what was there before is left alone
 */
export function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  // Threads share the process's number.
  const temporary = `${path}.${process.pid}-${threadId}.tmp`
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
