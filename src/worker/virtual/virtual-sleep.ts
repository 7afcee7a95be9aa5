import { realTime } from '../real-time.ts'
import { noteCreation } from './creation.ts'
import type { Creation } from './creation.ts'
import { toMs } from './microseconds.ts'
import type { Timeline } from './timeline.ts'
import type { Scheduled } from './timer-queue.ts'

/** How long to sleep. */
interface Delay {
  readonly us: number
  readonly signal?: AbortSignal | undefined
  /** Wakes up after all else that is due at its instant. */
  readonly last?: boolean
}

/** Resolves so much later in virtual time; rejects with the signal's reason as soon as that is aborted. */
export function sleepOn(timeline: Timeline, { us, signal, last }: Delay): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason)
    const abort = (): void => {
      sleep.cancel()
      reject(signal?.reason)
    }
    const sleep = new Sleep(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    })
    signal?.addEventListener('abort', abort, { once: true })
    timeline.schedule(sleep, us, last)
  })
}

class Sleep implements Scheduled {
  readonly kind = 'sleep'
  readonly made: Creation = noteCreation(sleepOn)
  readonly fire: () => void
  atUs = 0
  ticket = 0
  #real: NodeJS.Timeout | undefined

  constructor(wake: () => void) {
    this.fire = wake
  }

  hasRef(): boolean {
    return true
  }

  release(leftUs: number): void {
    this.#real = realTime.setTimeout(this.fire, toMs(leftUs))
  }

  cancel(): void {
    this.ticket = 0
    realTime.clearTimeout(this.#real)
  }
}
