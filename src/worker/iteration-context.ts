import type { IterationContext } from '../core/options/measure-options.ts'
import { randomStream } from '../core/time/random.ts'
import type { Random } from '../core/time/random.ts'
import type { IterationSignals } from './iteration-signals.ts'

/**
 * What an iteration is given. Most functions draw nothing and watch nothing:
 * stream and signal are made when they are asked for.
 */
export function createContext(iteration: number, seed: number, signals: IterationSignals): IterationContext {
  let stream: Random | undefined
  return {
    iteration,
    random: () => (stream ??= randomStream(seed, 'iteration', iteration))(),
    get signal() {
      return signals.of(iteration)
    },
  }
}
