import type { Attempt } from '../core/attempts.ts'
import type { InconclusivePolicy } from '../core/options/skillperf-options.ts'

/** Something that fails a test only when fresh attempts say so, too. */
export interface Suspicion {
  /** The attempts that it needs next; undefined once it is settled. */
  readonly wants: AttemptWish | undefined
  /**
   * What it wants has been run.
   *
   * @param attempts one for each run, in the order of the seeds that it wants
   * @param repeat the repetition of the test that they are of
   */
  hear(attempts: readonly Attempt[], repeat: number): void
  /** It is settled without attempts, as inconclusive: because of this. */
  leave(reason: string): void
  /**
   * What has to fail the test, once it is settled; undefined for nothing.
   *
   * @param policy whether that which nobody could decide has to
   */
  failure(policy: InconclusivePolicy): Error | undefined
}

/** What is different from the run that is repeated. */
export interface AttemptWish {
  /** Seeds of every measurement, one a run. Default: one run, with the seeds that the test has. */
  readonly seeds?: readonly number[]
}

/**
 * Settles suspicions by running their test again, until each has heard enough.
 *
 * @param repeat the repetition of the test that they are of
 * @param attempt runs the test once more, or once for each seed
 */
export async function settleSuspicions(
  suspicions: readonly Suspicion[],
  repeat: number,
  attempt: (wish: AttemptWish) => Promise<readonly Attempt[]>,
): Promise<void> {
  for (;;) {
    const wish = suspicions.find(({ wants }) => wants !== undefined)?.wants
    if (wish === undefined) return
    const attempts = await attempt(wish)
    for (const one of suspicions) {
      if (one.wants !== undefined && isSame(one.wants, wish)) one.hear(attempts, repeat)
    }
  }
}

function isSame(one: AttemptWish, other: AttemptWish): boolean {
  return one.seeds?.join() === other.seeds?.join()
}

/** The errors of settled suspicions, each once: one error may tell of several. */
export function errorsOf(suspicions: readonly Suspicion[], policy: InconclusivePolicy): Error[] {
  const errors = suspicions.map((one) => one.failure(policy))
  return [...new Set(errors.filter((error) => error !== undefined))]
}
