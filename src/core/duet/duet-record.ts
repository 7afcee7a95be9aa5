import * as v from 'valibot'
import { count } from '../seen-record.ts'

/**
 * What a duet of two versions of a measurement came to, in one process: plain
 * data, which the test of the new version carries in `task.meta` to main.
 */
export interface DuetRecord {
  readonly measurement: string
  /** Slices of each version that count: those that had a processor to themselves. */
  readonly slices: number
  /** Slices of each version, those that had to wait for a processor, too. */
  readonly played: number
  readonly old: VoiceRecord
  readonly new: VoiceRecord
  /** Why they were not played to the end; left out where they were. */
  readonly reason?: string | undefined
}

/** One of the two versions. */
export interface VoiceRecord {
  /** Iterations, or batches of them, in slices that count. */
  readonly n: number
  /** Failed ones. */
  readonly errors: number
  /** 25th percentile of an iteration, in ns; null without any. */
  readonly q25Ns: number | null
}

/** Which of both versions. */
export type Side = 'old' | 'new'

export const SIDES: readonly Side[] = ['old', 'new']

/** Where the records are in `task.meta`. */
export const DUET_META = 'skillperfDuets'

const voice: v.GenericSchema<VoiceRecord> = v.object({
  n: count,
  errors: count,
  q25Ns: v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0))),
})

const records: v.GenericSchema<readonly DuetRecord[]> = v.array(
  v.object({
    measurement: v.string(),
    slices: count,
    played: count,
    old: voice,
    new: voice,
    reason: v.optional(v.string()),
  }),
)

/** Reads what a test left; nothing where it left none. */
export function readDuets(meta: unknown): readonly DuetRecord[] {
  const result = v.safeParse(records, meta)
  return result.success ? result.output : []
}
