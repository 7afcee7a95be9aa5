import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeWhole } from './write-file.ts'

/** Where the setup file stands, unless the root cannot be written to. */
export function setupStubPath(root: string): string {
  return join(root, '.vitest', 'skillperf', 'setup.mjs')
}

/**
 * Writes the setup file that workers get. It stands outside node_modules on purpose:
 * Vitest evaluates a setup file inside node_modules once a worker, so that with
 * `--no-isolate` every file but the first would be without hooks. This one is
 * evaluated for every file, and calls the setup proper.
 *
 * @param root where `.vitest/skillperf/` is; a root that cannot be written to is left alone
 * @returns the stub's absolute path
 */
export function writeSetupStub(root: string): string {
  const setup = new URL('../bundled/hooks.js', import.meta.url)
  const text = [
    '// Written by skillperf at the start of each run: brings `perf` and the matchers to every test file.',
    `import { install } from ${JSON.stringify(setup.href)}`,
    'install()',
    '',
  ].join('\n')
  const path = setupStubPath(root)
  // Not again while a worker of another run may be reading it.
  if (readText(path) === text) return path
  try {
    writeWhole(path, text)
    return path
  } catch {
    const folder = mkdtempSync(join(tmpdir(), 'skillperf-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    const elsewhere = join(folder, 'setup.mjs')
    writeWhole(elsewhere, text)
    return elsewhere
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
