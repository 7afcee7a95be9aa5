import { fetch } from './fetch.ts'
import { http } from './http.ts'
import type { Instrument } from './instrument.ts'

/** All that open spans unasked, in the order in which they were written. */
export const INSTRUMENTS: readonly Instrument[] = [fetch, http]

/**
 * Starts instruments, for as long as somebody listens.
 *
 * @param wanted which ones. Default: all
 * @returns a function that ends them
 */
export function startAutomatic(wanted: (name: string) => boolean = () => true): () => void {
  const ends = INSTRUMENTS.filter(({ name }) => wanted(name)).map((instrument) => instrument.start())
  return () => {
    for (const end of ends.toReversed()) end()
  }
}
