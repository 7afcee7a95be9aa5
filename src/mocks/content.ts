import { plainObject, wholeNumber } from '../core/check.ts'
import { usageError } from '../core/errors.ts'
import { readLatency } from '../core/time/latency/model.ts'
import type { Latency, LatencyModel } from '../core/time/latency/model.ts'
import type { Random } from '../core/time/random.ts'
import type { Answer } from './answer.ts'
import { isBodiless } from './bodiless.ts'
import { isChunks, isOneShot, partsOf, readChunk } from './chunks.ts'
import type { Chunks } from './chunks.ts'
import { jsonText } from './json-text.ts'

/** A response in words; at most one of `json`, `text`, `body` and `stream`. */
export interface ToolResponse {
  /** The HTTP status, 200 to 599. Default: 200. */
  readonly status?: number
  /** Default: the content type of `json` and `text`. */
  readonly headers?: Readonly<Record<string, string>>
  /** The body, anything that JSON can say. */
  readonly json?: unknown
  /** The body as text. */
  readonly text?: string
  /** The body as bytes. */
  readonly body?: Uint8Array<ArrayBuffer>
  /** The body in chunks that come one after another. */
  readonly stream?: Chunks
  /** How long each chunk of `stream` takes after the one before: ms, a string with a unit, or a latency model. Default: 0. */
  readonly chunkDelay?: Latency
}

export const CONTENTS = ['json', 'text', 'body', 'stream'] as const
export const RESPONSE_KEYS = ['status', 'headers', 'json', 'text', 'body', 'stream', 'chunkDelay'] as const

/** What answers each call; chunks are timed by a random stream of the call. */
export type Respond = (call: { randomFor(purpose: string): Random }) => Answer

/**
 * Reads a response in words.
 *
 * @param again it has to answer more than one call
 * @throws SkillperfError for two bodies, a body that its status never has, or one that is none
 */
export function readContent(
  given: Readonly<Partial<Record<keyof ToolResponse, unknown>>>,
  place: string,
  again: boolean,
): Respond {
  const status = readStatus(given.status, place)
  const [kind, ...others] = CONTENTS.filter((one) => given[one] !== undefined)
  if (kind !== undefined && others[0] !== undefined) {
    throw usageError({
      place,
      rule: `a response has one body, and there are \`${kind}\` and \`${others[0]}\``,
      fix: 'Leave out one of them.',
    })
  }
  if (given.chunkDelay !== undefined && kind !== 'stream') {
    throw usageError({
      place,
      rule: '`chunkDelay` is the time between the chunks of `stream`, and there is none',
      fix: "Write for example { stream: ['one', 'two'], chunkDelay: 20 }.",
    })
  }
  if (kind !== undefined && isBodiless(status)) {
    throw usageError({
      place,
      rule: `a response with status ${status} has no body`,
      received: { value: given[kind] },
      fix: `Leave out \`${kind}\`, or answer with another status.`,
    })
  }
  const value = given[kind ?? 'json']
  const headersFor = (type?: string): Record<string, string> => readHeaders(given.headers, type, place)
  if (kind === 'stream') {
    const chunks = readStream(value, place, again)
    const delay = given.chunkDelay === undefined ? undefined : readChunkDelay(given.chunkDelay, place)
    const headers = headersFor()
    return (call) => ({
      status,
      headers,
      body: partsOf(chunks, delay ?? (() => 0), call.randomFor('chunks'), place),
    })
  }
  const answer: Answer = { status, ...fixedBody(kind, value, place, headersFor) }
  return () => answer
}

function fixedBody(
  kind: 'json' | 'text' | 'body' | undefined,
  value: unknown,
  place: string,
  headersFor: (type?: string) => Record<string, string>,
): Pick<Answer, 'headers' | 'body'> {
  if (kind === 'json') return { headers: headersFor('application/json'), body: readJson(value, place) }
  if (kind === undefined) return { headers: headersFor() }
  const fits = kind === 'text' ? typeof value === 'string' : value instanceof Uint8Array
  if (!fits) {
    throw usageError({
      place,
      rule: kind === 'text' ? '`text` must be a text' : '`body` must be bytes',
      received: { value },
      fix:
        kind === 'text'
          ? 'Write { json: … } for anything else.'
          : 'Write a Uint8Array or a Buffer, or { text: … } for a text.',
    })
  }
  return {
    headers: headersFor(kind === 'text' ? 'text/plain;charset=UTF-8' : undefined),
    body: value as string | Uint8Array<ArrayBuffer>,
  }
}

/** Made into text once: not in every call, and not as a surprise in the first. */
function readJson(json: unknown, place: string): string {
  const text = jsonText(json)
  if (text !== undefined) return text
  throw usageError({
    place,
    rule: '`json` must be what JSON can say',
    received: { value: json },
    fix: 'Write the value that the response should carry: no functions, big integers or cycles.',
  })
}

function readStream(value: unknown, place: string, again: boolean): Chunks {
  if (!isChunks(value)) {
    throw usageError({
      place,
      rule: '`stream` must be an array or something else that can be iterated over',
      received: { value },
      fix: "Write for example { stream: ['one', 'two'], chunkDelay: 20 }, or { text: … } for a body that comes at once.",
    })
  }
  if (again && isOneShot(value)) {
    throw usageError({
      place,
      rule: '`stream` can be read once only, and every call has to get one',
      fix: 'Make it anew for each call: { reply: () => ({ stream: generate() }) }.',
    })
  }
  if (Array.isArray(value)) for (const [nth, chunk] of value.entries()) readChunk(chunk, nth, place)
  return value
}

function readChunkDelay(value: unknown, place: string): LatencyModel {
  return readLatency(value, `${place}, \`chunkDelay\``)
}

/** @param type the content type, unless they name another */
function readHeaders(value: unknown, type: string | undefined, place: string): Record<string, string> {
  const headers = new Headers(type === undefined ? {} : { 'content-type': type })
  if (value === undefined) return Object.fromEntries(headers)
  const fix = "Write for example { headers: { 'cache-control': 'no-store' } }."
  for (const [name, text] of Object.entries(plainObject(value, `${place}, \`headers\``, fix))) {
    const wrong = { place, rule: `the header \`${name}\` is none`, received: { value: text }, fix }
    if (typeof text !== 'string') throw usageError(wrong)
    try {
      headers.set(name, text)
    } catch {
      throw usageError(wrong)
    }
  }
  return Object.fromEntries(headers)
}

function readStatus(value: unknown, place: string): number {
  if (value === undefined) return 200
  const fix = 'Write an HTTP status from 200 to 599.'
  const status = wholeNumber(value, 'status', place, 200, fix)
  if (status <= 599) return status
  throw usageError({ place, rule: '`status` must be 599 or below', received: { value }, fix })
}
