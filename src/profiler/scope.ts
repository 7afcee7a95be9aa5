import { isStillRunning } from './call-place.ts'
import type { CallPlace } from './call-place.ts'
import { hub } from './hub.ts'
import type { OpenSpan } from './open-span.ts'
import { turnNow } from './turn.ts'

/** What is known of a span that the code after it runs in. */
export class Scope {
  /** The span that this code ran in before. */
  readonly outer: OpenSpan | undefined
  readonly #place: CallPlace | undefined
  #turn: number
  /** The last span that was found to be within. */
  #within: string | undefined

  /** @param place of the call that has opened it; undefined where nobody knows */
  constructor(outer: OpenSpan | undefined, place: CallPlace | undefined) {
    this.outer = outer
    this.#place = place
    this.#turn = turnNow()
  }

  /**
   * Whether the running code, which was handed this scope, is in it. An async
   * function that opens one hands it to its caller, too, which goes on at the
   * first `await`. In the turn of the opening the stack tells them apart.
   *
   * @param name of what is about to begin
   */
  holds(name: string): boolean {
    if (this.#turn !== hub.turn || this.#place === undefined || this.#within === name) return true
    if (!isStillRunning(this.#place)) return false
    this.#within = name
    return true
  }

  /** From now on only what is in it is handed this scope. */
  confine(): void {
    this.#turn = -1
  }
}
