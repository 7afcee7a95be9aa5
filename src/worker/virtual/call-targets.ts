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

/** What a call of a function of Node's is about. */
interface Target {
  /** A path, as Node takes it. */
  readonly file?: unknown
  readonly peer?: string
}

const NOTHING: Target = {}

/** The call that is being made. Plain data: other copies of this module read it, too. */
const current = shared('call targets', () => ({ target: NOTHING, installed: false }))

/** From now on, the file or the peer that a call is about is known while it is being made. */
export function noteCallTargets(): void {
  // Each time: whoever mocks sockets may have put back what was there before.
  patch(net.Socket.prototype as unknown as Record<'connect', Call>, 'connect', (real) => noted(real, peerOf))
  if (current.installed) return
  current.installed = true
  for (const host of [fs, fs.promises] as unknown as Record<string, Call>[]) {
    for (const name of FILE_FUNCTIONS) patch(host, name, (real) => noted(real, ([file]) => ({ file })))
  }
  syncBuiltinESMExports()
}

/** The file that is being asked for. */
export function currentFile(): string | undefined {
  const { file } = current.target
  if (typeof file === 'string') return file
  if (file instanceof URL && file.protocol === 'file:') return fileURLToPath(file)
  return Buffer.isBuffer(file) ? file.toString() : undefined
}

/** The peer that is being connected to. */
export function currentPeer(): string | undefined {
  return current.target.peer
}

/** `connect(options)`, `connect(port, host)`, `connect(path)`, or what Node has made of one of these. */
function peerOf(args: readonly unknown[]): Target {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args
  if (typeof first === 'object' && first !== null) {
    const { host = 'localhost', port, path } = first as { host?: unknown; port?: unknown; path?: unknown }
    return { peer: port === undefined && typeof path === 'string' ? path : `${String(host)}:${String(port)}` }
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return { peer: first }
  return { peer: `${typeof second === 'string' ? second : 'localhost'}:${String(first)}` }
}

function noted(real: Call, targetOf: (args: readonly unknown[]) => Target): Call {
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
