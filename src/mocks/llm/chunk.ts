import type { Part } from '../answer.ts'

/** A piece of a streamed answer, such as a server-sent event. */
export interface Chunk {
  readonly data: string
  /** Tokens that it carries: it comes when the last of them is there. Default: 0, with what came before. */
  readonly tokens?: number
}

/**
 * Gives chunks their times: the first token is there with the headers, and each
 * further one after a gap.
 *
 * @param gapsMs the gaps between tokens, in their order; as many as are needed
 */
export function timedChunks(chunks: readonly Chunk[], gapsMs: Iterator<number>): Part[] {
  let begun = false
  return chunks.map(({ data, tokens = 0 }) => {
    if (tokens === 0) return { afterMs: 0, data }
    const afterMs = sumOf(gapsMs, begun ? tokens : tokens - 1)
    begun = true
    return { afterMs, data, tokens }
  })
}

/** How long an answer takes whose tokens nobody sees before the last one is there; in ms, without the first token's. */
export function wholeMs(tokens: number, gapsMs: Iterator<number>): number {
  return sumOf(gapsMs, Math.max(0, tokens - 1))
}

/** In whole µs, as the gaps are: sums of them must not drift. */
function sumOf(gapsMs: Iterator<number>, count: number): number {
  let us = 0
  for (let i = 0; i < count; i++) us += Math.round(Number(gapsMs.next().value) * 1_000)
  return us / 1_000
}
