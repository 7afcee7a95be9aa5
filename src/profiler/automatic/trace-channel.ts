import { tracingChannel } from 'node:diagnostics_channel'
import { escapeControls } from '../../core/format.ts'
import type { SpanAttributes } from '../../core/trace/span-table.ts'
import { hub } from '../hub.ts'
import type { OpenSpan } from '../open-span.ts'
import { beginAutomatic } from './begin-automatic.ts'

/** What a channel tells of one operation: the same object from its start to its end, so that it knows its span. */
export interface ChannelMessage {
  readonly result?: unknown
  readonly error?: unknown
}

/** What the span of an operation is. */
export interface ChannelSpan {
  readonly name: string
  readonly attributes?: SpanAttributes
  /** When it began, on the trace's clock. Default: now */
  readonly startMs?: number | undefined
}

/** How what a channel tells becomes a span. */
export interface ChannelSpans<M extends ChannelMessage> {
  /** @returns undefined for what is no span of its own */
  describe(message: M): ChannelSpan | undefined
  /**
   * It has come to its result.
   *
   * @param startMs when it began, on the trace's clock
   * @returns true for a span that goes on, because the result does; it is ended later
   */
  ended?(message: M, span: OpenSpan, startMs: number): boolean
}

/**
 * Opens a span for each operation of a tracing channel. What the operation does
 * in its own async context lies within.
 *
 * @returns a function that ends it
 */
export function traceChannel<M extends ChannelMessage>(name: string, spans: ChannelSpans<M>): () => void {
  const channel = tracingChannel<unknown, M>(name)
  const open = new WeakMap<object, { readonly span: OpenSpan; readonly startMs: number }>()
  const finish = (message: M): void => {
    const one = open.get(message)
    if (one === undefined) return
    open.delete(message)
    if (spans.ended?.(message, one.span, one.startMs) !== true) one.span.finish()
  }
  const start = (message: M): OpenSpan | undefined => {
    const about = spans.describe(message)
    // What throws here ends the process.
    const span = about && beginAutomatic(escapeControls(about.name), about.attributes, about.startMs)
    if (span !== undefined) open.set(message, { span, startMs: about?.startMs ?? span.recorder.now() })
    return span ?? hub.current.getStore()
  }
  const subscribers = {
    start() {},
    asyncStart() {},
    error(message: M) {
      // Whoever aborts it has given it up.
      const isGivenUp = message.error instanceof Error && message.error.name === 'AbortError'
      if (!isGivenUp) open.get(message)?.span.fail(message.error)
    },
    end(message: M) {
      // It has thrown at once: nothing else will be told.
      if (message.error !== undefined) finish(message)
    },
    asyncEnd: finish,
  }
  channel.start.bindStore(hub.current, start)
  channel.subscribe(subscribers)
  return () => {
    channel.unsubscribe(subscribers)
    channel.start.unbindStore(hub.current)
  }
}
