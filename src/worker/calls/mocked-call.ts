import { hasFailed } from '../../core/calls/call-log.ts'
import type { CallLog, LoggedCall } from '../../core/calls/call-log.ts'
import type { CallAbout, CallOutcome, MockedCall } from '../../core/calls/mocked-call.ts'
import type { Clock } from '../../core/time/clock.ts'
import type { Random } from '../../core/time/random.ts'
import { measuringNow } from '../load-measuring.ts'
import type { EndableSpan, IterationSpans } from '../spans/iteration-spans.ts'
import { stateOf } from './session.ts'

/** Where a call was made. */
export interface Caller {
  readonly log: CallLog
  readonly seed: number
  /** The iteration; undefined outside a measurement. */
  readonly iteration: number | undefined
  /** Which part of which iteration, for the random streams: `fn 3`, `loose`. */
  readonly which: string
  /** What mocks remember things for. */
  readonly session: object
  /** Where it shows as a span. */
  readonly spans?: IterationSpans | undefined
  /** Nobody keeps it. */
  readonly unrecorded?: true | undefined
}

/** Notes in a log what a mock tells about one call. */
export class LoggingCall implements MockedCall {
  readonly #call: LoggedCall
  readonly #caller: Caller
  readonly #clock: Clock
  readonly #ended: (call: LoggedCall) => void
  readonly #span: EndableSpan | undefined
  #random: Random | undefined

  /** @param ended is told when it has ended */
  constructor(
    name: string,
    about: CallAbout,
    caller: Caller,
    clock: Clock,
    ended: (call: LoggedCall) => void,
  ) {
    this.#caller = caller
    this.#clock = clock
    this.#ended = ended
    this.#call = caller.log.begin(name, about, clock.now())
    this.#span = caller.spans?.begin(name)
  }

  get nth(): number {
    return this.#call.nth
  }

  get iteration(): number | undefined {
    return this.#caller.iteration
  }

  get random(): Random {
    return (this.#random ??= this.#stream())
  }

  randomFor(purpose: string): Random {
    return this.#stream(purpose)
  }

  state<T>(key: object, create: () => T): T {
    return stateOf(this.#caller.session, key, create)
  }

  iterationState<T>(key: object, create: () => T): T {
    return stateOf(this.#caller.log, key, create)
  }

  asked(what: string): void {
    this.#caller.log.ask(this.#call, what)
  }

  sent(bytes: number): void {
    this.#call.sentBytes += bytes
  }

  received(bytes: number): void {
    this.#call.receivedBytes += bytes
  }

  tokens(count: number): void {
    if (this.#call.outcome !== undefined) return
    this.#call.tokenTimesMs.push(this.#clock.now())
    this.#call.tokenCounts.push(count)
  }

  usage(tokens: { readonly input: number; readonly output: number; readonly model: string }): void {
    this.#call.usage = tokens
  }

  lookup(hits: number, misses: number): void {
    this.#call.hits += hits
    this.#call.misses += misses
  }

  opened(): void {
    this.#call.open = this.#call.outcome === undefined
  }

  forget(): void {
    this.#caller.log.forget(this.#call)
  }

  end(outcome: CallOutcome): void {
    if (this.#call.outcome !== undefined) return
    this.#caller.log.end(this.#call, outcome, this.#clock.now())
    this.#span?.end(hasFailed(this.#call))
    this.#ended(this.#call)
  }

  #stream(...purpose: readonly string[]): Random {
    const { seed, which } = this.#caller
    const { name, nth } = this.#call
    return measuringNow().randomStream(seed, 'tool', name, which, nth, ...purpose)
  }
}
