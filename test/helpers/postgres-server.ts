import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A Postgres server on loopback, as far as a test needs one. */
export interface PostgresServer extends AsyncDisposable {
  readonly port: number
}

const [AUTHENTICATION_OK, READY] = [message('R', int32(0)), message('Z', Buffer.from('I'))]

/**
 * Lets everybody in, and answers each statement with no rows: `slow` ones after
 * 20 ms, `fail` ones with an error.
 */
export async function startPostgresServer(): Promise<PostgresServer> {
  const server = createServer((socket) => {
    let started = false
    socket.on('error', () => {})
    socket.on('data', (data) => {
      if (!started) {
        started = true
        socket.write(Buffer.concat([AUTHENTICATION_OK, READY]))
        return
      }
      const text = data.toString('latin1')
      // A simple query, or what an extended one begins with.
      if (/^[QP]/.test(text)) answer(socket, text)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

function answer(socket: Socket, text: string): void {
  const extended = text.startsWith('P')
  const before = extended ? [message('1'), message('2'), message('n')] : []
  const failure = message('E', Buffer.from('SERROR\0C42P01\0Mno such table\0\0'))
  const done = message('C', Buffer.from('SELECT 0\0'))
  const parts = text.includes('fail') ? [failure, READY] : [...before, done, READY]
  setTimeout(() => socket.write(Buffer.concat(parts)), text.includes('slow') ? 20 : 0)
}

function message(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
