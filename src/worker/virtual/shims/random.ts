import { activeTime } from '../active-time.ts'
import { patch } from './patch.ts'

/** `Math.random`: libraries jitter their back-off with it. Randomness of `crypto` stays real. */
export function installRandom(): void {
  patch(Math, 'random', (real) => () => activeTime('Math.random')?.random() ?? real())
}
