import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './lanes.ts'

/**
 * Packs the package, and unpacks it as real files in place of each target: a
 * link would load the Vitest of this repository, whoever asks. It must have been built.
 */
export function unpackPackage(targets: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'skillperf-pack-'))
  try {
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
      cwd: ROOT,
      stdio: 'ignore',
    })
    for (const target of targets) {
      rmSync(target, { recursive: true, force: true })
      mkdirSync(target, { recursive: true })
      execFileSync('tar', ['-xzf', tarball(folder), '-C', target, '--strip-components=1'])
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function tarball(folder: string): string {
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'))
  if (name === undefined) throw new Error(`npm pack left no tarball in ${folder}`)
  return join(folder, name)
}
