import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, createServer } from 'node:net'
import type { AddressInfo, LookupFunction, Server, Socket } from 'node:net'

/** How long each phase is made to last at least, in ms. */
export const PLANTED_MS = { dns: 30, connect: 35, tls: 40, wait: 45, download: 50 } as const

export type PlantedPhase = keyof typeof PLANTED_MS

/** When each phase was over, as the other side saw it, in ms of `performance.now`. */
export type Stamps = { [phase in PlantedPhase]?: number }

const pem = (name: string): string => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')

export const CERTIFICATE: string = pem('server.crt')

const now = performance.now.bind(performance)

/** How early timers may be, in ms. */
const EARLY_MS = 2

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms + EARLY_MS))
}

/** A server whose every step takes its time. */
export interface SlowServer {
  readonly url: string
  readonly stamps: Stamps
  /** Looks up every name, slowly. */
  readonly lookup: LookupFunction
  close(): void
}

/** @param isSecure whether it speaks TLS */
export async function startSlowServer(isSecure: boolean): Promise<SlowServer> {
  const stamps: Stamps = {}
  const answer = async (_request: IncomingMessage, response: ServerResponse): Promise<void> => {
    await pause(PLANTED_MS.wait)
    response.writeHead(200).write('first')
    stamps.wait = now()
    await pause(PLANTED_MS.download)
    response.end('last')
    stamps.download = now()
  }
  const inner: Server = isSecure
    ? createHttpsServer({ cert: CERTIFICATE, key: pem('server.key') }, (...args) => void answer(...args))
    : createHttpServer((...args) => void answer(...args))
  const innerPort = await listen(inner)
  const sockets = new Set<Socket>()
  const front = createServer((socket) => {
    stamps.connect = now()
    const behind = connect(innerPort, '127.0.0.1')
    for (const one of [socket, behind]) sockets.add(one.on('error', () => {}).setNoDelay(true))
    // The server's side of the handshake is one answer; then its client is done.
    if (isSecure) behind.once('data', () => (stamps.tls = now()))
    behind.pipe(socket)
    // The first thing that a client says.
    socket.once('readable', () => {
      void (isSecure ? pause(PLANTED_MS.tls) : Promise.resolve()).then(() => socket.pipe(behind))
    })
  })
  const port = await listen(front)
  const stopDelaying = delayConnecting(port)
  return {
    url: `${isSecure ? 'https' : 'http'}://slow.example:${port}/items`,
    stamps,
    lookup(_host, options, callback) {
      setTimeout(() => {
        stamps.dns = now()
        if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }])
        else callback(null, '127.0.0.1', 4)
      }, PLANTED_MS.dns + EARLY_MS)
    },
    close() {
      stopDelaying()
      for (const socket of sockets) socket.destroy()
      for (const server of [front, inner]) server.close()
    },
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

interface Handle {
  connect(...args: readonly unknown[]): number
}

/** On loopback, a connection is made at once: the asking for it is held back, below all that clients see. */
function delayConnecting(delayedPort: number): () => void {
  const delay = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket & { readonly _handle: Handle } }
    socket.once('connectionAttempt', (_address: string, port: number) => {
      if (port !== delayedPort) return
      const { _handle: handle } = socket
      const connectNow = handle.connect.bind(handle)
      handle.connect = (...args) => {
        void pause(PLANTED_MS.connect).then(() => connectNow(...args))
        return 0
      }
    })
  }
  subscribe('net.client.socket', delay)
  return () => unsubscribe('net.client.socket', delay)
}
