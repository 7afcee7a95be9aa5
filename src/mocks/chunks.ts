import { usageError } from '../core/errors.ts'
import { drawLatency } from '../core/time/latency/model.ts'
import type { LatencyModel } from '../core/time/latency/model.ts'
import type { Random } from '../core/time/random.ts'
import type { Part } from './answer.ts'

/** A piece of a streamed body; as an object it says itself how long it takes after the piece before, in ms. */
export type Chunk =
  | string
  | Uint8Array<ArrayBuffer>
  | { readonly afterMs: number; readonly data: string | Uint8Array<ArrayBuffer> }

/** What a body is streamed from. */
export type Chunks = Iterable<Chunk> | AsyncIterable<Chunk>

export function isChunks(value: unknown): value is Chunks {
  return (
    typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
  )
}

/** Whether it can be gone through once only, as what a generator returns. */
export function isOneShot(chunks: Chunks): boolean {
  // To ask these for an iterator would lock them.
  if (chunks instanceof ReadableStream || 'pipe' in chunks) return true
  const iterator: unknown =
    Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]()
  return iterator === chunks
}

/**
 * Chunks as parts of a body.
 *
 * @param delay between chunks that do not say how long they take
 * @throws SkillperfError for a chunk that is none; where they are no array, when it comes to it
 */
export function partsOf(
  chunks: Chunks,
  delay: LatencyModel,
  random: Random,
  place: string,
): Part[] | AsyncIterable<Part> {
  const partOf = (chunk: Chunk, nth: number): Part => {
    const { data, afterMs } = readChunk(chunk, nth, place)
    return { data, afterMs: afterMs ?? drawLatency(delay, random, `${place}, \`chunkDelay\``) }
  }
  // Of an array it is known where its middle is.
  return Array.isArray(chunks) ? (chunks as readonly Chunk[]).map(partOf) : later(chunks, partOf)
}

async function* later(
  chunks: Chunks,
  partOf: (chunk: Chunk, nth: number) => Part,
): AsyncGenerator<Part, void> {
  let nth = 0
  for await (const chunk of chunks) yield partOf(chunk, nth++)
}

/** @throws SkillperfError for a chunk that is none */
export function readChunk(
  chunk: unknown,
  nth: number,
  place: string,
): { readonly afterMs?: number; readonly data: Part['data'] } {
  if (isData(chunk)) return { data: chunk }
  if (typeof chunk === 'object' && chunk !== null && 'data' in chunk && 'afterMs' in chunk) {
    const { data, afterMs } = chunk
    if (isData(data) && typeof afterMs === 'number' && Number.isFinite(afterMs) && afterMs >= 0) {
      return { data, afterMs }
    }
  }
  throw usageError({
    place,
    rule: `chunk ${nth} of \`stream\` must be a text, bytes, or { afterMs, data }`,
    received: { value: chunk },
    fix: "Write for example { stream: ['one', 'two'], chunkDelay: 20 }.",
  })
}

function isData(value: unknown): value is Part['data'] {
  return typeof value === 'string' || value instanceof Uint8Array
}
