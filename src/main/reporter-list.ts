import type { Vitest } from 'vitest/node'
import { isBenchCommand } from './bench-mode.ts'

/** A reporter as `vitest.config.reporters` takes it. */
export type ReporterEntry = Vitest['config']['reporters'][number]

/** The reporters that Vitest is going to run, to read and to add to: `vitest bench` has a list of its own. */
export function reporterList(vitest: Vitest): ReporterEntry[] {
  const list: unknown = isBenchCommand(vitest) ? Reflect.get(vitest.config.benchmark, 'reporters') : undefined
  return Array.isArray(list) ? list : vitest.config.reporters
}
