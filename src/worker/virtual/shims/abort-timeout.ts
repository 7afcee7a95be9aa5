import { activeTime } from '../active-time.ts'
import { VirtualTimer } from '../virtual-timer.ts'
import { patch } from './patch.ts'

/** The longest that Node takes, in ms. */
const LONGEST_MS = 2 ** 32 - 1

/** `AbortSignal.timeout`. */
export function installAbortTimeout(): void {
  patch(AbortSignal, 'timeout', (real) => {
    const shim = (ms: number): AbortSignal => {
      const time = activeTime('AbortSignal.timeout')
      // Node's own says what is wrong with a delay.
      if (time === undefined || !(Number.isInteger(ms) && ms >= 0 && ms <= LONGEST_MS)) {
        return real.call(AbortSignal, ms)
      }
      const controller = new AbortController()
      const reason = (): DOMException =>
        new DOMException('The operation was aborted due to timeout', 'TimeoutError')
      const callback = (): void => controller.abort(reason())
      const timer = new VirtualTimer(time.timeline, { kind: 'timeout', callback, delay: ms, madeBy: shim })
      timer.unref()
      return controller.signal
    }
    return shim
  })
}
