import { integer, knownKeys, oneOf, plainObject } from '../check.ts'
import type { ClockKind } from '../time/clock.ts'
import type { TestReport } from '../wire.ts'
import { REPORT_KEYS } from './wants-other-time.ts'
import { VIRTUAL_KEYS, readVirtual } from './virtual-options.ts'
import type { ReadVirtual, VirtualTimeOptions } from './virtual-options.ts'

/** Which clock a whole test runs on: `test(name, { meta: { skillperf: { clock: 'virtual' } } }, fn)`. */
export interface TestTimeOptions extends VirtualTimeOptions {
  /** Default: `'real'`. */
  readonly clock?: ClockKind
  /** Seed of the random streams, an integer. Default: the plugin's, which is 1. */
  readonly seed?: number
}

/** `task.meta.skillperf`: what the user asks for, and what was measured in the test, once it has run. */
export interface TestMeta extends TestTimeOptions, Partial<TestReport> {}

/**
 * Reads which clock a test runs on.
 *
 * @returns undefined for the real one
 * @throws SkillperfError for an unknown option, or a value out of its range
 */
export function readTestTime(
  meta: unknown,
): (ReadVirtual & { readonly seed: number | undefined }) | undefined {
  const place = "the test's meta.skillperf"
  const given = plainObject(meta, place, "Write { meta: { skillperf: { clock: 'virtual' } } }.")
  knownKeys(given, ['clock', 'seed', ...VIRTUAL_KEYS, ...REPORT_KEYS], place)
  const { clock, seed } = given
  const kind = clock === undefined ? 'real' : oneOf<ClockKind>(clock, ['real', 'virtual'], 'clock', place)
  const read = {
    ...readVirtual(given, kind, place),
    seed: seed === undefined ? undefined : integer(seed, 'seed', place, 'Leave it out for the default, 1.'),
  }
  return kind === 'virtual' ? read : undefined
}
