import type { OpenSpan } from '../open-span.ts'
import type { OtelSpanContext } from './otel-types.ts'
import { recentSpans } from './recent-spans.ts'

/** Where OpenTelemetry's API keeps what was registered, and a context its span: the same for all its versions 1.x. */
const API = Symbol.for('opentelemetry.js.api.1')
const SPAN = Symbol.for('OpenTelemetry Context Key SPAN')

interface OtelApi {
  readonly context?: { active(): { getValue(key: symbol): unknown } }
}

/**
 * The span that the running code is in, of both tracers: each keeps a context of
 * its own, and knows nothing of the other's.
 *
 * @param ours the innermost one of our own
 */
export function innermostOfBoth(ours: OpenSpan | undefined): OpenSpan | undefined {
  const theirs = activeOtelSpan()
  if (theirs === undefined || !theirs.isOpen) return ours
  if (ours === undefined) return theirs
  // Of different traces: ours is the one that was asked for here.
  if (theirs.recorder !== ours.recorder) return ours
  return isWithin(ours, theirs) ? ours : theirs
}

/** Whether a span is another one, or lies within it. */
export function isWithin(span: OpenSpan, other: OpenSpan): boolean {
  for (let around: OpenSpan | undefined = span; around !== undefined; around = around.parent) {
    if (around === other) return true
  }
  return false
}

function activeOtelSpan(): OpenSpan | undefined {
  const { [API]: api } = globalThis as { readonly [API]?: OtelApi }
  const span = api?.context?.active().getValue(SPAN)
  return isSpan(span) ? recentSpans.find(span.spanContext()) : undefined
}

function isSpan(value: unknown): value is { spanContext(): OtelSpanContext } {
  return typeof value === 'object' && value !== null && 'spanContext' in value
}
