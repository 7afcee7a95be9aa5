import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LANES, laneFolder } from './support/lanes.ts'
import { unpackPackage } from './support/packed-package.ts'

/** Gives every lane the packed package, and a place for projects. */
export function setup(): void {
  for (const lane of LANES) {
    const runs = join(laneFolder(lane), 'runs')
    rmSync(runs, { recursive: true, force: true })
    mkdirSync(runs, { recursive: true })
    // Vitest looks for a config in the folders above: a project without one must not find ours.
    writeFileSync(join(runs, 'vitest.config.mjs'), 'export default {}\n')
    // Vitest 5 looks for reporters from the folder above a project: there, too, `skillperf` is the packed package.
    writeFileSync(join(runs, 'package.json'), '{ "private": true, "type": "module" }\n')
  }
  unpackPackage(LANES.map((lane) => join(laneFolder(lane), 'node_modules', 'skillperf')))
}
