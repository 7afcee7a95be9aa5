import type { TraceRecorder } from './trace-recorder.ts'

/** Something that brings spans of another process, which may come when their iteration has ended. */
export interface SpanSource {
  /** A trace has begun: spans may belong to it until it is {@link released}. */
  began(trace: TraceRecorder): void
  /** A trace is about to be summed up. */
  released(trace: TraceRecorder): void
  /**
   * Adds what has come in to the traces it belongs to.
   *
   * @param final nothing more will come: what is missing a parent is added all the same
   */
  place(final: boolean): void
  /** Resolves when what is under way has come in. */
  settled(): Promise<void>
  /** What a reader should know, a sentence each; once. */
  takeNotes(): readonly string[]
}
