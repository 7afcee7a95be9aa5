import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import { shared } from '../process-state.ts'
import { patch } from './shims/patch.ts'

/** What begins a real access to a file: the rest works on what these have opened. */
const FILE_FUNCTIONS =
  'access appendFile copyFile lstat mkdir mkdtemp open opendir readFile readdir readlink realpath rename rm rmdir stat truncate unlink writeFile'.split(
    ' ',
  )

type Call = (...args: unknown[]) => unknown

/** What the function of Node's that is being called is about. */
const current = shared('call targets', () => ({ target: undefined as unknown, installed: false }))

/** From now on, the file or the peer that a call is about is known while it is being made. */
export function noteCallTargets(): void {
  // Each time: whoever mocks sockets may have put back what was there before.
  patch(net.Socket.prototype as unknown as Record<'connect', Call>, 'connect', (real) => noted(real, peerOf))
  if (current.installed) return
  current.installed = true
  for (const host of [fs, fs.promises] as unknown as Record<string, Call>[]) {
    for (const name of FILE_FUNCTIONS) patch(host, name, (real) => noted(real, (args) => args[0]))
  }
  syncBuiltinESMExports()
}

/** The file that is being asked for. */
export function currentFile(): string | undefined {
  const { target } = current
  if (typeof target === 'string') return target
  if (target instanceof URL && target.protocol === 'file:') return fileURLToPath(target)
  return Buffer.isBuffer(target) ? target.toString() : undefined
}

/** The peer that is being connected to. */
export function currentPeer(): string | undefined {
  return current.target instanceof Peer ? current.target.name : undefined
}

class Peer {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** `connect(options)`, `connect(port, host)`, `connect(path)`, or what Node has made of one of these. */
function peerOf(args: readonly unknown[]): Peer | undefined {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args
  if (typeof first === 'object' && first !== null) {
    const { host = 'localhost', port, path } = first as { host?: unknown; port?: unknown; path?: unknown }
    return new Peer(port === undefined && typeof path === 'string' ? path : `${String(host)}:${String(port)}`)
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return new Peer(first)
  return new Peer(`${typeof second === 'string' ? second : 'localhost'}:${String(first)}`)
}

function noted(real: Call, targetOf: (args: readonly unknown[]) => unknown): Call {
  return function (this: unknown, ...args) {
    const before = current.target
    current.target = targetOf(args)
    try {
      return real.apply(this, args)
    } finally {
      current.target = before
    }
  }
}
