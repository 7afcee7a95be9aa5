import { show } from '../../core/errors.ts'
import { printable } from '../../core/format.ts'
import { genAiName } from '../../core/trace/gen-ai-name.ts'
import type { SpanAttributes } from '../../core/trace/span-table.ts'
import { hub } from '../hub.ts'
import { parentNow } from '../innermost.ts'
import type { OpenSpan } from '../open-span.ts'
import { innermostOfBoth, isWithin } from './active-span.ts'
import type { OtelSpan, OtelTime } from './otel-types.ts'
import { recentSpans } from './recent-spans.ts'

/** OpenTelemetry's number for a span that has failed. */
const ERROR = 2
/** Where it keeps what a failed status says, in formats without one. */
const STATUS_DESCRIPTION = 'otel.status_description'
/** Its name for events that tell of errors. */
const EXCEPTION = 'exception'
const NO_NAME = '(no name)'
/** A start that is further from now than this was given; a nearer one is `Date.now()`, which knows whole ms only. */
const MOST_ROUNDING_MS = 2
const NS_PER_MS = 1e6

/**
 * A span processor of OpenTelemetry: whatever is instrumented with it shows
 * among the spans of the iteration, or of the `SkillProfiler`, that is running.
 *
 *     new NodeTracerProvider({ spanProcessors: [new SkillperfSpanProcessor()] })
 *
 * Spans of both kinds may lie within each other, as long as a context manager
 * is registered. While nobody listens it does nothing.
 */
export class SkillperfSpanProcessor {
  readonly #open = new WeakMap<object, OpenSpan>()

  constructor() {
    hub.foreign = innermostOfBoth
  }

  onStart(span: OtelSpan, _parentContext?: unknown): void {
    if (hub.listening === 0) return
    const name = nameOf(span)
    const parent = parentOf(span, parentNow())
    if (parent === undefined) return
    const open = parent.recorder.begin(name, parent, plain(span.attributes), startMsOf(span, parent))
    if (open === undefined) return
    this.#open.set(span, open)
    recentSpans.add(span.spanContext(), open)
  }

  onEnd(span: OtelSpan): void {
    const open = this.#open.get(span)
    if (open === undefined) return
    this.#open.delete(span)
    const { recorder } = open
    const { code, message } = span.status
    open.annotate({
      ...(code === ERROR && exceptionOf(span)),
      ...plain(span.attributes),
      ...(message !== undefined && { [STATUS_DESCRIPTION]: message }),
    })
    // Its name, and what its name is made of, may have been told meanwhile.
    recorder.rename(open, nameOf(span))
    if (code === ERROR) open.fail(undefined)
    // The span's own duration is exact, whatever the clock that its start was read from.
    const durationMs = toMs(span.endTime, span.startTime)
    open.finish(Math.round((recorder.startMs(open) + durationMs) * NS_PER_MS) / NS_PER_MS)
  }

  forceFlush(): Promise<void> {
    return Promise.resolve()
  }

  shutdown(): Promise<void> {
    return Promise.resolve()
  }
}

/**
 * Its parent by its own account, unless the running code is in a span of ours
 * within that one. A parent of another process is none here.
 *
 * @param ours the span that the running code is in
 */
function parentOf(span: OtelSpan, ours: OpenSpan | undefined): OpenSpan | undefined {
  const { traceId } = span.spanContext()
  const spanId = span.parentSpanContext?.spanId ?? span.parentSpanId
  const theirs = spanId === undefined ? undefined : recentSpans.find({ traceId, spanId })
  if (theirs === undefined || theirs.recorder.closed) return ours
  return ours !== undefined && isWithin(ours, theirs) ? ours : theirs
}

function nameOf({ name, attributes }: OtelSpan): string {
  const text = printable(genAiName(name, plain(attributes)))
  return text === '' ? NO_NAME : text
}

/** When it began, on the trace's clock. */
function startMsOf(span: OtelSpan, parent: OpenSpan): number {
  const nowMs = parent.recorder.now()
  // Both are read from the same clock, virtual or real.
  const agoMs = Date.now() - toMs(span.startTime)
  return Math.abs(agoMs) < MOST_ROUNDING_MS ? nowMs : nowMs - agoMs
}

function toMs([seconds, ns]: OtelTime, since: OtelTime = [0, 0]): number {
  return (seconds - since[0]) * 1_000 + (ns - since[1]) / NS_PER_MS
}

/** What `recordException` has noted last, by the names that our own spans have for it. */
function exceptionOf({ events = [] }: OtelSpan): SpanAttributes {
  const { attributes } = events.findLast(({ name }) => name === EXCEPTION) ?? {}
  const noted = {
    'error.type': attributes?.['exception.type'],
    'error.message': attributes?.['exception.message'],
  }
  return plain(noted)
}

/** OpenTelemetry knows lists, too. */
function plain(attributes: OtelSpan['attributes']): SpanAttributes {
  const result: Record<string, string | number | boolean> = {}
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      result[key] = value
    else if (value !== undefined && value !== null) result[key] = textOf(value)
  }
  return result
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? show(value)
  } catch {
    // Other SDKs than OpenTelemetry's own may let anything through.
    return show(value)
  }
}
