import type { IterationContext } from '../../core/options/measure-options.ts'
import { randomStream } from '../../core/time/random.ts'
import type { Random } from '../../core/time/random.ts'
import type { IterationSignals } from './iteration-signals.ts'

/**
 * What an iteration is given. Most functions draw nothing and watch nothing:
 * stream and signal are made when they are asked for, because one of these is
 * made for every iteration.
 */
export class LazyContext implements IterationContext {
  readonly iteration: number
  readonly #seed: number
  readonly #signals: IterationSignals
  #random: Random | undefined

  constructor(iteration: number, seed: number, signals: IterationSignals) {
    this.iteration = iteration
    this.#seed = seed
    this.#signals = signals
  }

  get random(): Random {
    return (this.#random ??= randomStream(this.#seed, 'iteration', this.iteration))
  }

  get signal(): AbortSignal {
    return this.#signals.of(this.iteration)
  }
}
