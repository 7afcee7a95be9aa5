import { spawn, spawnSync } from 'node:child_process'
import fs, { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { withLock } from '../../src/worker/lock.ts'
import { eventLoopTurn, pause } from '../../src/worker/real-time.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skillperf-lock-'))
  path = join(folder, 'lock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The lock as somebody else has left it. */
function heldBy(holder: string | undefined, lock: string = path): string {
  mkdirSync(lock)
  if (holder !== undefined) writeFileSync(join(lock, 'pid'), holder)
  return lock
}

/** The id of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

/**
 * Does something at the worst moment: a file has just been read for the first time.
 *
 * @returns ends it
 */
function afterReading(wanted: string, then: () => void): () => void {
  const original = fs.readFileSync
  let done = false
  const spied = (...args: Parameters<typeof original>): ReturnType<typeof original> => {
    const text = original(...args)
    if (!done && args[0] === wanted) {
      done = true
      then()
    }
    return text
  }
  fs.readFileSync = spied as typeof original
  syncBuiltinESMExports()
  return () => {
    fs.readFileSync = original
    syncBuiltinESMExports()
  }
}

describe('withLock', () => {
  test('does the work, and answers with what came out', async () => {
    expect(await withLock(path, () => Promise.resolve(5))).toBe(5)
  })

  test('holds the lock meanwhile, in the name of this process, and leaves nothing behind', async () => {
    let holder = ''
    await withLock(path, async () => {
      await eventLoopTurn()
      holder = readFileSync(join(path, 'pid'), 'utf8')
    })
    expect(holder).toBe(String(process.pid))
    expect(existsSync(path)).toBe(false)
  })

  test('lets one at a time in, in one process too', async () => {
    let [inside, most] = [0, 0]
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside)
      await eventLoopTurn()
      inside--
    }
    await Promise.all(Array.from({ length: 5 }, () => withLock(path, work)))
    expect([inside, most]).toStrictEqual([0, 1])
  })

  test('keeps locks of other paths apart', async () => {
    const both = await withLock(path, () => withLock(join(folder, 'other'), () => Promise.resolve('both')))
    expect(both).toBe('both')
  })

  test('is free again when the work fails', async () => {
    const broken = new Error('broken')
    expect(await rejectionOf(withLock(path, () => Promise.reject(broken)))).toBe(broken)
    expect(
      await rejectionOf(
        withLock(path, () => {
          throw broken
        }),
      ),
    ).toBe(broken)
    expect(existsSync(path)).toBe(false)
    expect(await withLock(path, () => Promise.resolve('again'))).toBe('again')
  })

  test('does not wait for a holder that has died', async () => {
    heldBy(String(deadPid()))
    expect(await withLock(path, () => Promise.resolve('mine'))).toBe('mine')
  })

  test('lets one in of several that find a holder that has died', async () => {
    heldBy(String(deadPid()))
    let [inside, most] = [0, 0]
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside)
      await pause(5)
      inside--
    }
    await Promise.all(Array.from({ length: 4 }, () => withLock(path, work)))
    expect(most).toBe(1)
  })

  test('does not take the lock of whoever was faster to clear what was left behind', async () => {
    heldBy(String(deadPid()))
    const stop = afterReading(join(path, 'pid'), () => {
      rmSync(path, { recursive: true })
      heldBy('1')
    })
    const taken = withLock(path, () => Promise.resolve('taken'))
    try {
      expect(await Promise.race([taken, pause(200).then(() => 'waiting')])).toBe('waiting')
      expect(readFileSync(join(path, 'pid'), 'utf8')).toBe('1')
    } finally {
      stop()
    }
    rmSync(path, { recursive: true })
    expect(await taken).toBe('taken')
  })

  test('lets one clear at a time, and does not wait for one that has died at it', async () => {
    heldBy(String(deadPid()))
    const broom = heldBy('1', `${path}.clear`)
    const taken = withLock(path, () => Promise.resolve('taken'))
    expect(await Promise.race([taken, pause(200).then(() => 'waiting')])).toBe('waiting')
    writeFileSync(join(broom, 'pid'), String(deadPid()))
    expect(await taken).toBe('taken')
    expect(existsSync(broom)).toBe(false)
  })

  test('leaves the lock to whoever has taken it away meanwhile', async () => {
    await withLock(path, async () => {
      await eventLoopTurn()
      writeFileSync(join(path, 'pid'), '1')
    })
    expect(readFileSync(join(path, 'pid'), 'utf8')).toBe('1')
  })

  test('waits for a process that is alive, until it is not', async () => {
    const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    heldBy(String(child.pid))
    const taken = withLock(path, () => Promise.resolve('taken'))
    expect(await Promise.race([taken, pause(200).then(() => 'waiting')])).toBe('waiting')
    child.kill('SIGKILL')
    expect(await taken).toBe('taken')
  })

  test('waits for a process of somebody else, which it may not signal', async () => {
    // The first of all; root may signal it, too, but it is alive in either case.
    heldBy('1')
    const taken = withLock(path, () => Promise.resolve('taken'))
    expect(await Promise.race([taken, pause(150).then(() => 'waiting')])).toBe('waiting')
    rmSync(path, { recursive: true })
    expect(await taken).toBe('taken')
  })

  test('gives holders without a name a second or so to write it, and no more', async () => {
    // None, one that is no number, a group of processes, its own group, a fraction.
    const holders = [undefined, '', 'somebody', '-1', '0', '1.5']
    const paths = holders.map((holder, i) => heldBy(holder, join(folder, `lock-${i}`)))
    const taken: string[] = []
    const all = Promise.all(paths.map((one) => withLock(one, async () => void taken.push(one))))
    await pause(150)
    expect(taken).toStrictEqual([])
    await all
    expect(taken.toSorted((a, b) => a.localeCompare(b))).toStrictEqual(paths)
  })

  test('waits for one that writes its name late', async () => {
    heldBy(undefined)
    const taken = withLock(path, () => Promise.resolve('taken'))
    await pause(150)
    writeFileSync(join(path, 'pid'), '1')
    expect(await Promise.race([taken, pause(1_500).then(() => 'waiting')])).toBe('waiting')
    rmSync(path, { recursive: true })
    expect(await taken).toBe('taken')
  })

  test('says what keeps it from making a lock at all', async () => {
    const error = await rejectionOf(withLock(join(folder, 'no', 'such'), () => Promise.resolve()))
    expect(error).toMatchObject({ code: 'ENOENT' })
  })
})
