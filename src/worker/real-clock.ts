import type { Clock } from '../core/time/clock.ts'
import { realTime } from './real-time.ts'

export const realClock: Clock = { kind: 'real', now: realTime.now, sleep }

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason)
    const abort = (): void => {
      realTime.clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = realTime.setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', abort, { once: true })
  })
}
