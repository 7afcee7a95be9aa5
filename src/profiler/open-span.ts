import type { SpanAttributes } from '../core/trace/span-table.ts'
import { hub } from './hub.ts'
import type { TraceRecorder } from './trace-recorder.ts'

/** A span that is being recorded, or would be if somebody listened. */
export interface Span {
  /** Ends it, now; a second time changes nothing. */
  end(): void
  /** Notes that it has failed. */
  fail(error: unknown): void
  /** Notes something about it. Values of secrets are hidden. */
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
  readonly parent: OpenSpan | undefined
  readonly name: string
  #failed = false
  #ended = false
  /** The code after it, up to its end, was made to run in it. */
  entered = false

  constructor(recorder: TraceRecorder, id: number, parent: OpenSpan | undefined, name: string) {
    this.recorder = recorder
    this.id = id
    this.parent = parent
    this.name = name
  }

  get ended(): boolean {
    return this.#ended
  }

  fail(_error: unknown): void {
    this.#failed = true
  }

  setAttribute(key: string, value: string | number | boolean): void {
    if (!this.#ended) this.recorder.annotate(this, { [key]: value })
  }

  annotate(attributes: SpanAttributes): void {
    this.recorder.annotate(this, attributes)
  }

  end(): void {
    if (this.#ended) return this.recorder.endedTwice(this)
    this.#ended = true
    this.recorder.end(this, this.#failed)
    if (this.entered) this.#leave()
  }

  [Symbol.dispose](): void {
    this.end()
  }

  /** The code goes on in the nearest span around it that is still open; scopes may overlap. */
  #leave(): void {
    if (hub.current.getStore() !== this) return
    let outer = this.parent
    while (outer?.ended === true) outer = outer.parent
    hub.current.enterWith(outer)
  }
}
