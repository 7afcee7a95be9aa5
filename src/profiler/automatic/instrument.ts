import type { InstrumentName } from '../../core/trace/instrument-name.ts'

/** Something that opens spans for a library, unasked: by its diagnostics channels, or by a light wrap around it. */
export interface Instrument {
  /** What users call it: `fetch`, `fs`, `ioredis`. */
  readonly name: InstrumentName
  /**
   * Begins to open spans. It is called once, however many listen.
   *
   * @returns a function that ends it, and leaves nothing behind
   */
  start(): () => void
}
