import type { RealIoPolicy } from '../../core/options/virtual-options.ts'
import { realTime } from '../real-time.ts'
import type { Activity } from './activity.ts'
import { EndlessGuard } from './endless.ts'
import { deadlockError, limitError, realIoError, replacedError, stallError } from './guards.ts'
import { toUs } from './microseconds.ts'
import { isIo } from './real-work.ts'
import type { RealWork } from './real-work.ts'
import { hasClockShims } from './shims/install.ts'
import type { Timeline } from './timeline.ts'

/** Real ms in which something unseen may still show up, before the run is called dead. */
const GRACE_MS = 200
/** Loading a module may take a compiler its time. */
const LOADING_STALL_MS = 20_000
/** Turns after which waiting for real work yields the processor. */
const SPINS = 20

export interface DriverLimits {
  readonly realIO: RealIoPolicy
  readonly maxVirtualMs: number
  readonly stallMs: number
}

/** Something real that is being waited for. */
interface Wait {
  what: string
  /** Since when, on the real clock. */
  sinceMs: number
  lookedMs: number
  spins: number
}

type Next = 'turn' | 'soon'

/**
 * Moves a run's time: whenever nothing is left to do in it, to the next timer.
 * One timer at a time, so that those of one instant keep their order.
 */
export class Driver {
  turns = 0
  realIoMs = 0
  readonly #timeline: Timeline
  readonly #activity: Activity
  readonly #limits: DriverLimits
  readonly #fail: (error: unknown) => void
  readonly #endless: EndlessGuard
  #stopped = false
  #holds = 0
  #idle: (() => void)[] = []
  #progressUs = 0
  #wait: Wait | undefined
  /** Real time that has passed in I/O, and that virtual time has still to go through. */
  #owedUs = 0
  #deadSinceMs: number | undefined

  constructor(timeline: Timeline, activity: Activity, limits: DriverLimits, fail: (error: unknown) => void) {
    this.#timeline = timeline
    this.#activity = activity
    this.#limits = limits
    this.#fail = fail
    this.#endless = new EndlessGuard(timeline, activity)
  }

  start(): void {
    this.#activity.nextTurn(this.#turn)
  }

  stop(): void {
    this.#stopped = true
    for (const wake of this.#idle) wake()
  }

  progress(): void {
    this.#progressUs = this.#timeline.nowUs()
    this.#endless.progress()
  }

  /** Whether the code has said itself that it waits for something real, which is allowed then. */
  get held(): boolean {
    return this.#holds > 0
  }

  async hold<T>(promise: PromiseLike<T>): Promise<T> {
    this.#holds++
    try {
      return await promise
    } finally {
      this.#holds--
    }
  }

  /** Resolves once no timer is pending that Node would wait for. */
  idle(): Promise<void> {
    if (this.#stopped) return Promise.resolve()
    return new Promise((resolve) => {
      this.#idle.push(resolve)
    })
  }

  readonly #turn = (): void => {
    if (this.#stopped) return
    this.turns++
    this.#timeline.turn()
    try {
      if (this.#look() === 'turn') this.#activity.nextTurn(this.#turn)
      else realTime.setTimeout(this.#turn, 1)
    } catch (error) {
      this.#fail(error)
    }
  }

  #look(): Next {
    if (!hasClockShims()) throw replacedError()
    if (this.#activity.takeRunnable()) {
      if (!this.held) this.#endless.turn()
      return 'turn'
    }
    const work = this.#activity.out()
    if (work !== undefined) return this.#waitFor(work)
    this.#endWait()
    this.#timeline.stopCpu()
    if (this.#holds > 0) return 'soon'
    return this.#goOn()
  }

  #goOn(): Next {
    const { queue } = this.#timeline
    if (this.#idle.length > 0 && !queue.some((timer) => timer.hasRef())) {
      const idle = this.#idle
      this.#idle = []
      this.#timeline.startCpu()
      for (const wake of idle) wake()
      return 'turn'
    }
    const next = queue.peek()
    if (next === undefined) return this.#waitForLife()
    this.#deadSinceMs = undefined
    if (next.atUs - this.#progressUs > toUs(this.#limits.maxVirtualMs)) {
      throw limitError(this.#limits.maxVirtualMs, this.#timeline)
    }
    this.#endless.timer()
    this.#timeline.fireNext()
    return 'turn'
  }

  #waitForLife(): Next {
    const now = realTime.now()
    this.#deadSinceMs ??= now
    if (now - this.#deadSinceMs > GRACE_MS) throw deadlockError(this.#timeline)
    return 'soon'
  }

  #waitFor(work: RealWork): Next {
    const { realIO, stallMs } = this.#limits
    if (realIO === 'error' && isIo(work) && !this.held) throw realIoError(work)
    this.#timeline.stopCpu()
    this.#deadSinceMs = undefined
    this.#endless.progress()
    const now = realTime.now()
    const wait = (this.#wait ??= { what: work.what, sinceMs: now, lookedMs: now, spins: 0 })
    if (wait.what !== work.what) Object.assign(wait, { what: work.what, sinceMs: now })
    this.#pass(wait, now)
    const longestMs = work.kind === 'import' ? LOADING_STALL_MS : stallMs
    if (this.held) wait.sinceMs = now
    if (work.kind !== 'compute' && now - wait.sinceMs > longestMs) {
      throw stallError(work, longestMs, this.#timeline)
    }
    if (realIO === 'flow' && !this.held && work.kind !== 'import' && this.#flow()) return 'turn'
    return ++wait.spins > SPINS ? 'soon' : 'turn'
  }

  #endWait(): void {
    if (this.#wait === undefined) return
    this.#pass(this.#wait, realTime.now())
    this.#wait = undefined
    this.#timeline.moveBy(this.#owedUs)
    this.#owedUs = 0
  }

  /** Real time has passed since the last look. */
  #pass(wait: Wait, now: number): void {
    const ms = now - wait.lookedMs
    wait.lookedMs = now
    this.realIoMs += ms
    if (this.#limits.realIO === 'flow' && !this.held) this.#owedUs += toUs(ms)
  }

  /** Goes through the time that is owed, up to the next timer; whether that has fired. */
  #flow(): boolean {
    const nowUs = this.#timeline.nowUs()
    const dueUs = this.#timeline.queue.peek()?.atUs ?? Infinity
    if (dueUs > nowUs + this.#owedUs) {
      this.#timeline.moveBy(this.#owedUs)
      this.#owedUs = 0
      return false
    }
    this.#owedUs -= Math.max(0, dueUs - nowUs)
    this.#timeline.fireNext()
    return true
  }
}
