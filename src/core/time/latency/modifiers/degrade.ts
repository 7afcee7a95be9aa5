import { knownKeys, plainObject } from '../../../check.ts'
import { usageError } from '../../../errors.ts'
import { formatExact } from '../../../format.ts'
import { readDuration } from '../../../units.ts'
import type { Duration } from '../../../units.ts'
import type { ModifiedCall, Modifier } from '../modifier.ts'

/** When something gets slower, and by how much. */
export interface DegradeOptions {
  /** A number: the first so many calls are spared. A string with a unit: those of so long after the first one are. */
  readonly from: number | Exclude<Duration, number>
  /** What latencies are multiplied by, above 0. */
  readonly factor: number
}

/**
 * From some moment on, latencies are multiplied: a dependency that gets into
 * trouble while it is measured. Calls are counted over the measurement, its
 * warm-up included.
 *
 * @throws SkillperfError for a `from` that is neither a count nor a duration, or a factor that is none
 * @example tool.get('https://search.example/api', { latency: 20, modifiers: [degrade({ from: '30s', factor: 5 })] })
 */
export function degrade(options: DegradeOptions): Modifier {
  const place = 'degrade({ from, factor })'
  const given = plainObject(options, place, "Write degrade({ from: '30s', factor: 5 }).")
  knownKeys(given, ['from', 'factor'], place)
  const { from, factor } = given
  const start = readFrom(from, place)
  if (typeof factor !== 'number' || !Number.isFinite(factor) || factor <= 0) {
    throw usageError({
      place,
      rule: '`factor` must be a number above 0 and finite',
      received: { value: factor },
      fix: 'Write 5 for latencies that get five times as long.',
    })
  }
  const when = 'calls' in start ? `call ${formatExact(start.calls)}` : `${formatExact(start.afterMs)} ms`
  return {
    description: `degrade(from ${when} on, × ${formatExact(factor)})`,
    begin() {
      let firstMs: number | undefined
      const isOver = ({ count, nowMs }: ModifiedCall): boolean => {
        firstMs ??= nowMs
        return 'calls' in start ? count >= start.calls : nowMs - firstMs >= start.afterMs
      }
      return { latency: (ms, call) => (isOver(call) ? ms * factor : ms) }
    },
  }
}

function readFrom(value: unknown, place: string): { readonly calls: number } | { readonly afterMs: number } {
  if (typeof value === 'string') return { afterMs: readDuration(value, '`from`', place, true) }
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return { calls: value }
  throw usageError({
    place,
    rule: '`from` must be a number of calls or a duration with a unit',
    received: { value },
    fix: "Write 100 to spare the first 100 calls, or '30s' to spare those of the first half minute.",
  })
}
