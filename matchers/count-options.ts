import { knownKeys, oneOf, plainObject, wholeNumber } from '../src/core/check.ts'
import type { Per } from '../src/core/calls/amount-finding.ts'

/** Whether a limit goes for each iteration or for all together. */
export interface PerOption {
  /** `'iteration'`: each keeps it. `'run'`: all together do. Default: `'iteration'`. */
  readonly per?: Per
}

/**
 * Reads a matcher's options, among them `per`.
 *
 * @param fix what to write
 * @throws SkillperfError for an unknown option, or another `per`
 */
export function readCountOptions(
  value: unknown,
  known: readonly string[],
  place: string,
  fix: string,
): Readonly<Record<string, unknown>> & { readonly per: Per } {
  const given = value === undefined ? {} : plainObject(value, place, fix)
  knownKeys(given, known, place)
  const { per = 'iteration' } = given
  return { ...given, per: oneOf(per, ['iteration', 'run'], 'per', place) }
}

/** @throws SkillperfError for anything but a whole number from 0 up */
export function readMost(value: unknown, place: string, example: string): number {
  return wholeNumber(value, 'n', place, 0, `Write for example expect(run).${place}(${example}).`)
}
