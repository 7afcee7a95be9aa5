import type { Chunk } from './chunk.ts'
import type { JsonObject } from './content-text.ts'
import type { LlmAnswer } from './llm-answer.ts'
import type { LlmRequest, ReadRequest } from './llm-request.ts'

/** An answer as bytes: whole, or in chunks that come with their tokens. */
export interface Encoded {
  /** Default: 200. */
  readonly status?: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | readonly Chunk[]
  /** Tokens that no chunk tells of, and that take their time before a whole body. Default: those of the answer. */
  readonly tokens?: number
  /** Tokens that the vendor reports. Default: the answer's. */
  readonly usage?: LlmAnswer['usage']
}

/** How one of a vendor's endpoints is spoken to. */
export interface WireFormat {
  /** What the path of its URL ends with. */
  readonly path: string
  /** Whether its answers are replies: they are none of an endpoint that computes, such as one for embeddings. */
  readonly replies: boolean
  read(body: JsonObject): ReadRequest
  encode(answer: LlmAnswer, request: LlmRequest): Encoded
}

export const JSON_HEADERS: Readonly<Record<string, string>> = { 'content-type': 'application/json' }
