import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { scopes } from '../scope.ts'
import { shared } from '../process-state.ts'
import type { TestRun } from '../test-run.ts'
import { noteCreation, placeOf } from './creation.ts'
import type { Creation } from './creation.ts'

/** A client's connection, real or mocked. */
export interface ClientSocket {
  readonly socket: Socket
  /** Whose code has made it; undefined when nobody can tell. */
  readonly test: TestRun | undefined
  readonly made: Creation
}

interface Handle {
  readonly fd?: number
  hasRef?(): boolean
}

/** Looked through for those that are closed whenever it has doubled. */
const FIRST_LOOK = 64

const all = shared('client sockets', () => ({ sockets: new Set<ClientSocket>(), nextLook: FIRST_LOOK }))

/** Notes every client connection of the process from now on: kept-alive ones outlive the run that made them. */
export function watchClientSockets(): void {
  subscribe('net.client.socket', function note(message) {
    const { socket } = message as { socket: Socket }
    all.sockets.add({ socket, test: scopes.getStore()?.test, made: noteCreation(note, 30) })
    if (all.sockets.size < all.nextLook) return
    for (const one of all.sockets) if (one.socket.destroyed) all.sockets.delete(one)
    all.nextLook = Math.max(FIRST_LOOK, 2 * all.sockets.size)
  })
}

/** Those that are not closed. */
export function* clientSockets(): Generator<ClientSocket, void> {
  for (const one of all.sockets) {
    if (one.socket.destroyed) all.sockets.delete(one)
    else yield one
  }
}

/** Where the connection was made that is being opened, if there is only one. */
export function placeOfConnecting(): string | undefined {
  const [one, ...others] = [...clientSockets()].filter(({ socket }) => socket.connecting)
  return one === undefined || others.length > 0 ? undefined : placeOf(one.made)
}

/** Whether a connection is a real one, and somebody waits for it. */
export function isWaitedFor(socket: Socket): boolean {
  const handle = (socket as unknown as { _handle?: Handle | null })._handle
  return handle !== null && handle !== undefined && (handle.fd ?? -1) >= 0 && handle.hasRef?.() === true
}

/** `host:port`, as far as it is known. */
export function peerOf(socket: Socket): string {
  const { _host: host, remoteAddress, remotePort } = socket as Socket & { _host?: string | null }
  const name = host ?? remoteAddress ?? 'an unknown host'
  return remotePort === undefined ? name : `${name}:${remotePort}`
}
