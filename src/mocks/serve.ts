import type { FailureMode } from '../core/calls/failure-mode.ts'
import type { MockHost, MockedCall } from '../core/calls/mocked-call.ts'
import type { Answer, Part } from './answer.ts'
import { isInParts } from './answer.ts'
import { textOf } from './body-text.ts'
import { planCall } from './call-plan.ts'
import type { CallPlan } from './call-plan.ts'
import type { AskedRequest, MockHandler } from './mock-handler.ts'
import { contentOf, contentOfResponse, responseLike } from './response-content.ts'
import { testsMistake } from './tests-mistake.ts'
import { timedBody } from './timed-body.ts'
import type { Break } from './timed-body.ts'

const MALFORMED = '{"error":'
/** What a failure of these kinds breaks is the body, half way. */
const IN_THE_BODY = ['drop', 'stall', 'malformed'] as const
/** Where a failure stands in its place. */
const NO_ANSWER: Answer = {}

/**
 * Answers a request that a handler has been found for: draws its latency, has
 * its modifiers look at it, and hands the body over in time.
 *
 * @returns undefined where the handler leaves it to the next one
 * @throws the signal's reason when the caller gives up, TypeError for a network failure, and what the handler's answer throws
 */
export async function serve(
  handler: MockHandler,
  request: Request,
  params: AskedRequest['params'],
  host: MockHost,
): Promise<Response | undefined> {
  if (handler.serve !== undefined) return handler.serve(request, params, host)
  const call = host.call(handler.name, { kind: handler.kind, method: request.method, url: request.url })
  const arrivedMs = host.clock.now()
  try {
    const text = await textOf(request)
    call.asked(handler.asks?.(text) ?? `${request.method} ${request.url}\n${text}`)
    call.sent(Buffer.byteLength(text))
    const plan = planned(handler, call, host, arrivedMs)
    const own = breaksBody(plan.failure)
      ? await answerOf(handler, { request, text, params, call }, host)
      : NO_ANSWER
    if (own === undefined) {
      call.forget()
      return undefined
    }
    const failure = plan.failure ?? own.failure
    const ms = waitOf(plan.ms, own.delayMs, failure)
    // A timer of 0 ms takes one all the same.
    if (ms > 0) await host.clock.sleep(ms, request.signal)
    // An answer may have taken its time.
    request.signal.throwIfAborted()
    const answer = instead(handler, failure, request) ?? own
    return respond(handler, answer, { ...plan, failure }, { call, host, request })
  } catch (error) {
    call.end({ status: 0, abandoned: request.signal.aborted })
    throw error
  }
}

function planned(handler: MockHandler, call: MockedCall, host: MockHost, arrivedMs: number): CallPlan {
  try {
    return planCall(handler, call, arrivedMs)
  } catch (error) {
    throw testsMistake(host, error)
  }
}

/** Whether a failure, or none, leaves the answer's beginning as it is. */
function breaksBody(failure: FailureMode | undefined): boolean {
  return failure === undefined || IN_THE_BODY.some((kind) => kind === failure.kind)
}

function waitOf(latencyMs: number, delayMs: number | undefined, failure: FailureMode | undefined): number {
  // Who is over a rate limit is told so at once.
  if (failure?.kind === 'status' && failure.status === 429) return 0
  return breaksBody(failure) ? latencyMs + (delayMs ?? 0) : latencyMs
}

interface Asked {
  readonly request: Request
  readonly text: string
  readonly params: AskedRequest['params']
  readonly call: MockedCall
}

async function answerOf(
  handler: MockHandler,
  { request, text, params, call }: Asked,
  host: MockHost,
): Promise<Answer | undefined> {
  const { nth, iteration } = call
  const randomFor = (purpose: string): ReturnType<MockedCall['randomFor']> => call.randomFor(purpose)
  try {
    return await handler.answer({
      request,
      text,
      params,
      nth,
      iteration,
      random: randomFor('answer'),
      randomFor,
      iterationState: (key, create) => call.iterationState(key, create),
    })
  } catch (error) {
    // Who gave up has its error, and the handler may have had the same one.
    throw request.signal.aborted ? error : testsMistake(host, error)
  }
}

/**
 * What comes in place of an answer where a call fails as a whole.
 *
 * @throws what a failure throws
 */
function instead(
  handler: MockHandler,
  failure: FailureMode | undefined,
  request: Request,
): Answer | undefined {
  if (failure?.kind === 'network') {
    // What undici throws where it cannot connect.
    throw new TypeError('fetch failed', { cause: refusedBy(new URL(request.url).host) })
  }
  if (failure?.kind === 'throw') throw failure.error
  if (failure?.kind !== 'status') return undefined
  return handler.fail?.(failure) ?? failWith(failure)
}

function refusedBy(host: string): Error {
  return Object.assign(new Error(`connect ECONNREFUSED ${host}`), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
  })
}

function failWith({ status, retryAfterMs, json }: Extract<FailureMode, { kind: 'status' }>): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...retryAfter(retryAfterMs) },
    body: JSON.stringify(json ?? { error: { message: `mocked failure with status ${status}` } }),
  }
}

/** Headers that say when to try again: whole seconds as HTTP has them, and ms, which SDKs prefer. */
export function retryAfter(ms: number | undefined): Record<string, string> {
  if (ms === undefined) return {}
  return {
    'retry-after': String(Math.ceil(ms / 1_000)),
    ...(ms % 1_000 !== 0 && { 'retry-after-ms': String(ms) }),
  }
}

interface Serving {
  readonly call: MockedCall
  readonly host: MockHost
  readonly request: Request
}

function respond(
  handler: MockHandler,
  answer: Answer,
  { failure, bytesPerSecond }: CallPlan,
  { call, host, request }: Serving,
): Response {
  const { usage, response } = answer
  if (usage !== undefined) call.usage(usage)
  if (response?.type === 'error') {
    call.end({ status: 0 })
    return response
  }
  const { body, cancel, ...init } = response === undefined ? contentOf(answer) : contentOfResponse(response)
  const { status } = init
  const broken = IN_THE_BODY.find((kind) => kind === failure?.kind)
  if (body === undefined || (broken === undefined && bytesPerSecond === Infinity && !isInParts(body))) {
    if (body !== undefined) call.received(Buffer.byteLength(body))
    call.end({ status })
    return response ?? new Response(body ?? null, init)
  }
  const parts = isInParts(body) ? body : inHalves(body)
  const breaksAt = broken === undefined ? undefined : breakOf(broken, parts)
  const malformed = handler.malformed ?? MALFORMED
  const timed = { parts, status, bytesPerSecond, breaksAt, malformed, cancel }
  return responseLike(response, timedBody(timed, call, host.clock, request.signal), init)
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
