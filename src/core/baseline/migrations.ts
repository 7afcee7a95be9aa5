import { BASELINE_VERSION } from './baseline.ts'

/** Makes of a file's JSON of one version that of the next; what it does not understand it leaves as it is. */
export type Migration = (file: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>

/** A version of the format, and how older ones become it. */
export interface BaselineFormat {
  readonly version: number
  /** From version 1 to 2, from 2 to 3, and so on: one fewer than versions. */
  readonly migrations: readonly Migration[]
}

/** What this skillperf reads and writes. */
export const CURRENT_FORMAT: BaselineFormat = { version: BASELINE_VERSION, migrations: [] }

/** Takes the JSON of an older file to the version of a format. */
export function migrate(
  file: Readonly<Record<string, unknown>>,
  version: number,
  { migrations }: BaselineFormat,
): Readonly<Record<string, unknown>> {
  return migrations.slice(version - 1).reduce((older, next) => next(older), file)
}
