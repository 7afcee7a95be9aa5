import type * as Measuring from './measuring.ts'
import { shared } from './process-state.ts'

/** Loaders of what belongs to measuring, but stands outside this folder. */
const companions = shared('companions', () => new Set<() => Promise<void>>())

let loading: Promise<typeof Measuring> | undefined
let loaded: typeof Measuring | undefined

/** Has something else loaded with the first measurement, too. */
export function loadWithMeasuring(load: () => Promise<void>): void {
  companions.add(load)
}

/**
 * Loads what measures, judges and records, once: most test files measure
 * nothing, and each of them is given a fresh process. All callers wait for one
 * promise, so that they go on in the order in which they asked.
 */
export function loadMeasuring(): Promise<typeof Measuring> {
  return (loading ??= loadAll())
}

/** What {@link loadMeasuring} has loaded, for callers that know that it has. */
export function measuringNow(): typeof Measuring {
  if (loaded === undefined) throw new Error('loadMeasuring() was not awaited')
  return loaded
}

async function loadAll(): Promise<typeof Measuring> {
  const measuring = await import('./measuring.ts')
  loaded = measuring
  // One after another: the pool of Vitest 4 that isolates by `node:vm` cannot link what two imports ask for at once.
  for (const load of companions) await load()
  return measuring
}
