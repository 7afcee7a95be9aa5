import { announceMock } from '../../core/calls/mocked-call.ts'
import { cancelledBy, isRequest } from './json-rpc.ts'
import type { RpcId, RpcMessage, RpcRequest } from './json-rpc.ts'
import { MemoryAnswers } from './memory-answers.ts'
import type { MemoryServed } from './memory-answers.ts'

/** A client's transport, as `Client.connect` of the official SDK takes it. */
export interface McpTransport {
  start(): Promise<void>
  send(message: object): Promise<void>
  close(): Promise<void>
  onmessage?: ((message: object) => void) | undefined
  onclose?: (() => void) | undefined
  onerror?: ((error: Error) => void) | undefined
}

/**
 * Connects a client with a server in the same process, as stdio would with
 * another one. Messages are copied, as if they were sent.
 */
export function connectInMemory(served: MemoryServed): McpTransport {
  announceMock(served.name)
  for (const tool of served.tools.values()) announceMock(tool.name)
  return new InMemoryTransport(served)
}

class InMemoryTransport implements McpTransport {
  onmessage?: ((message: object) => void) | undefined
  onclose?: (() => void) | undefined
  onerror?: ((error: Error) => void) | undefined
  readonly #answers: MemoryAnswers
  /** Requests under way, so that the client can call them off. */
  readonly #underWay = new Map<RpcId, AbortController>()
  #state: 'new' | 'open' | 'closed' = 'new'

  constructor(served: MemoryServed) {
    this.#answers = new MemoryAnswers(served)
  }

  start(): Promise<void> {
    if (this.#state !== 'new') return Promise.reject(new Error('This transport was started already.'))
    this.#state = 'open'
    return Promise.resolve()
  }

  send(message: object): Promise<void> {
    if (this.#state !== 'open') return Promise.reject(new Error('Not connected'))
    const text = JSON.stringify(message)
    const copy = JSON.parse(text) as RpcMessage
    const cancelled = cancelledBy(copy)
    if (cancelled !== undefined) this.#underWay.get(cancelled)?.abort()
    if (isRequest(copy)) void this.#serve(copy, Buffer.byteLength(text))
    return Promise.resolve()
  }

  close(): Promise<void> {
    if (this.#state === 'closed') return Promise.resolve()
    this.#state = 'closed'
    for (const cancel of this.#underWay.values()) cancel.abort()
    this.onclose?.()
    return Promise.resolve()
  }

  async #serve(request: RpcRequest, sentBytes: number): Promise<void> {
    const cancel = new AbortController()
    this.#underWay.set(request.id, cancel)
    const answer = await this.#answers.to(request, sentBytes, cancel.signal)
    this.#underWay.delete(request.id)
    if (this.#state !== 'open' || answer === undefined) return
    if (!('broken' in answer)) this.onmessage?.(answer)
    else if (answer.broken === 'drop') await this.close()
    else this.onerror?.(answer.error)
  }
}
