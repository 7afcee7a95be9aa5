import type { SpanAttributes } from '../../core/trace/span-table.ts'
import type { Slot } from '../load/slot.ts'

/** A span of ours, such as a mocked call. */
export interface EndableSpan {
  /** @param failed whether what it stands for has failed */
  end(failed: boolean): void
  setAttribute(key: string, value: string | number | boolean): void
}

/** Where spans of one iteration go. */
export interface IterationSpans {
  /**
   * Begins a span in the span that the running code is in.
   *
   * @returns undefined where nobody wants it
   */
  begin(name: string, attributes?: SpanAttributes): EndableSpan | undefined
}

/** The same, for whoever begins iterations and sees them end. */
export interface RunningSpans extends IterationSpans {
  /** The function was called, and has returned what it has to wait for. */
  begun(): void
  /** The iteration has ended. */
  close(failed: boolean): void
}

/** Where the spans of all iterations of a loop go. */
export interface LoopSpans {
  /** Whether it is worth telling the next iteration apart. */
  look(): boolean
  /** At least one span was opened. */
  readonly seen: boolean
  /** The spans of what runs in a slot. */
  of(slot: Slot): RunningSpans
}
