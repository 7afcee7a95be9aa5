import { createHook, executionAsyncResource } from 'node:async_hooks'
import { BroadcastChannel, Worker, parentPort } from 'node:worker_threads'
import { realTime } from '../real-time.ts'
import { shared } from '../process-state.ts'
import { likelyTime } from './active-time.ts'
import { noteCreation, placeOf } from './creation.ts'
import type { Creation } from './creation.ts'
import type { RealWork } from './real-work.ts'
import { describeMessage, isLocal, listens } from './senders.ts'
import type { Sender } from './senders.ts'

/** Deep enough for a pool of workers between the user's code and Node. */
const FRAMES = 40
/** Real ms after which an answer to a run that is over is no longer expected. */
const LATE_MS = 2_000

/** Messages that nobody listened for an answer to, after which the oldest is forgotten. */
const MOST = 1_000

interface Unanswered {
  /** What the answer comes in by: the sender itself, or a port of Node's inside of it. */
  readonly port: object
  readonly sender: Sender
  /** On the real clock. */
  readonly atMs: number
}

interface Posted extends Unanswered {
  readonly work: RealWork
}

const state = shared('messages', () => ({
  current: undefined as PendingMessages | undefined,
  /** Those of runs that are over, and of tests beside: their answers belong to no other message. */
  late: [] as Unanswered[],
}))

/** The messages that are being watched, while a run is under way. */
export function currentMessages(): PendingMessages | undefined {
  return state.current
}

const hook = shared('answers', () =>
  createHook({
    trackPromises: false,
    before() {
      if (state.late.length > 0 || state.current?.any === true) noteAnswer(executionAsyncResource())
    },
  }),
)

/** @param receiver what a message has come in by */
export function noteAnswer(receiver: object): void {
  const at = state.late.findIndex((one) => isFor(one, receiver))
  if (at < 0) {
    state.current?.answer(receiver)
    return
  }
  state.late.splice(at, 1)
  if (state.late.length === 0 && state.current === undefined) hook.disable()
}

/**
 * Messages of a run's code to other threads that have not been answered. One
 * that comes back answers the oldest: nothing tells which one it belongs to.
 */
export class PendingMessages {
  readonly #onIo: (work: RealWork) => void
  readonly #forgetful = new Map<Sender, () => void>()
  #posted: Posted[] = []
  #answered = false

  /** @param onIo is told of a message to somebody who answers, when it is posted */
  constructor(onIo: (work: RealWork) => void) {
    this.#onIo = onIo
  }

  start(): void {
    state.current = this
    const longAgoMs = realTime.now() - LATE_MS
    state.late = state.late.filter(({ atMs }) => atMs > longAgoMs)
    hook.enable()
  }

  stop(): void {
    state.current = undefined
    state.late.push(...this.#posted)
    if (state.late.length === 0) hook.disable()
    for (const [sender, stop] of this.#forgetful)
      if (!this.#posted.some((one) => one.sender === sender)) stop()
  }

  /** @param below the shim that was called: its frames are left out */
  post(port: object, sender: Sender, below: (...args: never[]) => unknown): void {
    if (port === parentPort || isLocal(sender)) return
    const owner = likelyTime()
    const message = { port, sender, atMs: realTime.now() }
    if (owner === 'elsewhere') {
      if (listens(sender)) state.late.push(message)
      return
    }
    const made = noteCreation(below, FRAMES)
    if (sender === port && !isUsersCall(made)) return
    const work: RealWork = {
      kind: 'worker',
      ours: owner !== 'unknown',
      what: describeMessage(sender),
      place: placeOf(made),
    }
    this.#posted.push({ ...message, work })
    if (this.#posted.length > MOST) this.#posted.shift()
    this.#forgetAtEnd(sender)
    // It may begin to listen only after it has posted.
    queueMicrotask(() => {
      if (work.ours && listens(sender)) this.#onIo(work)
    })
  }

  /** @param receiver what a message has come in by */
  answer(receiver: object): void {
    const at = this.#posted.findIndex((one) => isFor(one, receiver))
    if (at < 0) return
    this.#posted.splice(at, 1)
    this.#answered = true
  }

  /** Whether an answer has come in since the last look. */
  takeAnswered(): boolean {
    const answered = this.#answered
    this.#answered = false
    return answered
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
      state.late = state.late.filter((one) => one.sender !== sender)
    }
    const emitter = sender as Pick<Worker, 'on' | 'off'>
    emitter.on(event, forget)
    this.#forgetful.set(sender, () => void emitter.off(event, forget))
  }
}

function isFor({ port, sender }: Unanswered, receiver: object): boolean {
  return port === receiver || sender === receiver
}

/** Neither Node's own, as for the output of a worker, nor the test runner's. */
function isUsersCall({ stack = '' }: Creation): boolean {
  const [first = '', ...others] = stack.split('\n').slice(1)
  if (first.includes('node:internal/')) return false
  const caller = [first, ...others].find((line) => !line.includes('node:'))
  return caller !== undefined && !/\/node_modules\/(?:@vitest|vitest|vite)\//.test(caller)
}
