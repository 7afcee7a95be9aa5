import { AsyncResource } from 'node:async_hooks'
import { LONGEST_TIMER_MS, realTime } from '../real-time.ts'
import { shared } from '../process-state.ts'
import { activeTime } from './active-time.ts'
import type { Creation } from './creation.ts'
import { noteCreation } from './creation.ts'
import { toMs, toUs } from './microseconds.ts'
import type { Timeline } from './timeline.ts'
import type { Scheduled } from './timer-queue.ts'

/** How a timer is to be made. */
export interface TimerSetup {
  readonly kind: 'timeout' | 'interval'
  readonly callback: (...args: unknown[]) => unknown
  readonly args?: readonly unknown[]
  readonly delay: unknown
  /** Whether Node would wait for it before it exits. */
  readonly ref?: boolean
  /** Whose caller made it. */
  readonly madeBy: (...args: never[]) => unknown
}

/** Tells our timers, of whichever copy of this module. */
const BRAND = Symbol.for('skillperf.timer')
const DISGUISED = Symbol('disguised')
/** Timers that were turned into a number: `clearTimeout(+timer)`. */
const numbered = shared('virtual timer ids', () => new Map<number, VirtualTimer>())

/**
 * What `setTimeout` and `setInterval` return in virtual time: behaves as Node's
 * `Timeout`, and outlives its run on a real timer.
 */
export class VirtualTimer implements Scheduled {
  /** Node's own clearTimeout, which code may have kept, touches nothing else of a timer that is destroyed. */
  readonly _destroyed = true
  readonly kind: 'timeout' | 'interval'
  readonly made: Creation
  atUs = 0
  ticket = 0
  readonly #callback: (...args: unknown[]) => unknown
  readonly #args: readonly unknown[]
  readonly #delayUs: number
  #ref: boolean
  #cleared = false
  #timeline: Timeline | undefined
  #real: NodeJS.Timeout | undefined
  #context: AsyncResource

  constructor(timeline: Timeline, { kind, callback, args = [], delay, ref = true, madeBy }: TimerSetup) {
    this.kind = kind
    this.#callback = callback
    this.#args = args
    this.#delayUs = toUs(timerDelay(delay))
    this.#ref = ref
    this.made = noteCreation(madeBy)
    this.#timeline = timeline
    this.#context = currentContext()
    this.#arm()
  }

  /** What Node's own clearTimeout looks at, and sets to null. */
  get _onTimeout(): unknown {
    return this.#cleared ? null : this.#callback
  }

  set _onTimeout(value: unknown) {
    if (value === null) this.close()
  }

  ref(): this {
    this.#ref = true
    this.#real?.ref()
    return this
  }

  unref(): this {
    this.#ref = false
    this.#real?.unref()
    return this
  }

  hasRef(): boolean {
    return this.#ref
  }

  /** Begins anew, on the clock of the code that asks: libraries keep a timer of theirs alive over many runs. */
  refresh(): this {
    if (this.#cleared) return this
    const timeline = activeTime('timeout.refresh')?.timeline
    if (timeline !== this.#timeline || !this.#isPending()) this.#context = currentContext()
    this.#disarm()
    this.#timeline = timeline
    this.#arm()
    return this
  }

  close(): this {
    this.#cleared = true
    this.#finish()
    return this
  }

  [Symbol.dispose](): void {
    this.close()
  }

  [Symbol.toPrimitive](): number {
    const id = this.#context.asyncId()
    numbered.set(id, this)
    return id
  }

  fire(): void {
    this.#real = undefined
    try {
      this.#context.runInAsyncScope(this.#callback, this, ...this.#args)
    } finally {
      if (this.#isPending() || this.#cleared || this.kind === 'timeout') {
        if (!this.#isPending()) this.#finish()
      } else this.#arm()
    }
  }

  release(leftUs: number): void {
    this.#timeline = undefined
    this.#startReal(leftUs)
  }

  #isPending(): boolean {
    return this.ticket !== 0 || this.#real !== undefined
  }

  #arm(): void {
    if (this.#timeline?.over === false) this.#timeline.schedule(this, this.#delayUs)
    else this.#startReal(this.#delayUs)
  }

  #startReal(us: number): void {
    this.#real = realTime.setTimeout(() => this.fire(), Math.max(1, toMs(us)))
    if (!this.#ref) this.#real.unref()
  }

  #disarm(): void {
    this.ticket = 0
    realTime.clearTimeout(this.#real)
    this.#real = undefined
  }

  #finish(): void {
    this.#disarm()
    if (numbered.size > 0) numbered.delete(this.#context.asyncId())
  }
}

Object.defineProperty(VirtualTimer.prototype, BRAND, { value: true })

/**
 * Has `instanceof`, and what inspection shows, be those of Node's own timers.
 * Before the first run of a process, because Node's first timer takes time to
 * make, and most test files have no virtual run.
 */
export function disguiseTimers(): void {
  if (Object.hasOwn(VirtualTimer.prototype, DISGUISED)) return
  const example = realTime.setTimeout(() => {}, 1)
  realTime.clearTimeout(example)
  Object.setPrototypeOf(VirtualTimer.prototype, Object.getPrototypeOf(example) as object)
  Object.defineProperty(VirtualTimer.prototype, 'constructor', { value: example.constructor })
  Object.defineProperty(VirtualTimer.prototype, DISGUISED, { value: true })
}

function currentContext(): AsyncResource {
  return new AsyncResource('SkillperfTimer', { requireManualDestroy: true })
}

/** The virtual timer that a value stands for: itself, or its number. */
export function virtualTimerOf(value: unknown): { close(): unknown } | undefined {
  if (typeof value === 'object') {
    return value !== null && BRAND in value ? (value as unknown as VirtualTimer) : undefined
  }
  if (numbered.size === 0 || (typeof value !== 'number' && typeof value !== 'string')) return undefined
  return numbered.get(Number(value))
}

/** As Node reads a delay in ms; but fractions are kept, where real timers drop them. */
function timerDelay(delay: unknown): number {
  const ms = Number(delay)
  return ms >= 1 && ms <= LONGEST_TIMER_MS ? ms : 1
}
