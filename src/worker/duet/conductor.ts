import { SIDES } from '../../core/duet/duet-record.ts'
import type { Side } from '../../core/duet/duet-record.ts'

/** A measurement that waits for the one of its name on the other side. */
export interface Waiting<T> {
  readonly name: string
  readonly part: T
}

type State<T> =
  /** Between tests, or in hooks that come before. */
  | { readonly kind: 'away' }
  /** May go on as soon as it is its turn. */
  | { readonly kind: 'ready'; readonly go: () => void }
  | { readonly kind: 'running' }
  | { readonly kind: 'parked'; readonly waiting: Waiting<T>; readonly go: () => void }

interface Player<T> {
  state: State<T>
  /** The latest test that it has come to; all before it are over, or will never run. */
  at: number
  /** That test is over. */
  left: boolean
}

/**
 * Lets two versions of a test file take turns: at any time one of them runs.
 * Tests are known by their place in an order that both have; one begins when
 * the other side has come to it, too, or is past it. A test runs until it is
 * over or comes to a measurement, then the other one has its turn; when both
 * wait at measurements of one name, these are played together.
 */
export class Conductor<T> {
  readonly #play: (parts: Readonly<Record<Side, T>>) => Promise<void>
  readonly #alone: (side: Side, part: T) => void
  readonly #players: Readonly<Record<Side, Player<T>>> = { old: newPlayer(), new: newPlayer() }
  #playing = false

  /**
   * @param play plays two measurements together; it never rejects
   * @param alone is told of a measurement that the other side has not
   */
  constructor(
    play: (parts: Readonly<Record<Side, T>>) => Promise<void>,
    alone: (side: Side, part: T) => void = () => {},
  ) {
    this.#play = play
    this.#alone = alone
  }

  /** A side has come to a test. Resolves when it may begin. */
  enter(side: Side, test: number): Promise<void> {
    const player = this.#players[side]
    player.at = test
    player.left = false
    return this.#wait(side, (go) => ({ kind: 'ready', go }))
  }

  /** The running test of a side has come to a measurement. Resolves when it may go on. */
  meet(side: Side, waiting: Waiting<T>): Promise<void> {
    return this.#wait(side, (go) => ({ kind: 'parked', waiting, go }))
  }

  /** The test of a side is over. */
  leave(side: Side): void {
    const player = this.#players[side]
    player.left = true
    player.state = { kind: 'away' }
    this.#next()
  }

  /** A side has no more tests. */
  close(side: Side): void {
    this.#players[side].at = Infinity
    this.leave(side)
  }

  #wait(side: Side, state: (go: () => void) => State<T>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#players[side].state = state(resolve)
    this.#next()
    return promise
  }

  /** Gives the turn to somebody, if nobody has it. */
  #next(): void {
    const { old: former, new: latter } = this.#players
    if (this.#playing || [former, latter].some(({ state }) => state.kind === 'running')) return
    const runnable = SIDES.find((side) => this.#isRunnable(side))
    if (runnable !== undefined) return this.#start(runnable)
    if (former.state.kind === 'parked' && latter.state.kind === 'parked') {
      if (former.state.waiting.name === latter.state.waiting.name)
        return this.#playTogether(former.state.waiting.part, latter.state.waiting.part)
      return this.#startAlone('old', former.state.waiting.part)
    }
    for (const side of SIDES) {
      const { state } = this.#players[side]
      if (state.kind === 'parked' && this.#isPast(other(side), this.#players[side].at))
        return this.#startAlone(side, state.waiting.part)
    }
  }

  #isRunnable(side: Side): boolean {
    const { state, at } = this.#players[side]
    return state.kind === 'ready' && this.#players[other(side)].at >= at
  }

  /** Whether a side will not come to measurements of a test any more. */
  #isPast(side: Side, test: number): boolean {
    const { at, left } = this.#players[side]
    return at > test || (at === test && left)
  }

  #start(side: Side): void {
    const player = this.#players[side]
    const { state } = player
    if (state.kind !== 'ready' && state.kind !== 'parked') return
    player.state = { kind: 'running' }
    state.go()
  }

  #startAlone(side: Side, part: T): void {
    this.#alone(side, part)
    this.#start(side)
  }

  #playTogether(former: T, latter: T): void {
    this.#playing = true
    void this.#play({ old: former, new: latter }).then(() => {
      this.#playing = false
      // Whoever was cut off by the end of its test has left.
      for (const side of SIDES) {
        const player = this.#players[side]
        const { state } = player
        if (state.kind === 'parked') player.state = { kind: 'ready', go: state.go }
      }
      this.#next()
    })
  }
}

function newPlayer<T>(): Player<T> {
  return { state: { kind: 'away' }, at: -1, left: true }
}

export function other(side: Side): Side {
  return side === 'old' ? 'new' : 'old'
}
