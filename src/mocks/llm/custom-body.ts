import { usageError } from '../../core/errors.ts'
import { jsonText } from '../json-text.ts'
import type { Chunk } from './chunk.ts'
import { SSE_HEADERS } from './sse.ts'
import { JSON_HEADERS } from './wire-format.ts'
import type { Encoded } from './wire-format.ts'

/** @throws SkillperfError for what is neither text nor chunks, and nothing that JSON can say */
export function readCustomBody(value: unknown, place: string, contentType: string | undefined): Encoded {
  const type = contentType === undefined ? undefined : { 'content-type': contentType }
  if (typeof value === 'string') {
    return { headers: type ?? { 'content-type': 'text/plain; charset=utf-8' }, body: value }
  }
  if (Array.isArray(value)) {
    return { headers: type ?? SSE_HEADERS, body: value.map((one: unknown) => readChunk(one, place)) }
  }
  return { headers: type ?? JSON_HEADERS, body: jsonOf(value, place) }
}

function readChunk(value: unknown, place: string): Chunk {
  const { data, tokens = 0 } = (value ?? {}) as Partial<Chunk>
  const sound = typeof data === 'string' && Number.isSafeInteger(tokens) && tokens >= 0
  if (sound) return { data, tokens }
  throw usageError({
    place,
    rule: 'a chunk must be { data, tokens } with a text and a whole number',
    received: { value },
    fix: "Write { data: 'data: {…}\\n\\n', tokens: 1 }; leave `tokens` out for a chunk without any.",
  })
}

function jsonOf(value: unknown, place: string): string {
  const json = jsonText(value)
  if (json !== undefined) return json
  throw usageError({
    place,
    rule: 'a body must be a text, chunks, or what JSON can say',
    received: { value },
    fix: 'Return for example { text }: no functions, big integers or cycles.',
  })
}
