import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { isConnecting } from './connection.ts'
import type { Connections } from './connections.ts'
import { isBreakage, isTimeout } from './is-breakage.ts'
import type { RequestSpan } from './request-span.ts'

/** Watches one request of `node:http`, by what its objects tell. */
export class HttpExchange {
  onEnd: () => void = () => {}
  readonly #request: ClientRequest
  readonly #span: RequestSpan
  readonly #connections: Connections
  readonly #unlisten: (() => void)[] = []

  constructor(request: ClientRequest, span: RequestSpan, connections: Connections) {
    this.#request = request
    this.#span = span
    this.#connections = connections
    const connect = (socket: Socket): void => this.#connect(socket)
    const close = (): void => this.#closed()
    request.once('socket', connect).once('close', close)
    this.#unlisten.push(() => request.off('socket', connect).off('close', close))
  }

  /** All of it is written: with a connection it is on its way. */
  written(): void {
    this.#span.sent()
  }

  /** Its response begins. */
  respond(response: IncomingMessage): void {
    this.#span.sent()
    this.#span.responded(response.statusCode ?? 0)
    const end = (): void => this.#end()
    const close = (): void => this.#broken(response)
    response.once('end', end).once('close', close)
    const uncount = countBytes(response, (bytes) => this.#span.bodyReceived(bytes))
    this.#unlisten.push(() => response.off('end', end).off('close', close), uncount)
  }

  fail(error: unknown): void {
    // Whoever has destroyed it has given it up.
    const isGivenUp = this.#request.destroyed && !isTimeout(error)
    this.#end(isGivenUp || !isBreakage(error) ? undefined : error)
  }

  /** Watches it no longer. */
  leave(): void {
    for (const unlisten of this.#unlisten.splice(0)) unlisten()
    this.#span.leave()
  }

  #connect(socket: Socket): void {
    const connection = this.#connections.of(socket)
    this.#span.connection = connection
    const ready = (): void => {
      // Its headers may not even be written.
      this.#span.ready(connection, this.#request.headersSent)
    }
    if (connection !== undefined && isConnecting(socket)) connection.whenReady(ready)
    else ready()
  }

  /** The response has not come to its end: who has ended it? */
  #broken(response: IncomingMessage): void {
    if (response.readableEnded) return this.#end()
    const { socket } = this.#request
    const error = socket?.errored ?? undefined
    const isPeers = isBreakage(error) || socket?.readableEnded === true
    this.#end(
      isTimeout(response.errored)
        ? response.errored
        : isPeers
          ? (error ?? response.errored ?? new Error('aborted'))
          : undefined,
    )
  }

  /** Without a response, it was given up before it had a connection. */
  #closed(): void {
    if (!this.#span.hasResponse) this.#end()
  }

  #end(breakage?: unknown): void {
    this.#span.end(breakage)
    this.leave()
    this.onEnd()
  }
}

/**
 * Counts what comes in, whether or not anybody reads it; to listen for its data would be to read it.
 *
 * @returns ends it
 */
function countBytes(response: IncomingMessage, count: (bytes: number) => void): () => void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the response it was called on
  const { push } = response
  const counting: typeof push = function counting(this: IncomingMessage, chunk: unknown, encoding) {
    if (chunk instanceof Uint8Array) count(chunk.byteLength)
    return push.call(this, chunk, encoding)
  }
  // Whoever goes through its properties finds none of ours.
  Object.defineProperty(response, 'push', { value: counting, configurable: true, writable: true })
  return () => {
    if (response.push === counting) Reflect.deleteProperty(response, 'push')
  }
}
