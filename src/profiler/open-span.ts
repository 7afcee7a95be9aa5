import type { SpanAttributes } from '../core/trace/span-table.ts'
import { errorAttributes } from './error-attributes.ts'
import { hub } from './hub.ts'
import type { Scope } from './scope.ts'
import type { TraceRecorder } from './trace-recorder.ts'

/** A span that is being recorded, or would be if somebody listened. */
export interface Span {
  /** Ends it, now; a second time changes nothing. */
  end(): void
  /** Notes that it has failed, and with what. */
  fail(error: unknown): void
  /** Notes something about it, until it ends. Values of secrets are hidden. */
  setAttribute(key: string, value: string | number | boolean): void
  /** Ends it: `using s = startSpan(name)`. */
  [Symbol.dispose](): void
}

/** What nobody listens to. */
export const INACTIVE: Span = {
  end() {},
  fail() {},
  setAttribute() {},
  [Symbol.dispose]() {},
}

export class OpenSpan implements Span {
  readonly recorder: TraceRecorder
  /** Its number in the trace. */
  readonly id: number
  /** Undefined for the root of a trace. */
  readonly parent: OpenSpan | undefined
  readonly name: string
  /** The same span in the trace of another listener. */
  twin: OpenSpan | undefined = undefined
  /** For a span that the code after it runs in. */
  scope: Scope | undefined = undefined
  #failed = false
  #ended = false

  constructor(recorder: TraceRecorder, id: number, parent: OpenSpan | undefined, name: string) {
    this.recorder = recorder
    this.id = id
    this.parent = parent
    this.name = name
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Of several listeners the last. */
  get lastTwin(): OpenSpan {
    return this.twin?.lastTwin ?? this
  }

  /** What the code is in around it. */
  get around(): OpenSpan | undefined {
    return this.scope === undefined ? this.parent : this.scope.outer
  }

  /** Neither the span nor its trace has ended. */
  get isOpen(): boolean {
    return !this.#ended && !this.recorder.closed
  }

  fail(error: unknown): void {
    if (this.#ended) return
    this.#failed = true
    this.twin?.fail(undefined)
    if (error === undefined) return
    try {
      this.annotate(errorAttributes(error))
    } catch {
      // The stack is full, of which the error tells: it goes on as it is, and is noted further out.
    }
  }

  setAttribute(key: string, value: string | number | boolean): void {
    this.annotate({ [key]: value })
  }

  annotate(attributes: SpanAttributes): void {
    if (this.#ended) return
    this.recorder.annotate(this, attributes)
    this.twin?.annotate(attributes)
  }

  /** The root of a trace ends with what it stands for, whatever its code does. */
  end(): void {
    if (this.parent === undefined) return
    if (this.#ended) this.recorder.owner.faults.endedTwice++
    else this.finish()
  }

  /** It may have been ended before its block is left. */
  [Symbol.dispose](): void {
    if (!this.#ended) this.end()
  }

  /** Ends it on behalf of whoever has opened it, unless that was done. */
  finish(endMs?: number): void {
    if (this.#ended) return
    this.#ended = true
    this.recorder.end(this, this.#failed, endMs)
    if (this.twin !== undefined) this.#finishTwin(this.twin, endMs)
    if (this.scope !== undefined && hub.current.getStore() === this) this.#leave()
  }

  #finishTwin(twin: OpenSpan, endMs: number | undefined): void {
    twin.finish(endMs === undefined ? undefined : this.recorder.timeFor(twin, endMs))
  }

  /** The code goes on in the nearest span around it that is still open. */
  #leave(): void {
    let span = this.around
    while (span !== undefined && !span.isOpen) span = span.around
    hub.current.enterWith(span)
  }
}
