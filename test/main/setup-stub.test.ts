import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { writeSetupStub } from '../../src/main/setup-stub.ts'

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'skillperf-stub-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('calls the setup of this package', () => {
  const root = temporary()
  const path = writeSetupStub(root)
  expect(path).toBe(join(root, '.vitest', 'skillperf', 'setup.mjs'))
  expect(readFileSync(path, 'utf8')).toMatch(
    /import \{ install \} from "file:\/\/\/.*hooks\.js"\ninstall\(\)\n$/,
  )
})

test('is not written again when it is the same', () => {
  const root = temporary()
  const before = statSync(writeSetupStub(root), { bigint: true }).mtimeNs
  expect(statSync(writeSetupStub(root), { bigint: true }).mtimeNs).toBe(before)
})

test('is replaced when it is that of another package', () => {
  const root = temporary()
  const path = writeSetupStub(root)
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, 'install the other one')
  expect(readFileSync(writeSetupStub(root), 'utf8')).toBe(text)
})

test('stands elsewhere when the root cannot be written to', () => {
  // A file where the folder should be fails for every user, root included.
  const root = temporary()
  writeFileSync(join(root, '.vitest'), '')
  const path = writeSetupStub(root)
  onTestFinished(() => rmSync(dirname(path), { recursive: true, force: true }))
  expect(path.startsWith(root)).toBe(false)
  expect(readFileSync(path, 'utf8')).toContain('install()')
})
