import type { CallAbout, CallOutcome } from './mocked-call.ts'

/** One call as it was seen. Times are ms of one clock. */
export interface LoggedCall extends CallAbout {
  readonly name: string
  /** Which call of this name it is, from 0. */
  readonly nth: number
  readonly startedMs: number
  /** Calls that had to end before it could begin, one after another, itself included. */
  readonly depth: number
  /** The last of those that ended before it began, of the longest such chain. */
  readonly after: LoggedCall | undefined
  /** What was asked, as text; undefined where nobody can tell. */
  asked: string | undefined
  /** Why it asks what another call has asked already: that one had failed, or for no reason. */
  again: 'retry' | 'repeat' | undefined
  /** Undefined while it is under way. */
  endedMs: number | undefined
  outcome: CallOutcome | undefined
  /** Its body is being handed over. */
  open: boolean
  sentBytes: number
  receivedBytes: number
  /** When tokens were handed over, ascending, and how many at each time. */
  readonly tokenTimesMs: number[]
  readonly tokenCounts: number[]
  usage: { readonly input: number; readonly output: number; readonly model: string } | undefined
  hits: number
  misses: number
}

/** Statuses after which the same request may well succeed: what SDKs try again. */
const WORTH_ANOTHER_TRY = new Set([0, 408, 409, 425, 429])

/** Whether a call failed: nobody would have been content with it. */
export function hasFailed({ outcome }: LoggedCall): boolean {
  if (outcome === undefined || outcome.abandoned === true) return false
  return outcome.failed === true || outcome.status === 0 || outcome.status >= 400
}

/** Calls to mocks within one iteration, in the order in which they began. */
export class CallLog {
  readonly calls: LoggedCall[] = []
  readonly #nth = new Map<string, number>()
  readonly #inFlight = new Map<string, number>()
  readonly #atOnce = new Map<string, number>()
  /** The last call that has asked something. */
  readonly #asked = new Map<string, LoggedCall>()
  #deepest: LoggedCall | undefined

  begin(name: string, about: CallAbout, nowMs: number): LoggedCall {
    const nth = this.#nth.get(name) ?? 0
    this.#nth.set(name, nth + 1)
    const inFlight = (this.#inFlight.get(name) ?? 0) + 1
    this.#inFlight.set(name, inFlight)
    this.#atOnce.set(name, Math.max(inFlight, this.#atOnce.get(name) ?? 0))
    const call: LoggedCall = {
      ...about,
      name,
      nth,
      startedMs: nowMs,
      depth: (this.#deepest?.depth ?? 0) + 1,
      after: this.#deepest,
      asked: undefined,
      again: undefined,
      endedMs: undefined,
      outcome: undefined,
      open: false,
      sentBytes: 0,
      receivedBytes: 0,
      tokenTimesMs: [],
      tokenCounts: [],
      usage: undefined,
      hits: 0,
      misses: 0,
    }
    this.calls.push(call)
    return call
  }

  /** Says what a call has asked: what the calls of its name before it have asked decides whether it is one more of them. */
  ask(call: LoggedCall, asked: string): void {
    call.asked = asked
    const key = keyOf(call.name, asked)
    const before = this.#asked.get(key)
    this.#asked.set(key, call)
    if (before !== undefined) call.again = mayBeTriedAgain(before) ? 'retry' : 'repeat'
  }

  /** Ends a call; a second end changes nothing. */
  end(call: LoggedCall, outcome: CallOutcome, nowMs: number): void {
    if (call.outcome !== undefined) return
    call.outcome = outcome
    call.endedMs = nowMs
    call.open = false
    this.#inFlight.set(call.name, (this.#inFlight.get(call.name) ?? 1) - 1)
    if (call.depth > (this.#deepest?.depth ?? 0)) this.#deepest = call
  }

  /** Forgets a call that has not ended: the mock has left it to another after all. */
  forget(call: LoggedCall): void {
    const at = this.calls.lastIndexOf(call)
    if (call.outcome !== undefined || at === -1) return
    this.calls.splice(at, 1)
    call.outcome = { status: 0, abandoned: true }
    this.#inFlight.set(call.name, (this.#inFlight.get(call.name) ?? 1) - 1)
    if (this.#nth.get(call.name) === call.nth + 1) this.#nth.set(call.name, call.nth)
    this.#forgetAsked(call)
  }

  /** Who asks the same later asks again what the call before has asked, if there was one. */
  #forgetAsked({ name, asked }: LoggedCall): void {
    if (asked === undefined) return
    const before = this.calls.findLast((one) => one.name === name && one.asked === asked)
    if (before === undefined) this.#asked.delete(keyOf(name, asked))
    else this.#asked.set(keyOf(name, asked), before)
  }

  /** The most calls of a name that were in flight at once. */
  atOnce(name: string): number {
    return this.#atOnce.get(name) ?? 0
  }

  /** The call at the end of the longest chain of calls, each of which began when the one before had ended. */
  get deepest(): LoggedCall | undefined {
    let deepest: LoggedCall | undefined
    for (const call of this.calls) if (call.depth > (deepest?.depth ?? 0)) deepest = call
    return deepest
  }

  /** Calls whose body is still being handed over. */
  get open(): LoggedCall[] {
    return this.calls.filter((call) => call.open)
  }
}

/** Names of a chain of calls, the first one first. */
export function chainOf(last: LoggedCall | undefined): string[] {
  const names: string[] = []
  for (let call = last; call !== undefined; call = call.after) names.unshift(call.name)
  return names
}

function keyOf(name: string, asked: string): string {
  return JSON.stringify([name, asked])
}

function mayBeTriedAgain(call: LoggedCall): boolean {
  const { outcome } = call
  if (outcome === undefined) return false
  return (
    outcome.abandoned === true ||
    outcome.failed === true ||
    outcome.status >= 500 ||
    WORTH_ANOTHER_TRY.has(outcome.status)
  )
}
