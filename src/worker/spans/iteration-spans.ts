import type { SpanAttributes } from '../../core/trace/span-table.ts'

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
