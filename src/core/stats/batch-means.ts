/** Neighbours share their noise (a garbage collection, a busy machine); so many batches leave enough of it inside. */
const BATCHES = 30

/**
 * Means of consecutive samples in up to 30 equal batches: what an interval for
 * the mean of a series is made of, because batches are nearly independent where
 * neighbouring samples are not.
 *
 * Source: method of batch means (A. M. Law, "Simulation Modeling and Analysis").
 *
 * @param samples in the order in which they were taken, of any unit
 * @returns one mean a batch; each sample itself when there are no more than 30
 */
export function batchMeans(samples: ArrayLike<number>): Float64Array {
  return inBatches(samples.length, (from, to) => {
    let sum = 0
    for (let i = from; i < to; i++) sum += samples[i] ?? 0
    return sum / (to - from)
  })
}

/**
 * One figure a batch of consecutive indices, in up to 30 batches whose sizes
 * differ by one at most.
 *
 * @param figure of the samples from `from` up to, but without, `to`
 */
export function inBatches(n: number, figure: (from: number, to: number) => number): Float64Array {
  const batches = Math.min(n, BATCHES)
  return Float64Array.from({ length: batches }, (_, batch) =>
    figure(Math.floor((batch * n) / batches), Math.floor(((batch + 1) * n) / batches)),
  )
}
