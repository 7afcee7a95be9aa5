import { existsSync } from 'node:fs'
import { SOAK } from '../../helpers/soak.ts'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

/** The repository. */
export const ROOT: string = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '')

/** Versions of Vitest that the packed package is run with. */
export type Lane = 'vitest-5' | 'vitest-4'

export const LANES: readonly Lane[] = ['vitest-5', 'vitest-4']

const POOLS = ['forks', 'threads'] as const

/** Each lane and each pool once; every pair when soaking. */
export const WAYS: readonly { readonly lane: Lane; readonly pool: (typeof POOLS)[number] }[] = LANES.flatMap(
  (lane, i) => POOLS.filter((_, j) => SOAK || i === j).map((pool) => ({ lane, pool })),
)

let turn: number | undefined

/**
 * One of the lanes, the next one at each call; all of them when soaking: for what hardly differs between them.
 *
 * @param first the lane that a file begins with
 */
export function laneInTurn(first: Lane = 'vitest-4'): readonly Lane[] {
  turn = turn === undefined ? LANES.indexOf(first) : turn + 1
  const lane = LANES[turn % LANES.length]
  return SOAK ? LANES : LANES.filter((one) => one === lane)
}

/** All lanes when soaking, otherwise none: for what takes long, and differs in little from what has been shown already. */
export const SOAK_LANES: readonly Lane[] = SOAK ? LANES : []

/** For tests of real memory: what the engine does beside them on a busy machine shows now and then. */
export const REAL_MEMORY = { retry: SOAK ? 0 : 1 } as const

/** Holds the unpacked package and, for the older version, a Vitest of its own. */
export function laneFolder(lane: Lane): string {
  return join(ROOT, 'test', 'lanes', lane)
}

export function vitestBin(lane: Lane): string {
  const own = join(laneFolder(lane), 'node_modules', 'vitest', 'vitest.mjs')
  return existsSync(own) ? own : join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
}
