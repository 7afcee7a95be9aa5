import type { Clock } from '../core/time/clock.ts'
import { LONGEST_TIMER_MS, realTime } from './real-time.ts'

export const realClock: Clock = { kind: 'real', now: realTime.now, sleep }

/** Never shorter than asked: a timer may fire up to a millisecond early, and a longer one than the longest at once. */
async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  const endMs = realTime.now() + ms
  for (let leftMs = ms; leftMs > 0; leftMs = endMs - realTime.now()) {
    await wait(Math.min(Math.ceil(leftMs), LONGEST_TIMER_MS), signal)
  }
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
