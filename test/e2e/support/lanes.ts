import { existsSync } from 'node:fs'
import { SOAK } from '../../helpers/soak.ts'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

/** The repository. */
export const ROOT: string = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '')

/** Versions of Vitest that the packed package is run with. */
export type Lane = 'vitest-5' | 'vitest-4'

export const LANES: readonly Lane[] = ['vitest-5', 'vitest-4']

let turn = 0

/** One of the lanes, the next one at each call; all of them when soaking: for what hardly differs between them. */
export function laneInTurn(): readonly Lane[] {
  turn++
  return SOAK ? LANES : LANES.filter((_, nth) => nth === turn % LANES.length)
}

/** Holds the unpacked package and, for the older version, a Vitest of its own. */
export function laneFolder(lane: Lane): string {
  return join(ROOT, 'test', 'lanes', lane)
}

export function vitestBin(lane: Lane): string {
  const own = join(laneFolder(lane), 'node_modules', 'vitest', 'vitest.mjs')
  return existsSync(own) ? own : join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
}
