import { publicName } from '../redact.ts'
import type { Random } from '../time/random.ts'
import { OTLP_SCOPE, otlpAttributes, otlpResource, unixNano } from './otlp-value.ts'
import type { OtlpAttribute, OtlpResource } from './otlp-value.ts'
import { publicAttributes } from './public-attributes.ts'
import type { SpanNode } from './span-node.ts'
import type { SpanAttributes } from './span-table.ts'
import type { TracedRun } from './traced-run.ts'

/** OTLP's numbers for kinds of spans. */
const INTERNAL = 1
const CLIENT = 3
/** Its numbers for how they ended. */
const UNSET = 0
const ERROR = 2
const TRACE_ID_BYTES = 16
const SPAN_ID_BYTES = 8
/** Operations of the GenAI conventions that are calls of something outside. */
const CLIENT_OPERATIONS: readonly unknown[] = ['chat', 'text_completion', 'generate_content', 'embeddings']
/** Where OpenTelemetry keeps what a failed status says, in formats without one. */
const STATUS_DESCRIPTION = 'otel.status_description'

/** The body of `POST /v1/traces` in JSON. */
export interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: OtlpResource
    readonly scopeSpans: readonly { readonly scope: typeof OTLP_SCOPE; readonly spans: readonly OtlpSpan[] }[]
  }[]
}

/** Times are ns since 1970, as text; ids are hex. */
export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly OtlpAttribute[]
  readonly status: { readonly code: number; readonly message?: string }
}

/** What of an export is no property of the measurement. */
export interface OtlpContext {
  /** `service.name` of what is exported. */
  readonly service: string
  /** When the last of the kept iterations is said to have ended, in ms since 1970. */
  readonly endUnixMs: number
  /** Makes ids. */
  readonly random: Random
}

/**
 * The kept iterations of measurements as OTLP: a trace for each. Within one,
 * times are exact; the iterations of a measurement, which may have run at once,
 * or on a virtual clock, stand one after another, up to the given time.
 */
export function otlpTraces(runs: readonly TracedRun[], context: OtlpContext): OtlpTraces {
  const { service, random } = context
  const spans = runs.flatMap((run) => {
    const { trees } = run.spans
    // Whole ms, so that what is added to them stays exact.
    const lengthMs = trees.reduce((sum, { root }) => sum + Math.ceil(root.durationMs), 0)
    let startUnixMs = Math.floor(context.endUnixMs) - lengthMs
    return trees.flatMap(({ iteration, root }) => {
      const about = {
        'skillperf.measurement': publicName(run.name),
        'skillperf.iteration': iteration,
        'skillperf.clock': run.clock,
      }
      const traceId = hexId(random, TRACE_ID_BYTES)
      const all = spansOf(root, { traceId, startUnixMs, random }, about)
      startUnixMs += Math.ceil(root.durationMs)
      return all
    })
  })
  return {
    resourceSpans: [{ resource: otlpResource(service), scopeSpans: [{ scope: OTLP_SCOPE, spans }] }],
  }
}

interface TracePlace {
  readonly traceId: string
  readonly startUnixMs: number
  readonly random: Random
}

/** Each span before its children. Without recursion: a tree may be as deep as it has spans. */
function spansOf(root: SpanNode, place: TracePlace, about: SpanAttributes): OtlpSpan[] {
  const spans: OtlpSpan[] = []
  const open: { node: SpanNode; parentSpanId?: string }[] = [{ node: root }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, parentSpanId } = next
    const spanId = hexId(place.random, SPAN_ID_BYTES)
    const ids = { traceId: place.traceId, spanId, ...(parentSpanId !== undefined && { parentSpanId }) }
    spans.push({ ...ids, ...bodyOf(node, place, node === root ? about : {}) })
    for (const child of node.children.toReversed()) open.push({ node: child, parentSpanId: spanId })
  }
  return spans
}

function bodyOf(
  node: SpanNode,
  { startUnixMs }: TracePlace,
  about: SpanAttributes,
): Omit<OtlpSpan, 'traceId' | 'spanId' | 'parentSpanId'> {
  const { [STATUS_DESCRIPTION]: message, ...attributes } = publicAttributes(node.attributes)
  const unfinished = node.unfinished && { 'skillperf.unfinished': true }
  return {
    name: node.name,
    kind: kindOf(attributes),
    startTimeUnixNano: unixNano(startUnixMs, node.startMs),
    endTimeUnixNano: unixNano(startUnixMs, node.endMs),
    attributes: otlpAttributes({ ...about, ...attributes, ...unfinished }),
    status: node.failed
      ? { code: ERROR, ...(message !== undefined && { message: String(message) }) }
      : { code: UNSET },
  }
}

function kindOf(attributes: SpanAttributes): number {
  const isClient =
    CLIENT_OPERATIONS.includes(attributes['gen_ai.operation.name']) || 'http.request.method' in attributes
  return isClient ? CLIENT : INTERNAL
}

/** Never all zeros, which stands for no id. */
function hexId(random: Random, bytes: number): string {
  const id = Array.from({ length: bytes }, () =>
    Math.floor(random() * 256)
      .toString(16)
      .padStart(2, '0'),
  ).join('')
  return /[^0]/.test(id) ? id : id.replace(/0$/, '1')
}
