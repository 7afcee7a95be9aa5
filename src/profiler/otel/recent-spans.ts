import type { OpenSpan } from '../open-span.ts'
import type { OtelSpanContext } from './otel-types.ts'

/** Of these many spans the ids are known: whoever has them as a parent comes soon after. */
const MOST_SPANS = 10_000

/** OpenTelemetry's spans as ours, by their ids: of all copies of this module in the process. */
class RecentSpans {
  readonly #byId = new Map<string, OpenSpan>()
  /** Of each of OpenTelemetry's traces the first. */
  readonly #byTrace = new Map<string, OpenSpan>()

  add({ traceId, spanId }: OtelSpanContext, span: OpenSpan): void {
    keep(this.#byId, `${traceId} ${spanId}`, span)
    if (!this.#byTrace.has(traceId)) keep(this.#byTrace, traceId, span)
  }

  find({ traceId, spanId }: OtelSpanContext): OpenSpan | undefined {
    return this.#byId.get(`${traceId} ${spanId}`)
  }

  firstOf(traceId: string): OpenSpan | undefined {
    return this.#byTrace.get(traceId)
  }
}

function keep(map: Map<string, OpenSpan>, key: string, span: OpenSpan): void {
  const [oldest] = map.size >= MOST_SPANS ? map.keys() : []
  if (oldest !== undefined) map.delete(oldest)
  map.set(key, span)
}

const registry = process as unknown as Record<symbol, RecentSpans | undefined>

export const recentSpans: RecentSpans = (registry[Symbol.for('skillperf.otel.1')] ??= new RecentSpans())
