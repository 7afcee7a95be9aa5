import { currentHost } from '../../core/calls/mocked-call.ts'
import type { MockedCall, TestHost } from '../../core/calls/mocked-call.ts'
import type { FailureMode } from '../../core/calls/failure-mode.ts'
import { asText } from '../as-text.ts'
import { planCall } from '../call-plan.ts'
import type { CallPlan, Planned } from '../call-plan.ts'
import { failureError } from '../failure-error.ts'
import { testsMistake } from '../tests-mistake.ts'
import { untilAborted } from '../until-aborted.ts'
import type { InnerClient } from './ioredis-mock.ts'
import { tooManyRetries } from './ioredis-mock.ts'
import { isLossDue } from './loss.ts'
import type { ReadLoss } from './loss.ts'
import { lookupOf } from './lookups.ts'
import { planOutage } from './outage.ts'
import type { Outage } from './outage.ts'
import { LOST, interruptible, isDown } from './session.ts'
import type { Session } from './session.ts'

/** How connections of a mocked Redis behave. */
export interface RedisMock extends Planned {
  readonly loss: ReadLoss | undefined
  /** Null for no limit. */
  readonly maxRetries: number | null
  readonly offlineQueue: boolean
}

/** A command without its callback. */
export interface Command {
  /** In lower case, without `Buffer`. */
  readonly method: string
  readonly args: readonly unknown[]
}

/** What became of a command. */
export type Settled = PromiseSettledResult<unknown>

const CLOSED = 'Connection is closed.'
const NOT_WRITEABLE = "Stream isn't writeable and enableOfflineQueue options is false"

/** One connection: commands take their time over it, are counted, and suffer when it is lost. */
export class Connection {
  readonly #mock: RedisMock
  readonly #inner: InnerClient
  #closed = false

  constructor(mock: RedisMock, inner: InnerClient) {
    this.#mock = mock
    this.#inner = inner
  }

