import { constants, promises as fs, accessSync, realpathSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promises as timers } from 'node:timers'
import { isCode } from '../file-lock.ts'

/**
 * Replaces a file whole: written beside it, brought to the disk, renamed over
 * it. After a crash at any moment the old or the new one is there. A link is
 * followed, permissions stay. The caller holds a lock: what an earlier one left
 * beside the file is overwritten.
 *
 * @param beforeRename may throw, so that the file stays as it was
 * @throws the file system's error, also for a file that may not be written to
 */
export async function replaceDurably(
  path: string,
  text: string,
  beforeRename: () => void = () => {},
): Promise<void> {
  const mode = modeOf(path)
  const target = mode === undefined ? path : realpathSync(path)
  // A rename would not ask.
  if (mode !== undefined) accessSync(target, constants.W_OK)
  const beside = join(dirname(target), `.${basename(target)}.new`)
  try {
    await writeSynced(beside, text, mode)
    beforeRename()
    await patiently(() => fs.rename(beside, target))
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
  await syncFolder(dirname(target))
}

function modeOf(path: string): number | undefined {
  try {
    return statSync(path).mode & 0o777
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

async function writeSynced(path: string, text: string, mode: number | undefined): Promise<void> {
  const file = await fs.open(path, 'w')
  try {
    if (mode !== undefined) await file.chmod(mode)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** So that the new name is on the disk, too; Windows neither needs nor allows it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await fs.open(path, 'r')
  try {
    await folder.sync()
  } catch (error) {
    // Some file systems cannot, and the file is in its place.
    if (!isCode(error, 'EINVAL', 'ENOTSUP', 'EPERM')) throw error
  } finally {
    await folder.close()
  }
}

/** On Windows a file that somebody reads, such as a virus scanner, cannot be replaced for a moment. */
const IN_THE_WAY = ['EPERM', 'EACCES', 'EBUSY']
const WAITS_MS = [10, 20, 50, 100, 200, 500, 1_000]

/**
 * Tries again what other processes may be in the way of.
 *
 * @param waitsMs before each further try
 */
export async function patiently<T>(
  work: () => Promise<T>,
  waitsMs: readonly number[] = process.platform === 'win32' ? WAITS_MS : [],
): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return await work()
    } catch (error) {
      if (!isCode(error, ...IN_THE_WAY)) throw error
      await timers.setTimeout(waitMs)
    }
  }
  return await work()
}
