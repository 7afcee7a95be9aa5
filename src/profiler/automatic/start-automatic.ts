import { ai } from './ai.ts'
import { fetch } from './fetch.ts'
import { fs } from './fs.ts'
import { http } from './http.ts'
import type { Instrument } from './instrument.ts'
import { ioredis } from './ioredis.ts'
import { lruCache } from './lru-cache.ts'
import { pg } from './pg.ts'

/** All that open spans unasked, in the order in which they were written. */
export const INSTRUMENTS: readonly Instrument[] = [fetch, http, ioredis, lruCache, pg, fs, ai]

interface Running {
  listeners: number
  readonly end: () => void
}

/** A second one beside it would open every span twice. */
const running = new Map<Instrument, Running>()

/**
 * Starts instruments, for as long as somebody listens.
 *
 * @param wanted which ones. Default: all
 * @returns a function that ends them
 */
export function startAutomatic(wanted: (name: Instrument['name']) => boolean = () => true): () => void {
  const started = INSTRUMENTS.filter(({ name }) => wanted(name))
  for (const instrument of started) {
    const one = running.get(instrument)
    if (one === undefined) running.set(instrument, { listeners: 1, end: instrument.start() })
    else one.listeners++
  }
  return () => {
    for (const instrument of started.toReversed()) leave(instrument)
  }
}

function leave(instrument: Instrument): void {
  const one = running.get(instrument)
  if (one === undefined || --one.listeners > 0) return
  running.delete(instrument)
  one.end()
}
