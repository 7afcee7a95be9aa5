import { errorMonitor } from 'node:events'
import type { Socket } from 'node:net'
import type { ConnectionTimes } from './connecting-phases.ts'

/** Steps of a connection, as its socket tells them. */
type Step = 'opened' | 'lookup' | 'connectionAttempt' | 'connect' | 'secureConnect'

/** Whoever follows connections. */
export interface Follower {
  /** Looks at all clocks that somebody measures a request with, by their owners. */
  lookAtClocks(): ReadonlyMap<object, number>
  failed(connection: Connection, error: Error): void
  /** Nothing more of it will be told. */
  left(connection: Connection): void
}

/** One connection of a client, and when it got how far. */
export class Connection {
  readonly #follower: Follower
  readonly #steps = new Map<Step, ReadonlyMap<object, number>>()
  readonly #unlisten: (() => void)[] = []
  #waiting: (() => void)[] = []
  #isSecure = false
  #isClaimed = false

  constructor(follower: Follower) {
    this.#follower = follower
  }

  /** Follows a socket that is about to connect. */
  follow(socket: Socket): void {
    this.step('opened')
    this.#isSecure = isTls(socket)
    for (const step of ['lookup', 'connectionAttempt', 'connect'] as const) this.#onceDone(socket, step)
    if (this.#isSecure) this.#onceDone(socket, 'secureConnect')
    // An ordinary listener would take the error for handled.
    const failed = (error: Error): void => this.#follower.failed(this, error)
    const gone = (): void => this.leave()
    socket.once(errorMonitor as unknown as 'error', failed).once('close', gone)
    this.#unlisten.push(() => socket.off(errorMonitor as unknown as 'error', failed).off('close', gone))
  }

  /** Follows the TLS that is spoken over the connection. */
  followTls(socket: TlsSocket): void {
    this.#isSecure = true
    if (socket.secureConnecting) this.#onceDone(socket, 'secureConnect')
  }

  /** Notes that a step is done, now; the first time counts, as with several addresses of one name. */
  step(step: Step): void {
    if (this.#steps.has(step)) return
    this.#steps.set(step, this.#follower.lookAtClocks())
    if (!this.#isReady) return
    this.leave()
    const waiting = this.#waiting
    this.#waiting = []
    for (const resume of waiting) resume()
  }

  /** Calls back when a request can be sent: at once, if it already can. */
  whenReady(resume: () => void): void {
    if (this.#isReady) resume()
    else this.#waiting.push(resume)
  }

  /**
   * A request goes out over it.
   *
   * @returns whether it is the first one, that it was opened for
   */
  claim(): boolean {
    const isFirst = !this.#isClaimed
    this.#isClaimed = true
    return isFirst
  }

  /** Follows it no longer. */
  leave(): void {
    for (const unlisten of this.#unlisten.splice(0)) unlisten()
    this.#follower.left(this)
  }

  /** Its times by the clock of somebody. */
  timesFor(owner: object): ConnectionTimes {
    const time = (step: Step): number | undefined => {
      const times = this.#steps.get(step)
      return times && (times.get(owner) ?? -Infinity)
    }
    return {
      openedMs: time('opened') ?? -Infinity,
      lookedUpMs: time('lookup'),
      attemptedMs: time('connectionAttempt'),
      connectedMs: time('connect'),
      securedMs: time('secureConnect'),
      isSecure: this.#isSecure,
    }
  }

  get #isReady(): boolean {
    return this.#steps.has(this.#isSecure ? 'secureConnect' : 'connect')
  }

  #onceDone(socket: Socket, step: Step): void {
    // A look-up tells of its failure, too.
    const done = (error?: unknown): void => {
      if (!(error instanceof Error)) this.step(step)
    }
    socket.once(step, done)
    this.#unlisten.push(() => socket.off(step, done))
  }
}

interface TlsSocket extends Socket {
  /** The handshake is not over. Node's types do not know of it. */
  readonly secureConnecting?: boolean
}

export function isTls(socket: Socket): socket is TlsSocket {
  return 'encrypted' in socket && socket.encrypted === true
}

export function isConnecting(socket: Socket): boolean {
  return socket.connecting || (isTls(socket) && socket.secureConnecting === true)
}
