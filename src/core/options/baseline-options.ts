import { flag } from '../check.ts'
import { usageError } from '../errors.ts'
import { readShare } from '../units.ts'
import type { Share } from '../units.ts'

/** Options of the plugin and the reporter about the baseline. */
// oxlint-disable-next-line typescript/consistent-type-definitions -- part of SkillperfOptions, which Vitest wants an index signature of
export type BaselineOptions = {
  /** Path of the baseline file, relative to the root; `false` for none. Default: `skillperf.baseline.json`. */
  readonly baseline?: string | false
  /** Compares every measurement with the baseline, as if each had `toMatchBaseline()`. Default: false. */
  readonly enforceBaseline?: boolean
  /**
   * The slowdown in real time that is surely to be found, as a share; half of
   * it is the boundary beyond which a measurement fails. Default: 0.1, which is 10 %.
   */
  readonly minDetectableSlowdown?: Share
  /** By how much a time on the virtual clock may be worse, as a share. Default: 0, because it is exact. */
  readonly tolerance?: Share
}

export const BASELINE_KEYS: readonly (keyof BaselineOptions)[] = [
  'baseline',
  'enforceBaseline',
  'minDetectableSlowdown',
  'tolerance',
]

export const DEFAULT_BASELINE = 'skillperf.baseline.json'
export const DEFAULT_SLOWDOWN = 0.1

/** Noise between processes hides what is smaller. */
const LEAST_SLOWDOWN = 0.04

/** What the test processes need to know of the baseline: plain data, for `provide`. */
export interface WorkerBaseline {
  /** The file; it may not be there. */
  readonly path: string
  /** The folder that keys have files relative to. */
  readonly root: string
  /** The project, as keys have it. */
  readonly project: string
  /** This machine, as real entries have it. */
  readonly machine: string
  readonly update: UpdateMode
  /** `SKILLPERF_UPDATE=real`: all real entries are recorded anew, not only those that are missing, failed or improved. */
  readonly rewritesReal: boolean
  readonly enforce: boolean
  /** As a share. */
  readonly minDetectableSlowdown: number
  /** As a share. */
  readonly tolerance: number
  /** This run is one of the processes that record real times: each measurement runs the reference. */
  readonly recording: boolean
}

/**
 * What a run may write, as Vitest's snapshots have it: `all` under `-u`, `new`
 * what is missing, `none` in CI.
 */
export type UpdateMode = 'all' | 'new' | 'none'

/**
 * Checks the options about the baseline, as far as they are given.
 *
 * @param place how the user knows it, for errors
 * @throws SkillperfError for a value out of its range
 */
export function checkBaselineOptions(given: Readonly<Record<string, unknown>>, place: string): void {
  const { baseline, enforceBaseline, minDetectableSlowdown, tolerance } = given
  if (
    baseline !== undefined &&
    baseline !== false &&
    (typeof baseline !== 'string' || baseline.trim() === '')
  )
    throw usageError({
      place,
      rule: '`baseline` must be a path or false',
      received: { value: baseline },
      fix: "Write for example 'skillperf.baseline.json', or false for none.",
    })
  if (enforceBaseline !== undefined) flag(enforceBaseline, 'enforceBaseline', place)
  if (minDetectableSlowdown !== undefined) readSlowdown(minDetectableSlowdown, place)
  if (tolerance !== undefined) readTolerance(tolerance, place)
}

/**
 * Reads `minDetectableSlowdown`.
 *
 * @returns the share
 * @throws SkillperfError for anything but a share from 4 % to 100 %
 */
export function readSlowdown(value: unknown, place: string): number {
  const share = readShare(value, '`minDetectableSlowdown`', place)
  if (share >= LEAST_SLOWDOWN && share <= 1) return share
  throw usageError({
    place,
    rule: '`minDetectableSlowdown` must be between 0.04 and 1: the noise between processes hides what is smaller',
    received: { value },
    fix: 'Leave it out for the default, 0.1.',
  })
}

/**
 * Reads `tolerance`.
 *
 * @returns the share
 * @throws SkillperfError for anything but a share
 */
export function readTolerance(value: unknown, place: string): number {
  return readShare(value, '`tolerance`', place, true)
}
