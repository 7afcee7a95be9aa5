import { randomStream } from '../time/random.ts'
import type { Operation } from './operation.ts'
import { SampleReservoir } from './sample-reservoir.ts'
import type { SampleBudget } from './sample-reservoir.ts'
import type { SpanNames } from './span-names.ts'

const NS_PER_MS = 1e6
const FIRST_CAPACITY = 16

/** How many samples are held at most: 8 MB of one name, 128 MB of all. */
const SAMPLES_OF_EACH = 2 ** 20
const SAMPLES_OF_ALL = 2 ** 24

/** What all spans of each name come to, in columns. */
export class OperationTotals {
  readonly #names: SpanNames
  readonly #seed: number
  readonly #budget: SampleBudget
  readonly #samples: SampleReservoir[] = []
  #counts = new Float64Array(FIRST_CAPACITY)
  #totalsMs = new Float64Array(FIRST_CAPACITY)
  #selfMs = new Float64Array(FIRST_CAPACITY)
  #maxMs = new Float64Array(FIRST_CAPACITY)
  #criticalMs = new Float64Array(FIRST_CAPACITY)
  #errors = new Float64Array(FIRST_CAPACITY)
  #atOnce = new Float64Array(FIRST_CAPACITY)

  /** @param seed of the samples that are drawn where there are too many */
  constructor(
    names: SpanNames,
    seed: number,
    budget: SampleBudget = { each: SAMPLES_OF_EACH, left: SAMPLES_OF_ALL },
  ) {
    this.#names = names
    this.#seed = seed
    this.#budget = budget
  }

  /** There are columns for so many names. */
  reserve(names: number): void {
    if (names <= this.#counts.length) return
    const capacity = names * 2
    this.#counts = grown(this.#counts, capacity)
    this.#totalsMs = grown(this.#totalsMs, capacity)
    this.#selfMs = grown(this.#selfMs, capacity)
    this.#maxMs = grown(this.#maxMs, capacity)
    this.#criticalMs = grown(this.#criticalMs, capacity)
    this.#errors = grown(this.#errors, capacity)
    this.#atOnce = grown(this.#atOnce, capacity)
  }

  /** One span more. */
  add(name: number, ms: number, failed: boolean): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + 1
    this.#totalsMs[name] = (this.#totalsMs[name] ?? 0) + ms
    if (ms > (this.#maxMs[name] ?? 0)) this.#maxMs[name] = ms
    if (failed) this.#errors[name] = (this.#errors[name] ?? 0) + 1
    const samples = (this.#samples[name] ??= this.#reservoir(name))
    samples.add(Math.round(ms * NS_PER_MS))
  }

  addSelf(name: number, ms: number): void {
    this.#selfMs[name] = (this.#selfMs[name] ?? 0) + ms
  }

  addCritical(name: number, ms: number): void {
    this.#criticalMs[name] = (this.#criticalMs[name] ?? 0) + ms
  }

  atOnce(name: number): number {
    return this.#atOnce[name] ?? 0
  }

  setAtOnce(name: number, most: number): void {
    this.#atOnce[name] = most
  }

  /** Names of which not all samples are held. */
  get sampled(): readonly string[] {
    return this.#names.all.filter((_, name) => this.#samples[name]?.isPartial === true)
  }

  /**
   * Where spans have the name of the iterations, these are no calls of them:
   * only their own time is counted to that name.
   *
   * @param per how many iterations there were, and what time they took together
   */
  operations(per: { readonly iterations: number; readonly wallMs: number }): readonly Operation[] {
    const { iteration } = this.#names
    const namesake = this.#namesake
    return this.#names.all.flatMap((name, id): Operation[] => {
      const samples = this.#samples[id]
      const count = this.#counts[id] ?? 0
      const totalMs = this.#totalsMs[id] ?? 0
      if (samples === undefined || (id === iteration && namesake !== undefined)) return []
      const sum = (column: Float64Array): number =>
        (column[id] ?? 0) + (id === namesake && iteration !== undefined ? (column[iteration] ?? 0) : 0)
      return [
        {
          name,
          count,
          perIteration: count / per.iterations,
          totalMs,
          selfMs: sum(this.#selfMs),
          meanMs: totalMs / count,
          maxMs: this.#maxMs[id] ?? 0,
          errors: this.#errors[id] ?? 0,
          criticalShare: per.wallMs === 0 ? 0 : sum(this.#criticalMs) / per.wallMs,
          atOnce: this.#atOnce[id] ?? 0,
          samplesNs: samples.toArray(),
        },
      ]
    })
  }

  /** The spans that have the name of the iterations. */
  get #namesake(): number | undefined {
    const { iteration } = this.#names
    const id = iteration === undefined ? undefined : this.#names.find(this.#names.nameOf(iteration))
    // Those of the warm-up do not count.
    return id === undefined || this.#samples[id] === undefined ? undefined : id
  }

  #reservoir(name: number): SampleReservoir {
    return new SampleReservoir(randomStream(this.#seed, 'spans', this.#names.nameOf(name)), this.#budget)
  }
}

function grown(column: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity)
  larger.set(column)
  return larger
}
