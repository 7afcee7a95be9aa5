import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LANES, ROOT, laneFolder } from './support/lanes.ts'

/**
 * Packs the package and unpacks it in every lane as real files: a link would
 * load the Vitest of this repository, whichever lane asks.
 */
export function setup(): void {
  const folder = mkdtempSync(join(tmpdir(), 'skillperf-pack-'))
  try {
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
      cwd: ROOT,
      stdio: 'ignore',
    })
    for (const lane of LANES) {
      const target = join(laneFolder(lane), 'node_modules', 'skillperf')
      rmSync(join(laneFolder(lane), 'runs'), { recursive: true, force: true })
      mkdirSync(join(laneFolder(lane), 'runs'), { recursive: true })
      rmSync(target, { recursive: true, force: true })
      mkdirSync(target, { recursive: true })
      // Vitest looks for a config in the folders above: a project without one must not find ours.
      writeFileSync(join(laneFolder(lane), 'runs', 'vitest.config.mjs'), 'export default {}\n')
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
