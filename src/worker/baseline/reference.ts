import { quantile } from '../../core/stats/quantile.ts'
import { sink } from '../load/consume.ts'
import type { Interlude } from '../load/interlude.ts'
import { SampleBuffer } from '../load/sample-buffer.ts'
import { realTime } from '../real-time.ts'

const NS_PER_MS = 1e6
/** About 45 µs on a common machine. */
const ROUNDS = 40
const TEXT = JSON.stringify({
  items: [8, 6, 7, 5, 3, 0, 9, 1],
  word: 'interlude',
  nested: { whole: 1, fraction: 0.5, nothing: null, yes: true },
})
/** Until it is compiled, and as fast as it gets. */
const WARM_UP_MS = 20
/** Slices that make a row worth comparing. */
const ENOUGH_SLICES = 180

/**
 * Work of our own that is run between the iterations, to see how fast the
 * machine is at the moment. It allocates, as users' code does: arithmetic alone
 * slows down less when others use the caches and the memory.
 *
 * Rows that were recorded with another version of it say nothing about each
 * other: `REFERENCE_VERSION` has to go up with each change.
 */
export function runReference(): void {
  let length = 0
  for (let round = 0; round < ROUNDS; round++) {
    const parsed = JSON.parse(TEXT) as { readonly items: number[] }
    parsed.items.reverse()
    length += JSON.stringify(parsed).length
  }
  sink.item = length
}

/** Runs the reference between slices of iterations, and keeps what it took. */
export class Reference implements Interlude {
  readonly #now: () => number
  readonly #samples = new SampleBuffer(512)
  #spentMs = 0

  /** @param now ms of the real clock */
  constructor(now: () => number = realTime.now) {
    this.#now = now
  }

  /** Runs it until it is compiled. */
  warmUp(): void {
    const endMs = this.#now() + WARM_UP_MS
    do runReference()
    while (this.#now() < endMs)
  }

  run(): void {
    const startMs = this.#now()
    runReference()
    const ms = this.#now() - startMs
    this.#spentMs += ms
    this.#samples.push(ms * NS_PER_MS)
  }

  get enough(): boolean {
    return this.#samples.length >= ENOUGH_SLICES
  }

  /** What it has taken together, in ms: no iteration's time. */
  get spentMs(): number {
    return this.#spentMs
  }

  /** How often it has run. */
  get runs(): number {
    return this.#samples.length
  }

  /** Its 5th percentile in ns; NaN before the first run. */
  get q05Ns(): number {
    return quantile(this.#samples.toArray().toSorted(), 0.05)
  }
}
