import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withFileLock } from '../../src/main/file-lock.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skillperf-lock-'))
  path = join(folder, 'lock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const patience = { waitMs: 60_000, lookEveryMs: 1, goneAfterMs: 60_000, namelessMs: 60_000 }

function leave(owner: string, ageMs: number): void {
  writeFileSync(path, owner)
  const then = new Date(Date.now() - ageMs)
  utimesSync(path, then, then)
}

/** The number of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

test('one at a time, and nothing stays behind', async () => {
  let inside = 0
  const most: number[] = []
  const enter = async (): Promise<void> => {
    most.push(++inside)
    await new Promise((resolve) => setTimeout(resolve, 1))
    inside--
  }
  await Promise.all(Array.from({ length: 20 }, () => withFileLock(path, enter, patience)))
  expect(most).toStrictEqual(Array.from({ length: 20 }, () => 1))
  expect(readdirSync(folder)).toStrictEqual([])
})

test('returns what the work returns, and is free after work that throws', async () => {
  expect(await rejectionOf(withFileLock(path, () => Promise.reject(new Error('work'))))).toMatchObject({
    message: 'work',
  })
  expect(await withFileLock(path, () => 7, { ...patience, waitMs: 0 })).toBe(7)
})

test.for<[string, () => string, number]>([
  ['of a dead process', () => `${deadPid()} ${hostname()} id\n`, 0],
  ['of a process of another machine, long ago', () => `${process.pid} elsewhere id\n`, 120_000],
  ['of a process that took too long', () => `${process.pid} ${hostname()} id\n`, 120_000],
  ['without a name, long ago', () => '', 120_000],
  ['with half a name, long ago', () => String(process.pid), 120_000],
])('a lock %s is taken away', async ([, owner, ageMs]) => {
  leave(owner(), ageMs)
  expect(await withFileLock(path, () => 'mine', { ...patience, waitMs: 1_000 })).toBe('mine')
  expect(readdirSync(folder)).toStrictEqual([])
})

test.for<[string, () => string]>([
  ['of a living process', () => `${process.pid} ${hostname()} id\n`],
  ['of another machine', () => `${deadPid()} elsewhere id\n`],
  ['that is being written', () => ''],
])('a lock %s is waited for', async ([, owner]) => {
  leave(owner(), 0)
  const waiting = withFileLock(path, () => existsSync(path), patience)
  await new Promise((resolve) => setTimeout(resolve, 20))
  rmSync(path)
  expect(await waiting).toBe(true)
})

test('says who has it when it is not to be had', async () => {
  leave(`4711 elsewhere id\n`, 0)
  const error = await rejectionOf(withFileLock(path, () => 1, { ...patience, waitMs: 30 }))
  expect(error.message.replace(folder, '<folder>')).toBe(
    '<folder>/lock: another process (number 4711) has held this lock for 0.03 s. Wait for its run to end, or delete the lock if there is none.',
  )
})

test('a broom that was left behind is taken away, too', async () => {
  leave(`${deadPid()} ${hostname()} id\n`, 0)
  writeFileSync(`${path}.clear`, `${deadPid()} ${hostname()} id\n`)
  expect(await withFileLock(path, () => 1, { ...patience, waitMs: 1_000 })).toBe(1)
  expect(readdirSync(folder)).toStrictEqual([])
})

test('whoever lost it is told, and leaves the other one in place', async () => {
  const error = await rejectionOf(
    withFileLock(path, (lock) => {
      writeFileSync(path, `${process.pid} ${hostname()} other\n`)
      lock.requireHeld()
    }),
  )
  expect(error.message.replace(folder, '<folder>')).toBe(
    '<folder>/lock: another process took this lock away. Run again.',
  )
  expect(readdirSync(folder)).toStrictEqual(['lock'])
})
