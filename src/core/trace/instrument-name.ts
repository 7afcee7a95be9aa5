/** What opens spans unasked, as users call it. */
export const INSTRUMENT_NAMES = ['fetch', 'http', 'ioredis', 'lru-cache', 'pg', 'fs', 'ai'] as const

export type InstrumentName = (typeof INSTRUMENT_NAMES)[number]
