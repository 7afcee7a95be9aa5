/** What the heap was while a function was called over and over. */
export interface HeapTrace {
  /** Bytes after the warm-up, and after each block of as many calls. */
  readonly levels: readonly number[]
  /** Before the first block. */
  readonly warmupCalls: number
  readonly callsPerBlock: number
}

/** How others tell a leak by a trace. */
export interface LeakRule {
  readonly name: string
  readonly accuses: (trace: HeapTrace) => boolean
}

export const LEAKAGE = "leakage's rule"

/** Growth of less is none to `leakage`, in bytes. */
const SENSITIVITY = 1_024
const RUN_OF_BLOCKS = 2 / 3

/** The rules that stand beside ours; they are asked about the traces that ours was. */
export const PEER_RULES: readonly LeakRule[] = [
  growsBy('naive > 64 kB', 64_000),
  growsBy('naive > 1 MB', 1_000_000),
  { name: LEAKAGE, accuses: growsInARow },
]

/** What pages in the net hand around: the heap after, less the heap before. */
function growsBy(name: string, bytes: number): LeakRule {
  return {
    name,
    accuses: ({ levels }) => (levels.at(-1) ?? Number.NaN) - (levels[0] ?? Number.NaN) > bytes,
  }
}

/**
 * What the package `leakage` decides by: a collection after each block of calls, and more than two thirds of
 * the blocks in a row after which the heap is larger by more than 1 kB.
 */
function growsInARow({ levels }: HeapTrace): boolean {
  let longest = 0
  let row = 0
  for (const [block, level] of levels.slice(1).entries()) {
    row = level - (levels[block] ?? Number.NaN) > SENSITIVITY ? row + 1 : 0
    longest = Math.max(longest, row)
  }
  return longest > Math.max(0, Math.floor((levels.length - 1) * RUN_OF_BLOCKS))
}
