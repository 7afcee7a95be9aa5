import { BroadcastChannel, Worker, parentPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { shared } from '../shared.ts'
import { likelyTime } from './active-time.ts'
import { noteCreation, placeOf } from './creation.ts'
import type { Creation } from './creation.ts'
import type { RealWork } from './real-work.ts'

/** What code calls `postMessage` on. */
export type Sender = Worker | MessagePort | BroadcastChannel

/** Deep enough for a pool of workers between the user's code and Node. */
const FRAMES = 40

interface Posted {
  /** What the answer comes in by: the sender itself, or a port of Node's inside of it. */
  readonly port: object
  readonly sender: Sender
  readonly work: RealWork
}

const state = shared('messages', () => ({
  current: undefined as PendingMessages | undefined,
  /** Both ends of the channels that were made in this thread. */
  peers: new WeakMap<object, object>(),
  /** Ports that were handed over to somebody else. */
  transferred: new WeakSet<object>(),
  channels: new Set<BroadcastChannel>(),
}))

/** The messages that are being watched, while a run is under way. */
export function currentMessages(): PendingMessages | undefined {
  return state.current
}

export function noteChannel({ port1, port2 }: { readonly port1: object; readonly port2: object }): void {
  state.peers.set(port1, port2)
  state.peers.set(port2, port1)
}

export function noteTransfer(port: object): void {
  state.transferred.add(port)
}

export function noteBroadcast(channel: BroadcastChannel): void {
  state.channels.add(channel)
}

export function forgetBroadcast(channel: BroadcastChannel): void {
  state.channels.delete(channel)
}

/**
 * Messages of a run's code to other threads that have not been answered. One
 * that comes back answers the oldest: nothing tells which one it belongs to.
 */
export class PendingMessages {
  readonly #onIo: (work: RealWork) => void
  readonly #forgetful = new Map<Sender, () => void>()
  #posted: Posted[] = []

  /** @param onIo is told of a message to somebody who answers, when it is posted */
  constructor(onIo: (work: RealWork) => void) {
    this.#onIo = onIo
  }

  start(): void {
    state.current = this
  }

  stop(): void {
    state.current = undefined
    for (const stop of this.#forgetful.values()) stop()
  }

  /** @param below the shim that was called: its frames are left out */
  post(port: object, sender: Sender, below: (...args: never[]) => unknown): void {
    if (port === parentPort || isLocal(sender)) return
    const owner = likelyTime()
    if (owner === 'elsewhere') return
    const made = noteCreation(below, FRAMES)
    if (sender === port && !isUsersCall(made)) return
    const work: RealWork = {
      kind: 'worker',
      ours: owner !== 'unknown',
      what: describe(sender),
      place: placeOf(made),
    }
    this.#posted.push({ port, sender, work })
    this.#forgetAtEnd(sender)
    // It may begin to listen only after it has posted.
    queueMicrotask(() => {
      if (work.ours && listens(sender)) this.#onIo(work)
    })
  }

  /** @param receiver what a message has come in by */
  answer(receiver: object): boolean {
    const at = this.#posted.findIndex(({ port, sender }) => port === receiver || sender === receiver)
    if (at >= 0) this.#posted.splice(at, 1)
    return at >= 0
  }

  get any(): boolean {
    return this.#posted.length > 0
  }

  /** One to somebody whose answer is listened for. */
  out(): RealWork | undefined {
    return this.#posted.find(({ sender }) => listens(sender))?.work
  }

  #forgetAtEnd(sender: Sender): void {
    if (this.#forgetful.has(sender) || sender instanceof BroadcastChannel) return
    const event = sender instanceof Worker ? 'exit' : 'close'
    const forget = (): void => {
      this.#posted = this.#posted.filter((one) => one.sender !== sender)
    }
    const emitter = sender as Pick<Worker, 'on' | 'off'>
    emitter.on(event, forget)
    this.#forgetful.set(sender, () => void emitter.off(event, forget))
  }
}

/** Whether what is posted stays in this thread, where it is seen to arrive. */
function isLocal(sender: Sender): boolean {
  if (sender instanceof Worker) return false
  if (sender instanceof BroadcastChannel) {
    return [...state.channels].some((other) => other !== sender && other.name === sender.name)
  }
  const peer = state.peers.get(sender)
  return peer !== undefined && !state.transferred.has(peer)
}

/** Neither Node's own, as for the output of a worker, nor the test runner's. */
function isUsersCall({ stack = '' }: Creation): boolean {
  const [first = '', ...others] = stack.split('\n').slice(1)
  if (first.includes('node:internal/')) return false
  const caller = [first, ...others].find((line) => !line.includes('node:'))
  return caller !== undefined && !/\/node_modules\/(?:@vitest|vitest|vite)\//.test(caller)
}

function listens(sender: Sender): boolean {
  if (!(sender instanceof BroadcastChannel)) return sender.listenerCount('message') > 0
  const key = Object.getOwnPropertySymbols(sender).find(({ description }) => description === 'kEvents')
  const events = key === undefined ? undefined : (sender as unknown as Record<symbol, Events>)[key]
  return state.channels.has(sender) && (events?.get('message')?.size ?? 0) > 0
}

/** Where Node keeps the listeners of an `EventTarget`. */
interface Events {
  get(type: string): { readonly size: number } | undefined
}

function describe(sender: Sender): string {
  if (sender instanceof Worker) return 'a message to a worker thread'
  return sender instanceof BroadcastChannel
    ? `a message on the BroadcastChannel "${sender.name}"`
    : 'a message to another thread over a MessagePort'
}
