import { framesOutside } from '../../core/errors.ts'
import { currentFile, currentPeer } from './call-targets.ts'
import { placeOfConnecting } from './client-sockets.ts'
import { noteCreation, placeOf } from './creation.ts'
import type { Creation } from './creation.ts'
import type { WorkKind } from './work-kinds.ts'

/** Something real that is under way, or has been. */
export interface RealWork {
  readonly kind: WorkKind
  /** Whether it is certain that the run's own code has begun it. */
  readonly ours: boolean
  /** In the words of an error message: `a connection to localhost:5432`. */
  readonly what: string
  /** `at …`; undefined where the user's code was not on the stack. */
  readonly place: string | undefined
}

/** Whether the code has asked the outside world, where it computes or loads otherwise. */
export function isIo({ kind, ours }: RealWork): boolean {
  return ours && kind !== 'compute' && kind !== 'import'
}

/** Deep enough for a client library between the user's code and Node. */
const FRAMES = 40

/** What `async_hooks` has shown at its beginning. What it is about is read later: Node tells the request only then. */
export class RealRequest implements RealWork {
  readonly kind: WorkKind
  readonly ours: boolean
  readonly #begun: Begun
  readonly #made: Creation
  readonly #target: string | undefined

  /** @param below the hook that was told: its frames are left out */
  constructor(begun: Begun, below: (...args: never[]) => unknown) {
    const { kind } = begun
    // There are many of these, and they are harmless: their places are not worth their stacks.
    this.#made = kind === 'compute' ? {} : noteCreation(below, FRAMES)
    this.#target = kind === 'network' ? currentPeer() : currentFile()
    this.kind = kind === 'file' && isLoading(this.#made) ? 'import' : kind
    this.ours = begun.ours
    this.#begun = begun
  }

  get what(): string {
    return describe(this.kind, this.#begun, this.#target)
  }

  get place(): string | undefined {
    // Node connects some time after the code has asked for it.
    return placeOf(this.#made) ?? (this.kind === 'network' ? placeOfConnecting() : undefined)
  }
}

export interface Begun {
  readonly kind: WorkKind
  readonly ours: boolean
  /** As `async_hooks` calls it. */
  readonly type: string
  readonly resource: object
}

/** Node's loaders, or the test runner's: no I/O of the code under test. */
function isLoading({ stack = '' }: Creation): boolean {
  if (/node:internal\/(?:modules\/|process\/esm)/.test(stack)) return true
  // A stream opens its file some time after the code has made it.
  return framesOutside(stack).length === 0 && !/node:internal\/(?:fs\/)?streams/.test(stack)
}

function describe(kind: WorkKind, { type, resource }: Begun, target: string | undefined): string {
  switch (kind) {
    case 'file':
      return `the file ${target ?? 'that is open'}`
    case 'import':
      return `the loading of ${target ?? 'a module'}`
    case 'network':
      return `a connection to ${target ?? peerOf(resource)}`
    case 'process': {
      const program = ownerOf(resource)?.['spawnfile']
      if (type === 'PIPEWRAP') return 'a pipe'
      return typeof program === 'string' ? `the process ${program}` : 'a child process'
    }
    case 'worker':
      return 'a worker thread'
    case 'compute':
      break
  }
  return `native work (${type})`
}

interface Request {
  readonly hostname?: string
  readonly address?: string
  readonly port?: number
}

function peerOf({ hostname, address, port }: Request): string {
  const host = hostname ?? address ?? 'an unknown host'
  return port === undefined ? host : `${host}:${port}`
}

/** What Node has made a handle for. */
export function ownerOf(handle: object): Readonly<Record<string, unknown>> | undefined {
  const key = Object.getOwnPropertySymbols(handle).find(({ description }) => description === 'owner_symbol')
  return key === undefined ? undefined : (handle as Record<symbol, Record<string, unknown>>)[key]
}
