const READS = 100
/** Reads that are enough, once a step this long, in the clock's unit (ms), was seen. */
const ENOUGH_MS = 5
/** A duration of fewer steps is mostly rounding. */
const STEPS_TO_SEE = 10
/** A batch that takes this many is seen within one per cent, even if reading the clock was most of the estimate. */
const STEPS_IN_BATCH = 1_000
const LARGEST_BATCH = 100_000

/**
 * The smallest difference that a clock shows, in ms: what reading it
 * takes, or its resolution where that is coarser.
 */
export function timerStep(now: () => number): number {
  let step = Infinity
  const beganAt = now()
  for (let read = 0; read < READS && (step === Infinity || now() - beganAt < ENOUGH_MS); read++) {
    const start = now()
    let next = now()
    // A coarse clock stands still for many reads.
    for (let wait = 0; next === start && wait < 1e6; wait++) next = now()
    if (next > start) step = Math.min(step, next - start)
  }
  return step
}

/**
 * How many iterations to time together.
 *
 * @param iterationMs what one takes, reading the clock included
 * @param stepMs what {@link timerStep} found
 * @returns 1 where the timer sees a single one
 */
export function batchFor(iterationMs: number, stepMs: number): number {
  if (!(iterationMs < stepMs * STEPS_TO_SEE)) return 1
  return Math.min(LARGEST_BATCH, Math.ceil((stepMs * STEPS_IN_BATCH) / Math.max(iterationMs, stepMs / 1_000)))
}
