import { MOST_PEAK_RUNS, judgePeak, nextPace, readPeakRun } from '../../core/memory/heap-peak.ts'
import type { PeakPace, PeakRun } from '../../core/memory/heap-peak.ts'
import type { PeakFinding } from '../../core/memory/peak-failure.ts'
import type { HeapRun } from '../../core/memory/heap-run.ts'

/** What it takes to watch a peak. */
export interface PeakProbe {
  readonly now: () => number
  /**
   * Runs the function once, from a collection to a collection.
   *
   * @param pace undefined to leave the engine alone
   */
  run(pace: PeakPace | undefined): Promise<HeapRun>
  /** What collecting the whole heap takes at the moment, in ms. */
  collect(): number
  /** Nobody wants to know any more. */
  readonly stopped: boolean
}

/**
 * Runs a function until a limit on what it holds at once is decided: first as
 * it is, which also warms it up, then with more and more collections.
 *
 * @returns undefined when it was stopped
 * @throws what the function throws
 */
export async function watchPeak(
  probe: PeakProbe,
  { limitBytes, maxTimeMs }: { readonly limitBytes: number; readonly maxTimeMs: number },
): Promise<PeakFinding | undefined> {
  const startMs = probe.now()
  const leftMs = (): number => maxTimeMs - (probe.now() - startMs)
  const runs: PeakRun[] = []
  let pace: PeakPace | undefined
  for (;;) {
    const runStartMs = probe.now()
    const run = readPeakRun(await probe.run(pace))
    if (probe.stopped) return undefined
    runs.push(run)
    const runMs = probe.now() - runStartMs
    const outcome = judgePeak(run.bounds, limitBytes)
    // What the first run loads and fills once is not in the next.
    const isDecided = outcome === 'pass' || (outcome === 'fail' && runs.length > 1)
    const [first = run] = runs
    if (isDecided || runs.length === MOST_PEAK_RUNS || runMs > leftMs()) {
      return { limitBytes, outcome, runs, last: run }
    }
    pace = nextPace(first, limitBytes, { costMs: probe.collect(), leftMs: leftMs(), nth: runs.length })
  }
}
