import type { FailureMode } from '../core/calls/failure-mode.ts'
import type { MockHost, MockedCall } from '../core/calls/mocked-call.ts'
import { describeError } from '../core/thrown.ts'
import { drawLatency } from '../core/time/latency/model.ts'
import type { RunningModifier } from '../core/time/latency/modifier.ts'
import type { Answer, Part } from './answer.ts'
import { isInParts } from './answer.ts'
import { contentOf, contentOfResponse, responseLike } from './content.ts'
import type { AskedRequest, MockHandler } from './mock-handler.ts'
import { timedBody } from './timed-body.ts'
import type { Break } from './timed-body.ts'

/** What the modifiers of a handler remember while a measurement lasts. */
interface Session {
  readonly modifiers: readonly RunningModifier[]
  count: number
}

const MALFORMED = '{"error":'
/** What a failure of these kinds breaks is the body, half way. */
const IN_THE_BODY = ['drop', 'stall', 'malformed'] as const

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
  const call = host.call(handler.name, { kind: handler.kind, method: request.method, url: request.url })
  const arrivedMs = host.clock.now()
  try {
    const text = request.body === null ? '' : await request.clone().text()
    call.asked(`${request.method} ${request.url}\n${text}`)
    call.sent(Buffer.byteLength(text))
    const session = call.state(handler, () => ({
      modifiers: handler.modifiers.map((modifier) => modifier.begin()),
      count: 0,
    }))
    const { failure, ms } = asTestsMistake(host, () => plan(handler, session, call, arrivedMs))
    // A timer of 0 ms takes one all the same.
    if (ms > 0) await host.clock.sleep(ms, request.signal)
    const answer = await answerOf(handler, failure, { request, text, params, call }, host)
    if (answer === undefined) {
      call.forget()
      return undefined
    }
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
  const place = `the latency of "${name}"`
  let ms = drawLatency(latency, call.random, place)
  let failure: FailureMode | undefined
  for (const { modifier, seen } of modified) failure ??= modifier.admit?.(seen)
  // Who is over a rate limit is told so at once, and starts nothing.
  if (failure?.kind === 'status' && failure.status === 429) return { failure, ms: 0 }
  for (const { modifier, seen } of modified) {
    const longerMs = modifier.latency?.(ms, seen) ?? ms
    ms = drawLatency(() => longerMs, call.random, place)
  }
  return { failure, ms }
}

interface Asked {
  readonly request: Request
  readonly text: string
  readonly params: AskedRequest['params']
  readonly call: MockedCall
}

async function answerOf(
  handler: MockHandler,
  failure: FailureMode | undefined,
  { request, text, params, call }: Asked,
  host: MockHost,
): Promise<Answer | undefined> {
  if (failure?.kind === 'network') {
    // What undici throws where it cannot connect.
    throw new TypeError('fetch failed', { cause: refusedBy(new URL(request.url).host) })
  }
  if (failure?.kind === 'throw') throw failure.error
  if (failure?.kind === 'status') return (handler.fail ?? failWith)(failure)
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
    // Who gave up has its error, and the handler may have had the same one.
    if (!request.signal.aborted) host.fail(error instanceof Error ? error : new Error(describeError(error)))
    throw error
  }
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
  readonly session: Session
}

function respond(
  handler: MockHandler,
  answer: Answer,
  failure: FailureMode | undefined,
  { call, host, request, session }: Serving,
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
  const bytesPerSecond = Math.min(Infinity, ...session.modifiers.map((one) => one.bytesPerSecond ?? Infinity))
  if (body === undefined || (broken === undefined && bytesPerSecond === Infinity && !isInParts(body))) {
    if (body !== undefined) call.received(Buffer.byteLength(body as string))
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
