import { AsyncLocalStorage } from 'node:async_hooks'
import { channel } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'

/** Who has made a request. */
export interface Origin {
  /** Runs a function where it was made. */
  readonly within: <T>(fn: () => T) => T
  /** The client's own object for it; undefined where nobody can tell. */
  readonly request: object | undefined
}

const UNKNOWN: Origin = { within: (fn) => fn(), request: undefined }

/** What tells a request that comes out of a socket; its server never sees it. */
const HEADER = 'x-skillperf-origin'

const origins = new Map<string, Origin>()
let latest = 0

/**
 * Notes where requests are made from now on. A pooled connection writes a
 * request in the context of whichever was answered before, so that it would
 * count for the wrong iteration.
 *
 * @returns stops it
 */
export function watchOrigins(): () => void {
  const ofHttp = channel('http.client.request.created')
  const ofUndici = channel('undici:request:create')
  ofHttp.subscribe(noteHttp)
  ofUndici.subscribe(noteUndici)
  return () => {
    ofHttp.unsubscribe(noteHttp)
    ofUndici.unsubscribe(noteUndici)
    origins.clear()
  }
}

/** Where an intercepted request was made, and takes the mark off it. */
export function originOf({ headers }: Request): Origin {
  const key = headers.get(HEADER)
  if (key === null) return UNKNOWN
  headers.delete(HEADER)
  const origin = origins.get(key)
  origins.delete(key)
  return origin ?? UNKNOWN
}

function noteOrigin(request: object): string {
  const key = String(++latest)
  origins.set(key, { within: AsyncLocalStorage.snapshot(), request })
  return key
}

function noteHttp(message: unknown): void {
  const { request } = message as { request: ClientRequest }
  timeOutWhileConnecting(request)
  // Headers given as a list are on their way already; Node's own agents keep the context.
  if (request.headersSent) return
  const key = noteOrigin(request)
  request.setHeader(HEADER, key)
  request.once('close', () => origins.delete(key))
}

function noteUndici(message: unknown): void {
  const { request } = message as { request: { addHeader(name: string, value: string): unknown } }
  request.addHeader(HEADER, noteOrigin(request))
}

/**
 * A mocked socket connects when it is answered, and only then would Node begin
 * to count the timeout of a request that is set by `setTimeout`.
 */
function timeOutWhileConnecting(request: ClientRequest): void {
  const setTimeout = request.setTimeout.bind(request)
  request.setTimeout = (ms, callback) => {
    setTimeout(ms, callback)
    const begin = (): void => {
      if (request.socket?.connecting === true) request.socket.setTimeout(ms)
    }
    // The socket comes later, or is there already.
    if (request.socket === null) request.once('socket', begin)
    else begin()
    return request
  }
}