  get status(): 'ready' | 'reconnecting' | 'end' {
    if (this.#closed) return 'end'
    const host = currentHost()
    return host !== undefined && isDown(this.#session(host), host) ? 'reconnecting' : 'ready'
  }

  /**
   * Sends commands in one round trip.
   *
   * @param run has the commands carried out, all of them before it returns
   * @throws what ioredis rejects them with where none of them gets a reply
   */
  async trip(commands: readonly Command[], run: () => readonly Promise<unknown>[]): Promise<Settled[]> {
    if (this.#closed) throw new Error(CLOSED)
    const host = currentHost()
    if (host === undefined || commands.length === 0) return Promise.allSettled(run())
    const calls = commands.map(({ method, args }) => {
      const call = host.call(this.#mock.name, { kind: 'cache', method, url: `redis:${this.#mock.name}` })
      call.asked(asText([method, ...args]))
      return call
    })
    try {
      const settled = await this.#send(calls, run, host)
      for (const [nth, call] of calls.entries()) endCall(call, commands[nth], settled[nth])
      return settled
    } catch (error) {
      for (const call of calls) call.end({ status: 0 })
      throw error
    }
  }

  async #send(
    calls: readonly MockedCall[],
    run: () => readonly Promise<unknown>[],
    host: TestHost,
  ): Promise<Settled[]> {
    const [first] = calls
    if (first === undefined) return []
    const arrivedMs = host.clock.now()
    await host.ready()
    const session = this.#session(host)
    const { failure, ms } = this.#plan(first, host, arrivedMs)
    const { loss } = this.#mock
    const trip = { nth: session.trips++, sinceMs: arrivedMs - session.beganMs, lostBefore: session.lost }
    if (isLossDue(loss, trip, () => first.randomFor('connection loss')())) {
      session.lost = true
      this.#lose(session, host, loss?.downForMs ?? 0)
    } else if (isDown(session, host) && !this.#mock.offlineQueue) {
      throw new Error(NOT_WRITEABLE)
    }
    if (failure?.kind === 'network' || failure?.kind === 'drop') this.#lose(session, host, 0)
    else if (failure !== undefined) return this.#fail(failure, calls.length, session, host, ms)
    await whileDown(session, host, this.#mock)
    // Carried out in the order in which they were sent: what takes time is the way back.
    const outcome = Promise.allSettled(run())
    await this.#wait(session, host, ms)
    return outcome
  }

  /** Loses the connection; the client connects again by itself. */
  lose(downForMs: number): boolean {
    const host = currentHost()
    if (host === undefined || this.#closed) return false
    this.#lose(this.#session(host), host, downForMs)
    return true
  }

  /** Ends the connection for good: commands that wait are given up. */
  close(): void {
    this.#closed = true
    const host = currentHost()
    if (host === undefined) return
    for (const reply of this.#session(host).onTheirWay) reply.abort(new Error(CLOSED))
  }

  /** Opens it again. */
  open(): void {
    this.#closed = false
  }

  #session(host: TestHost): Session {
    return host.state<Session>(this, () => ({
      beganMs: host.clock.now(),
      trips: 0,
      lost: false,
      outage: undefined,
      onTheirWay: new Set(),
    }))
  }

  #plan(call: MockedCall, host: TestHost, arrivedMs: number): CallPlan {
    try {
      return planCall(this.#mock, call, arrivedMs)
    } catch (error) {
      throw testsMistake(host, error)
    }
  }

  #lose(session: Session, host: TestHost, downForMs: number): void {
    if (isDown(session, host)) return
    session.outage = planOutage(host.clock.now(), downForMs, this.#mock.maxRetries)
    for (const reply of session.onTheirWay) reply.abort(LOST)
    // Nobody waits for what it tells its listeners.
    void this.#tell(session.outage, host).catch(() => {})
  }

  /** The events that ioredis emits, one after another. */
  async #tell({ attempts, lostMs, upMs }: Outage, { clock }: TestHost): Promise<void> {
    let nowMs = lostMs
    for (const { atMs, delayMs } of attempts) {
      this.#inner.emit('close')
      this.#inner.emit('reconnecting', delayMs)
      await clock.sleep(atMs - nowMs)
      nowMs = atMs
      if (this.#closed) return
      if (atMs === upMs) break
      if (this.#inner.listenerCount('error') > 0) this.#inner.emit('error', new Error('connect ECONNREFUSED'))
    }
    this.#inner.emit('connect')
    this.#inner.emit('ready')
  }

  async #fail(
    failure: FailureMode,
    count: number,
    session: Session,
    host: TestHost,
    ms: number,
  ): Promise<Settled[]> {
    await this.#wait(session, host, failure.kind === 'stall' ? Infinity : ms)
    const reason =
      failure.kind === 'throw'
        ? failure.error
        : Object.assign(failureError(this.#mock.name, failure), { name: 'ReplyError' })
    return Array.from({ length: count }, () => ({ status: 'rejected', reason }))
  }

  /** Waits for a reply; where the connection is lost meanwhile, it is asked for anew. */
  async #wait(session: Session, host: TestHost, ms: number): Promise<void> {
    for (;;) {
      try {
        return await interruptible(session, async (signal) => {
          if (ms === Infinity) await untilAborted(signal)
          if (ms > 0) await host.clock.sleep(ms, signal)
        })
      } catch (error) {
        if (error !== LOST) throw error
      }
      await whileDown(session, host, this.#mock)
    }
  }
}

/** @throws MaxRetriesPerRequestError where it takes more attempts than commands wait for */
async function whileDown(session: Session, host: TestHost, { maxRetries }: RedisMock): Promise<void> {
  const { outage } = session
  if (outage === undefined || !isDown(session, host)) return
  const nowMs = host.clock.now()
  const flushMs = outage.flushesMs.find((ms) => ms >= nowMs)
  const untilMs = flushMs ?? outage.upMs
  if (untilMs > nowMs) {
    await interruptible(session, (signal) => host.clock.sleep(untilMs - nowMs, signal))
  }
  if (flushMs !== undefined) throw tooManyRetries(maxRetries ?? 0)
}

function endCall(call: MockedCall, command: Command | undefined, settled: Settled | undefined): void {
  if (command === undefined || settled?.status !== 'fulfilled') return call.end({ status: 500 })
  const lookup = lookupOf(command.method, command.args, settled.value)
  if (lookup !== undefined) call.lookup(lookup.hits, lookup.misses)
  call.end({ status: 200 })
}
