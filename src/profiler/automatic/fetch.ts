import type { Socket } from 'node:net'
import type { Instrument } from './instrument.ts'
import { subscribeAll } from './network/channels.ts'
import { Connections } from './network/connections.ts'
import { isTls } from './network/connection.ts'
import { isBreakage } from './network/is-breakage.ts'
import { requestAbout } from './network/request-about.ts'
import { RequestSpan } from './network/request-span.ts'
import { UndiciDispatches } from './network/undici-dispatches.ts'

/** A request of undici's: the same object from its making to its end, whichever context a channel tells of it in. */
interface UndiciRequest {
  readonly method: string
  readonly origin: string | URL
  readonly path: string
  readonly upgrade: unknown
}

interface About {
  readonly request: UndiciRequest
}

/** Requests of the global fetch and of npm's undici: both tell of them on the same channels. */
export const fetch: Instrument = {
  name: 'fetch',
  start() {
    const watch = new UndiciWatch()
    const unsubscribe = subscribeAll(watch.listeners)
    return () => {
      unsubscribe()
      watch.end()
    }
  },
}

class UndiciWatch {
  readonly #spans = new Map<UndiciRequest, RequestSpan>()
  readonly #dispatches = new UndiciDispatches()
  /** By their prototype: classes of the copies of undici that were seen. */
  readonly #classes = new WeakSet<object>()
  /** Made by the running code: a connection that is opened now is opened for it. */
  #latest: RequestSpan | undefined
  readonly #connections = new Connections((connection) => {
    this.#latest?.opens(connection)
  })

  readonly listeners = {
    'undici:request:create': ({ request }: About) => this.#create(request),
    'undici:client:connected': ({ socket }: { readonly socket: Socket }) => {
      this.#dispatches.meet(socket)
      // Of TLS over a socket that a caller has connected, nothing else is told.
      if (isTls(socket)) this.#connections.of(socket)?.step('secureConnect')
    },
    'undici:client:sendHeaders': ({ request, socket }: About & { readonly socket: Socket }) => {
      const span = this.#spans.get(request)
      span?.ready(this.#connections.of(socket), true)
    },
    'undici:request:bodyChunkSent': ({ request, chunk }: About & { readonly chunk: Uint8Array | string }) =>
      this.#spans.get(request)?.bodySent(bytesOf(chunk)),
    'undici:request:headers': ({
      request,
      response,
    }: About & { readonly response: { readonly statusCode: number } }) => {
      if (response.statusCode >= 200) this.#spans.get(request)?.responded(response.statusCode)
    },
    'undici:request:bodyChunkReceived': ({ request, chunk }: About & { readonly chunk: Uint8Array }) =>
      this.#spans.get(request)?.bodyReceived(bytesOf(chunk)),
    'undici:request:trailers': ({ request }: About) => this.#end(request),
    'undici:request:error': ({ request, error }: About & { readonly error: unknown }) =>
      this.#end(request, isBreakage(error) ? error : undefined),
  }

  end(): void {
    this.#dispatches.end()
    this.#connections.end()
    for (const span of this.#spans.values()) span.leave()
    this.#spans.clear()
  }

  #create(request: UndiciRequest): void {
    this.#meet(request)
    const { method, path, upgrade } = request
    const about = requestAbout(method, String(request.origin), path)
    const origin = this.#dispatches.take()
    // What is upgraded, or tunnelled, is no exchange of a request and a response.
    if (origin === undefined || Boolean(upgrade) || method === 'CONNECT') return
    if (origin.parent.name === about.name) return
    const span = new RequestSpan(request, about, origin, this.#connections)
    this.#spans.set(request, span)
    this.#latest = span
    queueMicrotask(() => {
      if (this.#latest === span) this.#latest = undefined
    })
  }

  /** The first request of a copy of undici never waits for another one. */
  #meet(request: UndiciRequest): void {
    const prototype = Object.getPrototypeOf(request) as object
    if (this.#classes.has(prototype)) return
    this.#classes.add(prototype)
    this.#dispatches.look()
  }

  #end(request: UndiciRequest, breakage?: unknown): void {
    this.#spans.get(request)?.end(breakage)
    this.#spans.delete(request)
  }
}

function bytesOf(chunk: Uint8Array | string): number {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.byteLength
}
