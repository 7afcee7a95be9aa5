import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel'
import type { OpenSpan } from '../open-span.ts'
import { automaticParent } from './begin-automatic.ts'
import type { Instrument } from './instrument.ts'

/** What lru-cache tells of an operation from 11.3 on, as far as we look at it: keys and values are none of our business. */
interface Status {
  readonly op?: unknown
  readonly get?: unknown
  readonly memo?: unknown
  readonly fetch?: unknown
  readonly returnedStale?: unknown
}

interface Lookups {
  hits: number
  misses: number
}

/**
 * Lookups of `lru-cache` (from 11.3 on). They take no time worth a span, and
 * there may be thousands: they are counted in attributes of the span that makes
 * them, `cache.hits` and `cache.misses`.
 */
export const lruCache: Instrument = {
  name: 'lru-cache',
  start() {
    const counted = new WeakMap<OpenSpan, Lookups>()
    const count = (message: unknown): void => {
      const hit = isHit(message as Status)
      const span = hit === undefined ? undefined : automaticParent()
      if (span === undefined) return
      let lookups = counted.get(span)
      if (lookups === undefined) {
        lookups = { hits: 0, misses: 0 }
        counted.set(span, lookups)
        span.annotate({ 'cache.hits': 0, 'cache.misses': 0 })
      }
      if (hit === true) span.annotate({ 'cache.hits': ++lookups.hits })
      else span.annotate({ 'cache.misses': ++lookups.misses })
    }
    // A fetch is told of on a channel of its own, where its lookup has been made when it starts.
    const { start } = tracingChannel('lru-cache')
    start.subscribe(count)
    subscribe('lru-cache:metrics', count)
    return () => {
      start.unsubscribe(count)
      unsubscribe('lru-cache:metrics', count)
    }
  },
}

/** @returns undefined for what is no lookup: `has` and `peek` ask whether one would be worth it */
function isHit({ op, get, memo, fetch, returnedStale }: Status): boolean | undefined {
  if (op === 'get') return get === 'hit' || returnedStale === true
  if (op === 'memo') return memo === 'hit'
  return op === 'fetch' ? fetch === 'hit' || returnedStale === true : undefined
}
