import { channel } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { TraceRecorder } from '../../trace-recorder.ts'
import { Connection, isTls } from './connection.ts'
import type { Follower } from './connection.ts'

interface ClockUse {
  readonly recorder: TraceRecorder
  users: number
}

/** Follows the connections that the process's clients open. */
export class Connections implements Follower {
  /** Clocks that requests under way are measured with; those of one owner are the same. */
  readonly #clocks = new Map<object, ClockUse>()
  readonly #connections = new WeakMap<Socket, Connection>()
  readonly #opening = new Set<Connection>()
  /** What connections have failed with. */
  readonly #failed = new WeakMap<object, Connection>()
  readonly #opened: (connection: Connection) => void
  readonly #channel = channel('net.client.socket')

  /** @param opened is told of every connection that is opened, in the code that opens it */
  constructor(opened: (connection: Connection) => void = () => {}) {
    this.#opened = opened
    this.#channel.subscribe(this.#note)
  }

  end(): void {
    this.#channel.unsubscribe(this.#note)
    for (const connection of this.#opening) connection.leave()
  }

  /**
   * Looks at a clock, too, from now on.
   *
   * @returns ends it
   */
  measureWith(recorder: TraceRecorder): () => void {
    const use = this.#clocks.get(recorder.owner) ?? { recorder, users: 0 }
    use.users++
    this.#clocks.set(recorder.owner, use)
    return () => {
      if (--use.users === 0) this.#clocks.delete(recorder.owner)
    }
  }

  /** The connection of a socket, or the one below it that its TLS is spoken over; undefined for one that was open before. */
  of(socket: Socket): Connection | undefined {
    const known = this.#connections.get(socket)
    if (known !== undefined) return known
    const { _parent: below } = socket as Socket & { readonly _parent?: Socket | null }
    const connection = below === null || below === undefined ? undefined : this.of(below)
    if (connection === undefined) return undefined
    if (isTls(socket)) connection.followTls(socket)
    this.#connections.set(socket, connection)
    return connection
  }

  /** The connection that has failed with an error, or with its cause. */
  failedWith(error: unknown): Connection | undefined {
    if (typeof error !== 'object' || error === null) return undefined
    return this.#failed.get(error) ?? ('cause' in error ? this.failedWith(error.cause) : undefined)
  }

  lookAtClocks(): ReadonlyMap<object, number> {
    return new Map([...this.#clocks].map(([owner, { recorder }]) => [owner, recorder.now()]))
  }

  failed(connection: Connection, error: Error): void {
    this.#failed.set(error, connection)
  }

  left(connection: Connection): void {
    this.#opening.delete(connection)
  }

  readonly #note = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket }
    const connection = new Connection(this)
    this.#opening.add(connection)
    this.#connections.set(socket, connection)
    connection.follow(socket)
    this.#opened(connection)
  }
}
