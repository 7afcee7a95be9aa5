import { AsyncLocalStorage } from 'node:async_hooks'
import { mockedRequests } from '../core/calls/mocked-requests.ts'
import type { Answered } from '../core/network.ts'
import { ownerOf } from '../core/owner.ts'
import type { Owner } from '../core/owner.ts'
import { loadSocketInterceptor } from './socket-interceptor.ts'
import type { InterceptedRequest } from './socket-interceptor.ts'
import { originOf, watchOrigins } from './socket-origins.ts'

/** A test whose requests over sockets are to be answered. */
export interface SocketListener extends Owner {
  answer(request: Request): Promise<Answered>
  /** The error that an unanswered request has to fail with; undefined where it may pass. */
  unhandled(request: Request): Error | undefined
}

interface Interception {
  readonly listeners: Set<SocketListener>
  /** Stops it. */
  stop: (() => void) | undefined
}

/** One for the process: sockets are shared by all tests, however many copies of this module there are. */
const slots = globalThis as unknown as Record<symbol, Interception | undefined>
const interception = (slots[Symbol.for('skillperf.sockets')] ??= { listeners: new Set(), stop: undefined })

const passing = new AsyncLocalStorage<true>()

/** Sends a request that nobody is to be asked about. */
export function passSockets<T>(send: () => T): T {
  return passing.run(true, send)
}

/**
 * Answers requests that go over sockets: those of `node:http` and of npm's
 * undici, which msw's server does not see.
 *
 * @returns stops it, and leaves everything as it was
 */
export function interceptSockets(listener: SocketListener): () => void {
  const { listeners } = interception
  listeners.add(listener)
  interception.stop ??= start(listeners)
  return () => {
    if (!listeners.delete(listener) || listeners.size > 0) return
    interception.stop?.()
    interception.stop = undefined
  }
}

function start(listeners: ReadonlySet<SocketListener>): () => void {
  const stopWatching = watchOrigins()
  const stopIntercepting = loadSocketInterceptor()((intercepted) => {
    const origin = originOf(intercepted.request)
    return origin.within(() => handle(intercepted, listeners, origin.request))
  })
  mockedRequests.listening++
  return () => {
    mockedRequests.listening--
    stopIntercepting()
    stopWatching()
  }
}

/**
 * Without a verdict the request passes, as its client sent it.
 *
 * @param own the client's own object for it
 */
async function handle(
  intercepted: InterceptedRequest,
  listeners: ReadonlySet<SocketListener>,
  own: object | undefined,
): Promise<void> {
  const { request } = intercepted
  if (passing.getStore() === true) return
  try {
    const listener = ownerOf(listeners, request.url)
    if (listener === undefined) return
    // Whoever looks at the client meanwhile sees a request to a mock.
    if (own !== undefined) mockedRequests.taken.add(own)
    const answered = await listener.answer(request)
    if (own !== undefined && (answered === 'pass' || answered === undefined)) mockedRequests.taken.delete(own)
    if (answered === 'pass') return
    if (answered !== undefined) return intercepted.respondWith(framed(answered))
    const objection = listener.unhandled(request)
    if (objection !== undefined) intercepted.errorWith(objection)
  } catch (error) {
    intercepted.errorWith(asSocketError(error))
  }
}

/** The body's end has to be told by chunks, as servers do: by the connection's end, no client could keep it. */
function framed(response: Response): Response {
  if (response.body === null || response.headers.has('content-length')) return response
  const headers = new Headers(response.headers)
  headers.set('transfer-encoding', 'chunked')
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}

/** What a socket says where fetch wraps it in a TypeError. */
function asSocketError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  if (!(error instanceof TypeError) || error.cause === undefined) return error
  return error.cause instanceof Error
    ? error.cause
    : Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
}
