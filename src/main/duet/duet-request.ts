import type { Side } from '../../core/duet/duet-record.ts'

/** What the process that plays duets gets in its first message. */
export interface DuetRequest {
  /** Vitest's root: the folder that the command was called in. */
  readonly root: string
  /** Path of the config file; undefined: the one that Vitest finds. */
  readonly config: string | undefined
  /** Names of the projects to keep to; empty for all. */
  readonly projects: readonly string[]
  /** Top of the working tree. */
  readonly repository: string
  /** Top of the old version. */
  readonly old: string
  /** Old paths of files that git takes for renamed, by their new ones: relative to the top, with forward slashes. */
  readonly renamed: Readonly<Record<string, string>>
  /** Paths of files that are gone since: relative to the top, with forward slashes. */
  readonly deleted: readonly string[]
  /** Which test files: parts of their paths; empty for all that measure. */
  readonly filters: readonly string[]
  /** Where the test files are written that load both versions. */
  readonly folder: string
  /** Keep to these tests; undefined: all. */
  readonly only: readonly DuetTest[] | undefined
}

/** A test that both versions have. */
export interface DuetTest {
  readonly project: string
  /** Relative to the root, with forward slashes. */
  readonly file: string
  /** Names of its suites, the outermost first, and its own. */
  readonly names: readonly string[]
}

/** What it answers. */
export type DuetAnswer =
  | {
      readonly kind: 'played'
      readonly files: readonly DuetFileAnswer[]
      /** The slowdown to find that the options say, as a share. */
      readonly slowdown: number
      /** By how much a time on the virtual clock may be worse, as a share, by the project. */
      readonly tolerances: Readonly<Record<string, number>>
    }
  | { readonly kind: 'failure'; readonly reason: string }

/** A test file, whose tests have run in both versions. */
export interface DuetFileAnswer {
  readonly project: string
  /** Relative to the root, with forward slashes. */
  readonly file: string
  /** It could not run, or not to its end. */
  readonly error: string | undefined
  /** Only one version has it; its tests did not run. */
  readonly only: Side | undefined
  readonly tests: Readonly<Record<Side, readonly DuetTestAnswer[]>>
}

export interface DuetTestAnswer {
  readonly names: readonly string[]
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending'
  /** First line of what it failed with. */
  readonly error: string | undefined
  /** What it left in its meta: not checked yet. */
  readonly report: unknown
  readonly duets: unknown
}
