import type { Clock } from '../core/time/clock.ts'
import { LONGEST_TIMER_MS, realTime } from './real-time.ts'

export const realClock: Clock = { kind: 'real', now: realTime.now, sleep }

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  let leftMs = ms
  // A longer timer would fire at once.
  for (; leftMs > LONGEST_TIMER_MS; leftMs -= LONGEST_TIMER_MS) await wait(LONGEST_TIMER_MS, signal)
  await wait(leftMs, signal)
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
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
