import * as v from 'valibot'
import type { SpanAttributes } from './span-table.ts'

/** OTLP's number for a span that has failed. */
const ERROR = 2
/** Where OpenTelemetry keeps what a failed status says, in formats without one. */
const STATUS_DESCRIPTION = 'otel.status_description'

/** A span that another process has told of. Times are ns since 1970. */
export interface ReceivedSpan {
  readonly traceId: string
  readonly spanId: string
  /** Undefined for the root of a trace. */
  readonly parentSpanId: string | undefined
  readonly name: string
  readonly startUnixNs: bigint
  readonly endUnixNs: bigint
  readonly failed: boolean
  readonly attributes: SpanAttributes
}

/** What reading a body found. */
export type OtlpReading =
  | { readonly kind: 'spans'; readonly spans: readonly ReceivedSpan[] }
  | { readonly kind: 'unreadable'; readonly reason: string }

/** Text, because the times are beyond what a number holds; some exporters write numbers all the same. */
const nanoseconds = v.pipe(
  v.union([v.pipe(v.string(), v.regex(/^\d{1,20}$/)), v.pipe(v.number(), v.integer(), v.minValue(0))]),
  v.transform((value) => BigInt(value)),
)
const hex = (length: number) => v.pipe(v.string(), v.length(length), v.regex(/^[0-9a-f]+$/i), v.toLowerCase())
/** Whatever it is, an attribute does no harm. */
const attributes = v.nullish(v.array(v.object({ key: v.string(), value: v.nullish(v.unknown()) })), [])

const span = v.object({
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: v.nullish(v.union([v.literal(''), hex(16)]), ''),
  name: v.string(),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes,
  status: v.nullish(v.object({ code: v.nullish(v.number(), 0), message: v.nullish(v.string(), '') })),
})

const request = v.object({
  resourceSpans: v.nullish(
    v.array(
      v.object({
        scopeSpans: v.nullish(v.array(v.object({ spans: v.nullish(v.array(span), []) })), []),
      }),
    ),
    [],
  ),
})

/** Reads the body of `POST /v1/traces`, as OTLP has it in JSON. */
export function readOtlpSpans(body: unknown): OtlpReading {
  const result = v.safeParse(request, body)
  if (!result.success) {
    const [issue] = result.issues
    return { kind: 'unreadable', reason: `at ${v.getDotPath(issue) ?? 'its root'}: ${issue.message}` }
  }
  const spans = result.output.resourceSpans.flatMap((one) => one.scopeSpans).flatMap((one) => one.spans)
  return { kind: 'spans', spans: spans.map(receivedSpan) }
}

function receivedSpan(read: v.InferOutput<typeof span>): ReceivedSpan {
  const { traceId, spanId, parentSpanId, name, startTimeUnixNano, endTimeUnixNano, status } = read
  const told: Record<string, string | number | boolean> = {}
  for (const { key, value } of read.attributes) {
    const plain = plainValue(value)
    if (plain !== undefined) told[key] = typeof plain === 'object' ? JSON.stringify(plain) : plain
  }
  if (status && status.message !== '') told[STATUS_DESCRIPTION] = status.message
  return {
    traceId,
    spanId,
    parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
    name,
    startUnixNs: startTimeUnixNano,
    // Another process's clock may have been put back meanwhile.
    endUnixNs: endTimeUnixNano < startTimeUnixNano ? startTimeUnixNano : endTimeUnixNano,
    failed: status?.code === ERROR,
    attributes: told,
  }
}

type Plain = string | number | boolean | object

/** OTLP wraps each value in an object that names its type. */
function plainValue(value: unknown): Plain | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } =
    value as Readonly<Record<string, unknown>>
  if (typeof stringValue === 'string') return stringValue
  if (typeof boolValue === 'boolean') return boolValue
  const number = Number(intValue ?? doubleValue ?? Number.NaN)
  if (!Number.isNaN(number)) return number
  if (typeof bytesValue === 'string') return bytesValue
  if (arrayValue !== undefined) return listOf(arrayValue).map(plainValue)
  if (kvlistValue !== undefined) return Object.fromEntries(listOf(kvlistValue).flatMap(entryOf))
  return undefined
}

function entryOf(entry: unknown): [string, Plain | undefined][] {
  if (typeof entry !== 'object' || entry === null || !('key' in entry) || !('value' in entry)) return []
  return [[String(entry.key), plainValue(entry.value)]]
}

function listOf(wrapped: unknown): readonly unknown[] {
  const values = typeof wrapped === 'object' && wrapped !== null && 'values' in wrapped ? wrapped.values : []
  return Array.isArray(values) ? values : []
}
