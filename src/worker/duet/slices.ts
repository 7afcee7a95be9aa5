import { readRunQueue } from '../run-queue.ts'
import type { RunQueue } from '../run-queue.ts'

/** A slice that waited for a processor longer than this share of its time says how busy the machine is. */
const BUSY_SHARE = 0.02
/** Waking up takes some microseconds, and is no sign of others. */
const NOISE_MS = 0.05

/** Which samples of a version come from slices that had a processor to themselves. */
export class Slices {
  readonly #calm: { readonly from: number; readonly to: number }[] = []
  readonly #now: () => number
  readonly #queue: () => RunQueue | undefined
  /** All of them, those that had to wait, too. */
  played = 0

  constructor(now: () => number, queue: () => RunQueue | undefined = readRunQueue) {
    this.#now = now
    this.#queue = queue
  }

  /**
   * Runs a slice.
   *
   * @param samples how many there are so far
   */
  async play(run: () => Promise<void>, samples: () => number): Promise<void> {
    const before = { queue: this.#queue(), ms: this.#now(), samples: samples() }
    await run()
    const [ms, queue] = [this.#now() - before.ms, this.#queue()]
    this.played++
    // Where the system does not tell, every slice counts.
    const waitedMs =
      queue === undefined || before.queue === undefined ? 0 : queue.waitedMs - before.queue.waitedMs
    if (waitedMs <= Math.max(NOISE_MS, ms * BUSY_SHARE))
      this.#calm.push({ from: before.samples, to: samples() })
  }

  get calm(): number {
    return this.#calm.length
  }

  /** Of all samples, those of calm slices. */
  pick(samples: Float64Array): Float64Array {
    return Float64Array.from(this.#calm.flatMap(({ from, to }) => [...samples.subarray(from, to)]))
  }
}
