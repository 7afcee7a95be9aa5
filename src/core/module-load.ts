/** How long a module of the user's took to load, before any test: the cold start of a skill. Times are ms. */
export interface ModuleLoad {
  /** Relative to the root, with forward slashes. */
  readonly module: string
  /** Without its imports; those of packages count as its own. */
  readonly selfMs: number
  readonly totalMs: number
}

/** From this total on a load is worth a word. */
const NOTICEABLE_MS = 50
const MOST = 5

/** The slowest ones, as far as anybody would notice. */
export function noticeableLoads(loads: readonly ModuleLoad[]): readonly ModuleLoad[] {
  return loads
    .filter(({ totalMs }) => totalMs >= NOTICEABLE_MS)
    .toSorted((a, b) => b.totalMs - a.totalMs)
    .slice(0, MOST)
}
