import { describe, expect, test } from 'vitest'
import type { Load } from '../../src/core/load.ts'
import { noteStall, noteTimer } from '../../src/core/measurement-notes.ts'
import { measurementOf } from '../helpers/measurement-of.ts'

/** Fast ones of 10 ms, and some that stall. */
function stalled(fast: number, ...stallsMs: readonly number[]): number[] {
  return [...new Array<number>(fast).fill(10), ...stallsMs]
}

describe('noteStall', () => {
  test('tells what callers that keep arriving would have seen', () => {
    // 199 of 10 ms, and a second, which stands for 100 callers: two of all 299 wait longer than 980 ms.
    expect(noteStall(measurementOf(stalled(199, 1_000)))).toBe(
      'a stall of 1 000 ms is in one sample only, because a closed loop starts nothing while it waits. ' +
        'Callers that keep arriving would see a p99 of about 980 ms instead of 10.0 ms: ' +
        'measure with { arrival: { rate: 67 } }.',
    )
  })

  test('does not say "one sample" of several', () => {
    const note = noteStall(measurementOf(stalled(298, 1_000, 1_000)))
    expect(note).toBeDefined()
    expect(note).not.toContain('in one sample only')
  })

  test.for<[string, number[], Load?]>([
    ['samples that are alike', stalled(300)],
    ['fewer than 100 samples', stalled(98, 1_000)],
    ['no samples', []],
    ['samples most of which took no time', [...new Array<number>(200).fill(0), 1_000]],
    ['a hiccup of a few ms', stalled(299, 19)],
    ['a stall that the p99 sees already', stalled(150, ...new Array<number>(50).fill(1_000))],
    [
      'an open loop, which hides nothing',
      stalled(199, 1_000),
      { kind: 'open', rate: 50, arrival: 'constant', maxInFlight: 10 },
    ],
    [
      'stages, whose lanes differ',
      stalled(199, 1_000),
      { kind: 'closed-stages', stages: [{ durationMs: 1_000, target: 5 }] },
    ],
  ])('has nothing to say about %s', ([, samples, load = { kind: 'closed', concurrency: 1 }]) => {
    expect(noteStall(measurementOf(samples, { load }))).toBeUndefined()
  })

  test('needs a hundred samples, and a stall of ten ms more than the p99', () => {
    expect(noteStall(measurementOf(stalled(99, 1_000)))).toBeUndefined()
    expect(noteStall(measurementOf(stalled(199, 1_000)))).toBeDefined()
  })

  test('suggests a rate of at least one a second', () => {
    const slow = [...new Array<number>(199).fill(3_000), 300_000]
    expect(noteStall(measurementOf(slow))).toContain('{ arrival: { rate: 1 } }')
  })
})

describe('noteTimer', () => {
  const STEP_MS = 1e-3

  test('tells of batches', () => {
    const run = measurementOf([0.001, 0.001], { batch: 2_500 })
    expect(noteTimer(run, STEP_MS, false)).toBe(
      'each sample is the mean of 2 500 iterations, because one is too short for the timer, whose step is 1 000 ns.',
    )
  })

  test('tells of iterations that the timer hardly sees', () => {
    expect(noteTimer(measurementOf(new Array<number>(30).fill(0.009)), STEP_MS, false)).toBe(
      "an iteration is hardly longer than the timer's step of 1 000 ns. Leave `iterations` and hooks out, and they are timed in batches; or do more in each.",
    )
  })

  test('writes a step of less than a microsecond in ns', () => {
    expect(noteTimer(measurementOf(new Array<number>(30).fill(0.000_041)), 41e-6, false)).toBe(
      "an iteration is hardly longer than the timer's step of 41.0 ns. Leave `iterations` and hooks out, and they are timed in batches; or do more in each.",
    )
  })

  test.for<[string, number[]]>([
    ['iterations of ten steps', new Array<number>(30).fill(0.01)],
    ['a median of ten steps', [...new Array<number>(15).fill(0), ...new Array<number>(16).fill(0.01)]],
    ['a handful of iterations', new Array<number>(29).fill(0.001)],
    ['no samples', []],
  ])('has nothing to say about %s', ([, samples]) => {
    expect(noteTimer(measurementOf(samples), STEP_MS, false)).toBeUndefined()
  })
})
