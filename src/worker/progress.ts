import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import type { LiveState } from '../core/live.ts'
import { redact } from '../core/redact.ts'
import { realTime } from './real-time.ts'

/** Shorter things are over before anybody has read of them. */
const FIRST_AFTER_MS = 1_000
const EVERY_MS = 250

/** How far something has come, without its name and its time. */
export type ProgressState = Omit<LiveState, 'name' | 'elapsedMs'>

/**
 * Leaves a file for the main process now and then, which shows it on a terminal.
 *
 * @param folder where; undefined where nobody is looking
 * @param name of the measurement
 * @param read says how far it has come
 * @returns ends it: nothing is shown any more
 */
export function startProgress(
  folder: string | undefined,
  name: string,
  read: () => ProgressState,
): () => void {
  if (folder === undefined) return () => {}
  const path = join(folder, `${process.pid}-${threadId}.json`)
  const startedMs = realTime.now()
  const tell = (): void => {
    leave(path, { name: redact(name), elapsedMs: realTime.now() - startedMs, ...read() })
    timer = realTime.setTimeout(tell, EVERY_MS).unref()
  }
  let timer = realTime.setTimeout(tell, FIRST_AFTER_MS).unref()
  return () => {
    realTime.clearTimeout(timer)
    rmSync(path, { force: true })
  }
}

/** A file that cannot be written is no reason to fail: the line is a convenience. */
function leave(path: string, state: LiveState): void {
  try {
    writeFileSync(path, JSON.stringify(state))
  } catch {
    // The folder goes with the main process.
  }
}
