import { describe, expect, test } from 'vitest'
import type { PeakPace } from '../../../src/core/memory/heap-peak.ts'
import type { HeapRun } from '../../../src/core/memory/heap-run.ts'
import { watchPeak } from '../../../src/worker/memory/watch-peak.ts'

/** A run of so many bytes between collections, of which the last leaves `held`. */
function runOf(held: number, garbage: number): HeapRun {
  const level = (heapBytes: number): { heapBytes: number; offHeapBytes: number } => ({
    heapBytes,
    offHeapBytes: 0,
  })
  return {
    start: level(0),
    collections: [{ full: true, before: level(held + garbage), after: level(held) }],
    end: level(held),
  }
}

/** Runs that take a second each. */
function probeOf(runs: readonly HeapRun[]): Parameters<typeof watchPeak>[0] & { paces: unknown[] } {
  let nowMs = 0
  const paces: (PeakPace | undefined)[] = []
  return {
    now: () => nowMs,
    collect: () => 1,
    stopped: false,
    paces,
    run(pace) {
      const run = runs[paces.push(pace) - 1]
      nowMs += 1_000
      return run === undefined
        ? Promise.reject(new Error('one run more than expected'))
        : Promise.resolve(run)
    },
  }
}

const LIMITS = { limitBytes: 1_000, maxTimeMs: 10_000 }

describe('watchPeak', () => {
  test('passes after one run in which not even garbage reaches the limit', async () => {
    const probe = probeOf([runOf(100, 500)])
    expect(await watchPeak(probe, LIMITS)).toMatchObject({ outcome: 'pass', runs: { length: 1 } })
    expect(probe.paces).toEqual([undefined])
  })

  test('fails only what repeats', async () => {
    const probe = probeOf([runOf(2_000, 0), runOf(2_000, 0)])
    expect(await watchPeak(probe, LIMITS)).toMatchObject({ outcome: 'fail', runs: { length: 2 } })
    const cold = await watchPeak(probeOf([runOf(2_000, 0), runOf(10, 0)]), LIMITS)
    expect(cold).toMatchObject({ outcome: 'pass', runs: { length: 2 } })
  })

  test('looks closer until it is decided', async () => {
    const probe = probeOf([runOf(100, 9_000), runOf(100, 2_000), runOf(100, 500)])
    expect(await watchPeak(probe, LIMITS)).toMatchObject({ outcome: 'pass', runs: { length: 3 } })
    expect(probe.paces).toEqual([
      undefined,
      { everyBytes: 100, collecting: 'whole heap, often' },
      { everyBytes: 25, collecting: 'whole heap, often' },
    ])
  })

  test('ends undecided after four runs, or when the time is over', async () => {
    const runs = [1, 2, 3, 4].map(() => runOf(100, 9_000))
    expect(await watchPeak(probeOf(runs), LIMITS)).toMatchObject({
      outcome: 'inconclusive',
      runs: { length: 4 },
    })
    expect(await watchPeak(probeOf(runs), { ...LIMITS, maxTimeMs: 2_500 })).toMatchObject({
      outcome: 'inconclusive',
      runs: { length: 2 },
    })
  })

  test('gives up when it is stopped', async () => {
    expect(await watchPeak({ ...probeOf([runOf(100, 9_000)]), stopped: true }, LIMITS)).toBeUndefined()
  })
})
