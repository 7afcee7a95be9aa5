import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeWhole } from '../../src/main/write-file.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skillperf-write-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('writes a file and the folders above it', () => {
  const path = join(folder, 'a', 'b', 'report.json')
  writeWhole(path, 'first')
  writeWhole(path, 'second')
  expect(readFileSync(path, 'utf8')).toBe('second')
  expect(readdirSync(join(folder, 'a', 'b'))).toStrictEqual(['report.json'])
})

test('leaves nothing behind when it cannot', () => {
  // A folder stands where the file should be: the rename fails, after the writing.
  const path = join(folder, 'report.json')
  mkdirSync(join(path, 'inside'), { recursive: true })
  expect(thrownBy(() => writeWhole(path, 'text')).message).toMatch(/EISDIR|ENOTEMPTY|EPERM|EEXIST/)
  expect(readdirSync(folder)).toStrictEqual(['report.json'])
})
