import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

/** A Redis server on loopback, as far as a test needs one. */
export interface RespServer extends AsyncDisposable {
  readonly port: number
  /** Names of the commands that have come in, in small letters. */
  readonly commands: string[]
}

/** Answers `OK` to most commands, a null to `get`, an error to `fail`, and what transactions expect. */
export async function startRespServer(): Promise<RespServer> {
  const commands: string[] = []
  const server = createServer((socket) => {
    let queued = 0
    let inMulti = false
    socket.on('error', () => {})
    socket.on('data', (data) => {
      for (const name of commandsIn(data.toString())) {
        commands.push(name)
        if (name === 'multi') inMulti = true
        if (name === 'exec') inMulti = false
        const answer = name === 'exec' ? `*${queued}\r\n${'+OK\r\n'.repeat(queued)}` : answerTo(name)
        queued = inMulti && name !== 'multi' ? queued + 1 : 0
        socket.write(inMulti && name !== 'multi' ? '+QUEUED\r\n' : answer)
      }
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    commands,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

/** The first word of each command: small ones come in whole. */
function commandsIn(data: string): string[] {
  return [...data.matchAll(/\*\d+\r\n\$\d+\r\n(?<name>[^\r]+)/g)].map(
    (match) => match.groups?.['name']?.toLowerCase() ?? '',
  )
}

function answerTo(name: string): string {
  if (name === 'get') return '$-1\r\n'
  if (name === 'hset') return '-ERR refused\r\n'
  return name === 'info' ? '$8\r\n# Server\r\n' : '+OK\r\n'
}
