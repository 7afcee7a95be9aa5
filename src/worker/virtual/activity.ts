import { createHook, executionAsyncResource } from 'node:async_hooks'
import type { AsyncHook } from 'node:async_hooks'
import type { Socket } from 'node:net'
import { realTime } from '../real-time.ts'
import { likelyTime } from './active-time.ts'
import type { ActiveRun } from './active-time.ts'
import { noteCallTargets } from './call-targets.ts'
import { clientSockets, isWaitedFor, peerOf } from './client-sockets.ts'
import { noteCreation, placeOf } from './creation.ts'
import type { Creation } from './creation.ts'
import { PendingMessages } from './messages.ts'
import { PendingImports } from './pending-imports.ts'
import { RealRequest, isIo } from './real-work.ts'
import type { Begun, RealWork } from './real-work.ts'
import { SocketAnswers } from './socket-answers.ts'
import { compilingCount, watchCompiling } from './wasm.ts'
import { resourceKind } from './work-kinds.ts'

interface Codec {
  readonly buffer?: unknown
}

interface Handle {
  hasRef?(): boolean
}

/** I/O of the code, as opposed to what it computes or loads. */
type OnIo = (work: RealWork) => void

/** What a run's code has set going for real: in this turn of the event loop, or outside of it. */
export class Activity {
  readonly #run: ActiveRun
  readonly #onIo: OnIo
  readonly #hook: AsyncHook
  readonly #immediates = new Set<number>()
  #immediateMade: Creation | undefined
  readonly #ports = new Set<number>()
  readonly #requests = new Map<number, RealWork>()
  readonly #handles = new Map<number, { readonly work: RealWork; readonly handle: Handle }>()
  readonly #codecs = new Map<number, Codec>()
  readonly #imports = new PendingImports()
  readonly #messages: PendingMessages
  readonly #answers = new SocketAnswers()
  /** What was written before the run began, by connection. */
  readonly #written = new Map<Socket, number>()
  #ourOwn = false
  #stirred = false

  /** @param onIo is told of real I/O when it begins */
  constructor(run: ActiveRun, onIo: OnIo) {
    this.#run = run
    this.#onIo = onIo
    this.#messages = new PendingMessages(onIo)
    this.#hook = createHook({
      trackPromises: false,
      init: (id, type, _trigger, resource) => this.#begin(id, type, resource),
      before: (id) => this.#enter(id),
      after: (id) => void this.#requests.delete(id),
      destroy: (id) => this.#forget(id),
    })
  }

  start(): void {
    noteCallTargets()
    watchCompiling()
    for (const { socket } of clientSockets()) {
      // One that is still connecting will write what others have asked it to.
      this.#written.set(socket, socket.connecting ? Infinity : socket.bytesWritten)
    }
    this.#messages.start()
    this.#hook.enable()
  }

  stop(): void {
    this.#messages.stop()
    this.#hook.disable()
  }

  /** Calls back in the next turn of the event loop, and is not counted as activity. */
  nextTurn(callback: () => void): void {
    this.#ourOwn = true
    realTime.setImmediate(callback)
    this.#ourOwn = false
  }

  /** Whether something runs by itself in the next turn. Asked once a turn. */
  takeRunnable(): boolean {
    const stirred = this.#messages.takeAnswered() || this.#stirred
    this.#stirred = false
    return stirred || this.#immediates.size > 0
  }

  /** From now on, it is known where they come from. */
  noteImmediates(): void {
    this.#immediateMade ??= {}
  }

  /** Where the last one was made. */
  immediatePlace(): string | undefined {
    return this.#immediateMade === undefined ? undefined : placeOf(this.#immediateMade)
  }

  /** Real work that is not done yet. */
  out(): RealWork | undefined {
    const work = this.#surelyOut()
    if (work !== undefined) {
      this.#imports.notAlone()
      return work
    }
    const module = this.#imports.evaluated()
    return module === undefined ? undefined : loading(module)
  }

  #surelyOut(): RealWork | undefined {
    for (const work of this.#requests.values()) return work
    for (const { work, handle } of this.#handles.values()) if (handle.hasRef?.() !== false) return work
    const message = this.#messages.out()
    if (message !== undefined) return message
    for (const codec of this.#codecs.values()) if (codec.buffer) return compute('compression')
    if (compilingCount() > 0) return compute('compiling WebAssembly')
    const module = this.#imports.fetched()
    return module === undefined ? this.#connection() : loading(module)
  }

  #connection(): RealWork | undefined {
    for (const { socket, test, made } of clientSockets()) {
      if (test !== undefined && test !== this.#run.test && !test.ended) continue
      // One that was there before has nothing to do with this run until it is written to.
      if (!(socket.bytesWritten > (this.#written.get(socket) ?? -1)) || !isWaitedFor(socket)) continue
      if (this.#answers.isIdle(socket)) continue
      return { kind: 'network', ours: true, what: `a connection to ${peerOf(socket)}`, place: placeOf(made) }
    }
    return undefined
  }

  readonly #begin = (id: number, type: string, resource: object): void => {
    if (type === 'TickObject') return
    const kind = resourceKind(type)
    if (kind === undefined || this.#ourOwn) return
    const owner = likelyTime()
    if (owner === 'elsewhere') return
    switch (kind.is) {
      case 'immediate':
        this.#immediates.add(id)
        if (this.#immediateMade !== undefined) this.#immediateMade = noteCreation(this.#begin)
        break
      case 'port':
        this.#ports.add(id)
        break
      case 'codec':
        this.#codecs.set(id, resource)
        break
      case 'request':
        this.#requests.set(id, this.#note({ kind: kind.kind, ours: owner !== 'unknown', type, resource }))
        break
      case 'handle': {
        const work = this.#note({ kind: kind.kind, ours: owner !== 'unknown', type, resource })
        this.#handles.set(id, { work, handle: resource })
        break
      }
    }
  }

  #note(begun: Begun): RealWork {
    const work = new RealRequest(begun, this.#begin)
    if (isIo(work) && begun.type !== 'PIPEWRAP') this.#onIo(work)
    return work
  }

  #enter(id: number): void {
    this.#immediates.delete(id)
    if (this.#ports.has(id)) this.#stirred = true
    this.#answers.note(executionAsyncResource())
  }

  #forget(id: number): void {
    this.#immediates.delete(id)
    this.#requests.delete(id)
    this.#handles.delete(id)
    this.#codecs.delete(id)
    this.#ports.delete(id)
  }
}

function compute(what: string): RealWork {
  return { kind: 'compute', ours: true, what, place: undefined }
}

function loading(module: string): RealWork {
  return { kind: 'import', ours: true, what: `the loading of ${module}`, place: undefined }
}
