import { knownKeys, plainObject } from '../../../check.ts'
import { formatExact } from '../../../format.ts'
import { readDuration } from '../../../units.ts'
import type { Duration } from '../../../units.ts'
import type { Modifier } from '../modifier.ts'

/** When something that has started gets cold again. */
export interface ColdStartOptions {
  /** After so long without a call. Default: never. */
  readonly idle?: Duration
}

/**
 * The first call of a measurement takes longer: a function that has to be
 * deployed, a model that has to be loaded. Calls that come in meanwhile wait for
 * the same start, and then take their own latency. Warm-up counts: a
 * measurement with one on the real clock never sees the start.
 *
 * @param start how much longer: ms from 0 up, or a string with a unit
 * @throws SkillperfError for a duration that is none
 * @example tool.post('https://lambda.example/run', { latency: 40, modifiers: [coldStart('2s', { idle: '5min' })] })
 */
export function coldStart(start: Duration, options: ColdStartOptions = {}): Modifier {
  const place = 'coldStart(start, { idle })'
  const startMs = readDuration(start, '`start`', place, true)
  const given = plainObject(options, place, "Write coldStart('2s', { idle: '5min' }).")
  knownKeys(given, ['idle'], place)
  const idleMs = given['idle'] === undefined ? Infinity : readDuration(given['idle'], '`idle`', place)
  const again = idleMs === Infinity ? '' : `, after ${formatExact(idleMs)} ms idle`
  return {
    description: `coldStart(${formatExact(startMs)} ms${again})`,
    begin() {
      let readyMs: number | undefined
      // When the last of the calls so far is over.
      let busyUntilMs = 0
      return {
        latency(ms, { nowMs }) {
          if (readyMs === undefined || nowMs - busyUntilMs >= idleMs) readyMs = nowMs + startMs
          const changed = Math.max(0, readyMs - nowMs) + ms
          busyUntilMs = Math.max(busyUntilMs, nowMs + changed)
          return changed
        },
      }
    },
  }
}
