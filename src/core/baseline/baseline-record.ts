import * as v from 'valibot'
import { exactEntry } from './exact-entry.ts'
import type { ExactEntry } from './exact-entry.ts'
import { processRow } from './process-row.ts'
import type { ProcessRow } from './process-row.ts'

/**
 * What a test process says, on the wire, of a measurement that was compared
 * with the baseline: what a baseline would keep of it now, and what the
 * comparison came to.
 */
export interface BaselineRecord {
  /** Null where nothing is exact, such as on the real clock without mocks. */
  readonly exact: ExactEntry | null
  /** Why counts may differ from run to run though the code is the same; left out where they may not. */
  readonly inexact?: string | undefined
  /** Null on the virtual clock, and where no reference was run between the iterations. */
  readonly row: ProcessRow | null
  /** Of its samples on the real clock, as in a `RealEntry`; empty on the virtual one. */
  readonly quantilesNs: readonly number[]
  readonly found: {
    readonly exact: Finding
    readonly real: Finding
  }
  /** Who asked: the matcher, or `enforceBaseline`. */
  readonly source: 'matcher' | 'options'
  /** Asked under `.not`: nothing is to be written of it. Left out otherwise. */
  readonly negated?: true | undefined
}

/** What a comparison came to. */
export interface Finding {
  /**
   * - `none`: it has no such side, such as a real one on the virtual clock
   * - `missing`: the baseline has no entry of it
   * - `inconclusive`: nobody can tell
   */
  readonly result: 'none' | 'missing' | 'same' | 'better' | 'worse' | 'inconclusive'
  /** What differs, a phrase each: `p95 1 904 → 2 310 ms`. */
  readonly changes: readonly string[]
  /** Why it is inconclusive. */
  readonly reason?: string | undefined
}

const finding: v.GenericSchema<Finding> = v.object({
  result: v.picklist(['none', 'missing', 'same', 'better', 'worse', 'inconclusive']),
  changes: v.array(v.string()),
  reason: v.optional(v.string()),
})

/** As it travels from the test process. */
export const baselineRecord: v.GenericSchema<BaselineRecord> = v.object({
  exact: v.nullable(exactEntry),
  inexact: v.optional(v.string()),
  row: v.nullable(processRow),
  quantilesNs: v.array(v.number()),
  found: v.object({ exact: finding, real: finding }),
  source: v.picklist(['matcher', 'options']),
  negated: v.optional(v.literal(true)),
})
