import type { MockHost, MockedCall } from '../core/calls/mocked-call.ts'
import type { Answer, Part } from './answer.ts'
import { isInParts } from './answer.ts'
import { isBodiless } from './bodiless.ts'
import type { CallPlan } from './call-plan.ts'
import { IN_THE_BODY } from './failed-answer.ts'
import type { MockHandler } from './mock-handler.ts'
import { contentOf, contentOfResponse, responseLike } from './response-content.ts'
import { timedBody } from './timed-body.ts'
import type { Break } from './timed-body.ts'
import { untilAborted } from './until-aborted.ts'

const MALFORMED = '{"error":'

/** Where an answer goes. */
export interface Serving {
  readonly call: MockedCall
  readonly host: MockHost
  readonly request: Request
}

/**
 * Makes a response of an answer whose time has come, and breaks its body where
 * the call fails half way. Ends the call, at once or with the body.
 *
 * @throws the signal's reason when the caller gives up, TypeError for a connection that ends without a response
 */
export function respond(
  handler: MockHandler,
  answer: Answer,
  { failure, bytesPerSecond }: CallPlan,
  { call, host, request }: Serving,
): Response | Promise<never> {
  const { usage, response } = answer
  if (usage !== undefined) call.usage(usage)
  if (response?.type === 'error') {
    call.end({ status: 0 })
    return response
  }
  const content = response === undefined ? contentOf(answer) : contentOfResponse(response)
  const { body: given, cancel, ...init } = content
  const { status } = init
  const broken = IN_THE_BODY.find((kind) => kind === failure?.kind)
  const bodiless = isBodiless(status, request.method)
  if (bodiless) cancel?.('nobody asked for it')
  if (bodiless && broken !== undefined) return withoutResponse(broken, request.signal)
  const body = bodiless ? undefined : (given ?? (broken === undefined ? undefined : ''))
  if (body === undefined || (broken === undefined && bytesPerSecond === Infinity && !isInParts(body))) {
    if (body !== undefined) call.received(Buffer.byteLength(body))
    call.end({ status })
    return responseLike(response, body ?? null, init)
  }
  const parts = isInParts(body) ? body : inHalves(body)
  const breaksAt = broken === undefined ? undefined : breakOf(broken, parts)
  const malformed = handler.malformed ?? MALFORMED
  const timed = {
    parts,
    status,
    bytesPerSecond,
    breaksAt,
    malformed,
    cancel,
    fail: (error: Error) => host.fail(error),
  }
  return responseLike(response, timedBody(timed, call, host.clock, request.signal), init)
}

/** Where there is no body to break, there is no response either. */
function withoutResponse(kind: Break['kind'], signal: AbortSignal): Promise<never> {
  if (kind === 'stall') return untilAborted(signal)
  // What undici throws where a connection ends before a response comes.
  throw new TypeError('fetch failed', { cause: new Error('other side closed') })
}

/** So that there is a half way. */
function inHalves(body: string | Uint8Array<ArrayBuffer>): Part[] {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const middle = Math.floor(bytes.length / 2)
  return [bytes.slice(0, middle), bytes.slice(middle)].map((data) => ({ afterMs: 0, data }))
}

/** Half way, as far as anybody knows where that is. */
function breakOf(kind: Break['kind'], parts: Iterable<Part> | AsyncIterable<Part>): Break {
  return { kind, afterParts: Array.isArray(parts) ? Math.floor(parts.length / 2) : 1 }
}
