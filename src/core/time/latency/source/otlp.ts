import { usageError } from '../../../errors.ts'
import type { MeasuredRange } from '../empirical.ts'
import { field, list } from './json.ts'
import { listed, unknownName } from './unknown-name.ts'

interface Span {
  readonly name: string
  readonly ms: number
}

const NS_PER_MS = 1e6

/**
 * Reads the durations of spans as OpenTelemetry writes them in JSON
 * (`resourceSpans[].scopeSpans[].spans[]`). Spans that have not ended are left out.
 *
 * @param traces one object, or several, as exporters write them a line each
 * @param name of the spans to take; needed where there are several
 * @throws SkillperfError for something else, spans of several names, or a name that is not there
 */
export function readOtlp(traces: unknown, name: string | undefined, place: string): MeasuredRange[] {
  const all = Array.isArray(traces) ? (traces as readonly unknown[]) : [traces]
  if (!all.some((one) => Array.isArray(field(one, 'resourceSpans')))) {
    throw usageError({
      place,
      rule: 'these are no OTLP spans: there are no `resourceSpans`',
      received: { value: traces },
      fix: "Export the traces as OTLP in JSON, such as with the Collector's file exporter.",
    })
  }
  const spans = all
    .flatMap((one) => list(one, 'resourceSpans'))
    .flatMap((one) => list(one, 'scopeSpans').concat(list(one, 'instrumentationLibrarySpans')))
    .flatMap((one) => list(one, 'spans'))
    .flatMap(spanOf)
  const names = new Set(spans.map((span) => span.name))
  if (names.size === 0) {
    throw usageError({
      place,
      rule: 'there is no span that has ended',
      fix: 'Export traces that are complete.',
    })
  }
  if (name !== undefined && !names.has(name)) throw unknownName('span', name, names, place)
  if (name === undefined && names.size > 1) {
    throw usageError({
      place,
      rule: `there are spans of ${names.size} names`,
      fix: `Say which with \`span\`: ${listed(names)}.`,
    })
  }
  return spans
    .filter((span) => name === undefined || span.name === name)
    .map(({ ms }) => ({ lowMs: ms, highMs: ms, count: 1 }))
}

function spanOf(value: unknown): Span[] {
  const name = field(value, 'name')
  const start = nanoseconds(field(value, 'startTimeUnixNano'))
  const end = nanoseconds(field(value, 'endTimeUnixNano'))
  if (typeof name !== 'string' || start === undefined || end === undefined || end < start) return []
  return [{ name, ms: Number(end - start) / NS_PER_MS }]
}

/** A text, because the times are beyond what a number holds; some exporters write numbers all the same. */
function nanoseconds(value: unknown): bigint | undefined {
  if (typeof value === 'string' && /^\d+$/.test(value)) return BigInt(value)
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? BigInt(value) : undefined
}
