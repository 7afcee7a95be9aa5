import type { FailureMode } from '../core/calls/failure-mode.ts'
import type { MockHost, MockedCall } from '../core/calls/mocked-call.ts'
import { describeError } from '../core/thrown.ts'
import { drawLatency } from '../core/time/latency/model.ts'
import type { RunningModifier } from '../core/time/latency/modifier.ts'
import type { Answer, Part } from './answer.ts'
import { isInParts } from './answer.ts'
import { textOf } from './body-text.ts'
import type { AskedRequest, MockHandler } from './mock-handler.ts'
import { timedBody } from './timed-body.ts'
import type { Break } from './timed-body.ts'

/** What the modifiers of a handler remember while a measurement lasts. */
interface Session {
  readonly modifiers: readonly RunningModifier[]
  count: number
}

const MALFORMED = '{"error":'
/** Where a failure stands in its place. */
const NO_ANSWER: Answer = {}
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
  const call = host.call(handler.name, { kind: handler.kind, method: request.method, url: request.url })
  const arrivedMs = host.clock.now()
  try {
    const text = await textOf(request)
    call.asked(`${request.method} ${request.url}\n${text}`)
    call.sent(Buffer.byteLength(text))
    const session = call.state(handler, () => ({
      modifiers: handler.modifiers.map((modifier) => modifier.begin()),
      count: 0,
    }))
    const planned = asTestsMistake(host, () => plan(handler, session, call, arrivedMs))
    const own = isInTheBody(planned.failure)
      ? await answerOf(handler, { request, text, params, call }, host)
      : NO_ANSWER
    const failure = planned.failure ?? own.failure
    const ms = waitOf(planned.ms, own.delayMs, failure)
    // A timer of 0 ms takes one all the same.
    if (ms > 0) await host.clock.sleep(ms, request.signal)
    const answer = failed(handler, failure, request) ?? own
    return respond(handler, answer, failure, { call, host, request, session })
  } catch (error) {
    call.end({ status: 0, abandoned: request.signal.aborted })
    throw error
  }
}

function plan(
  { latency, name }: MockHandler,
  session: Session,
  call: MockedCall,
  nowMs: number,
): { readonly failure: FailureMode | undefined; readonly ms: number } {
  const count = session.count++
  const modified = session.modifiers.map((modifier, i) => ({
    modifier,
    seen: { nowMs, count, random: call.randomFor(`modifier ${i}`) },
  }))
  let ms = drawLatency(latency, call.random, `the latency of "${name}"`)
  let failure: FailureMode | undefined
  for (const { modifier, seen } of modified) {
    failure ??= modifier.admit?.(seen)
    ms = modifier.latency?.(ms, seen) ?? ms
  }
  return { failure, ms }
}

/** Whether a failure, or none, leaves the answer's beginning as it is. */
function isInTheBody(failure: FailureMode | undefined): boolean {
  return failure === undefined || IN_THE_BODY.some((kind) => kind === failure.kind)
}

function waitOf(latencyMs: number, delayMs: number | undefined, failure: FailureMode | undefined): number {
  // Who is over a rate limit is told so at once.
  if (failure?.kind === 'status' && failure.status === 429) return 0
  return isInTheBody(failure) ? latencyMs + (delayMs ?? 0) : latencyMs
}

interface Asked {
  readonly request: Request
  readonly text: string
  readonly params: AskedRequest['params']
  readonly call: MockedCall
}

/** The answer of a failure that has one of its own; undefined where it breaks another's body, or there is none. */
function failed(
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
  return failure?.kind === 'status' ? (handler.fail?.(failure) ?? failWith(failure)) : undefined
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
      iterationState: (key, create) => call.iterationState(key, create),
    })
  } catch (error) {
    host.fail(error instanceof Error ? error : new Error(describeError(error)))
    throw error
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
  readonly session: Session
}

function respond(
  handler: MockHandler,
  { status = 200, headers = {}, body, usage }: Answer,
  failure: FailureMode | undefined,
  { call, host, request, session }: Serving,
): Response {
  if (usage !== undefined) call.usage(usage)
  const init = { status, headers }
  const broken = IN_THE_BODY.find((kind) => kind === failure?.kind)
  const bytesPerSecond = Math.min(Infinity, ...session.modifiers.map((one) => one.bytesPerSecond ?? Infinity))
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

/** A model that is wrong is the test's mistake, not an error of the tool that its code may handle. */
function asTestsMistake<T>(host: MockHost, fn: () => T): T {
  try {
    return fn()
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(describeError(error))
    host.fail(failure)
    throw failure
  }
}
