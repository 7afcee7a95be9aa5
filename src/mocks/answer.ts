import type { FailureMode } from '../core/calls/failure-mode.ts'

/** What a mock answers to a request. */
export interface Answer {
  /** Default: 200. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>> | Headers
  /** All at once, or in parts that come over time. Default: no body. */
  readonly body?: string | Uint8Array<ArrayBuffer> | Iterable<Part> | AsyncIterable<Part>
  /** A response as it is, in place of status, headers and body; its body is handed over as it comes. */
  readonly response?: Response
  /** How much longer than the handler's latency it takes until the headers, in ms. Default: 0. */
  readonly delayMs?: number
  /** The call fails in this way instead; or half way, where it breaks the body. Default: it does not. */
  readonly failure?: FailureMode | undefined
  /** Tokens that a vendor would charge for. */
  readonly usage?: TokenUsage
}

/** A piece of a body. */
export interface Part {
  /** How long it takes after the piece before, or after the headers; in ms. */
  readonly afterMs: number
  readonly data: string | Uint8Array<ArrayBuffer>
  /** Tokens of a language model that it carries. Default: 0. */
  readonly tokens?: number
}

export interface TokenUsage {
  readonly input: number
  readonly output: number
  readonly model: string
}

/** Whether a body comes in parts. */
export function isInParts(body: NonNullable<Answer['body']>): body is Iterable<Part> | AsyncIterable<Part> {
  return typeof body !== 'string' && !(body instanceof Uint8Array)
}
