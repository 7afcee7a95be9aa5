import { areStillRunning } from './call-place.ts'
import type { CallPlace } from './call-place.ts'
import { hub } from './hub.ts'
import type { OpenSpan } from './open-span.ts'
import { turnNow } from './turn.ts'

/** What opens as many spans in one turn is a loop that does not wait, and looking takes longer than most of them. */
const MOST_LOOKS = 32

/** What is known of a span that the code after it runs in. */
export class Scope {
  /** The span that this code ran in before. */
  readonly outer: OpenSpan | undefined
  readonly #place: CallPlace
  #turn: number
  #found = 0

  /** @param place of the call that has opened it */
  constructor(outer: OpenSpan | undefined, place: CallPlace) {
    this.outer = outer
    this.#place = place
    this.#turn = turnNow()
  }

  /**
   * Whether the running code, which was handed this scope, is in it. An async
   * function that opens one hands it to its caller, too, which goes on at the
   * first `await`. In the turn of the opening the stack tells them apart.
   */
  holds(): boolean {
    if (this.#turn !== hub.turn || this.#found === MOST_LOOKS) return true
    const isWithin = areStillRunning(this.#places())
    if (isWithin) this.#found++
    return isWithin
  }

  /** From now on only what is in it is handed this scope. */
  confine(): void {
    this.#turn = -1
  }

  /** Where it was opened, if in this turn. For other copies of this class, too, which see no private fields. */
  placeIn(turn: number): CallPlace | undefined {
    return this.#turn === turn ? this.#place : undefined
  }

  /** Of all scopes around each other that were opened in this turn. */
  #places(): readonly CallPlace[] {
    const places = [this.#place]
    for (let span = this.outer; span !== undefined; span = span.around) {
      const { scope } = span
      const place = span.isOpen ? scope?.placeIn(hub.turn) : undefined
      if (place !== undefined) places.push(place)
    }
    return places
  }
}
