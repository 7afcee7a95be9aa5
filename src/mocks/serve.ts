import type { FailureMode } from '../core/calls/failure-mode.ts'
import type { MockHost, MockedCall } from '../core/calls/mocked-call.ts'
import type { Answer, Part } from './answer.ts'
import { isInParts } from './answer.ts'
import { planCall } from './call-plan.ts'
import type { CallPlan } from './call-plan.ts'
import type { AskedRequest, MockHandler } from './mock-handler.ts'
import { testsMistake } from './tests-mistake.ts'
import { timedBody } from './timed-body.ts'
import type { Break } from './timed-body.ts'

const MALFORMED = '{"error":'
/** What a failure of these kinds breaks is the body, half way. */
const IN_THE_BODY = ['drop', 'stall', 'malformed'] as const

/**
 * Answers a request that a handler has been found for: draws its latency, has
 * its modifiers look at it, and hands the body over in time.
 *
 * @throws the signal's reason when the caller gives up, TypeError for a network failure, and what the handler's answer throws
 */
export async function serve(
  handler: MockHandler,
  request: Request,
  params: AskedRequest['params'],
  host: MockHost,
): Promise<Response> {
  if (handler.serve !== undefined) return handler.serve(request, params, host)
  const call = host.call(handler.name, { kind: handler.kind, method: request.method, url: request.url })
  const arrivedMs = host.clock.now()
  try {
    const text = request.body === null ? '' : await request.clone().text()
    call.asked(handler.asks?.(text) ?? `${request.method} ${request.url}\n${text}`)
    call.sent(Buffer.byteLength(text))
    const plan = planned(handler, call, host, arrivedMs)
    // A timer of 0 ms takes one all the same.
    if (plan.ms > 0) await host.clock.sleep(plan.ms, request.signal)
    const asked = { request, text, params, call }
    const answer = instead(handler, plan.failure, request) ?? (await answerOf(handler, asked, host))
    // An answer may take its time.
    request.signal.throwIfAborted()
    const failure = plan.failure ?? answer.failure
    const given = instead(handler, answer.failure, request) ?? answer
    return respond(handler, given, { ...plan, failure }, { call, host, request })
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

interface Asked {
  readonly request: Request
  readonly text: string
  readonly params: AskedRequest['params']
  readonly call: MockedCall
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
    throw new TypeError('fetch failed', {
      cause: new Error(`connect ECONNREFUSED ${new URL(request.url).host}`),
    })
  }
  if (failure?.kind === 'throw') throw failure.error
  if (failure?.kind !== 'status') return undefined
  return handler.fail?.(failure) ?? failWith(failure)
}

async function answerOf(
  handler: MockHandler,
  { request, text, params, call }: Asked,
  host: MockHost,
): Promise<Answer> {
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
    })
  } catch (error) {
    throw testsMistake(host, error)
  }
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
  { status = 200, headers = {}, body, usage }: Answer,
  { failure, bytesPerSecond }: CallPlan,
  { call, host, request }: Serving,
): Response {
  if (usage !== undefined) call.usage(usage)
  const init = { status, headers }
  const broken = IN_THE_BODY.find((kind) => kind === failure?.kind)
  if (body === undefined || (broken === undefined && bytesPerSecond === Infinity && !isInParts(body))) {
    if (body !== undefined) call.received(Buffer.byteLength(body))
    call.end({ status })
    return new Response(body ?? null, init)
  }
  const parts = isInParts(body) ? body : inHalves(body)
  const breaksAt = broken === undefined ? undefined : breakOf(broken, parts)
  const malformed = handler.malformed ?? MALFORMED
  return new Response(
    timedBody({ parts, status, bytesPerSecond, breaksAt, malformed }, call, host.clock, request.signal),
    init,
  )
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
