import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchFor, timerStep } from '../../../src/worker/load/timer-step.ts'

/** A clock that moves on with each look at it, and shows whole steps only. */
function clockOf({ readMs, stepMs }: { readMs: number; stepMs: number }): {
  now: () => number
  reads: () => number
} {
  let reads = 0
  return { now: () => Math.floor((++reads * readMs) / stepMs) * stepMs, reads: () => reads }
}

describe('timerStep', () => {
  test.for([
    ['what a read takes, on a fine clock', 4e-5, 1e-6, 4e-5],
    ['the resolution, where that is coarser', 1e-4, 1, 1],
    ['the resolution of a clock of 5 µs', 4e-5, 5e-3, 5e-3],
  ] as const)('is %s', ([, readMs, stepMs, expected]) => {
    expect(timerStep(clockOf({ readMs, stepMs }).now)).toBeCloseTo(expected, 9)
  })

  test('is the shortest of many, though a read may be interrupted', () => {
    let [ms, reads] = [0, 0]
    const now = (): number => (ms += ++reads % 7 === 0 ? 0.5 : 1e-3)
    expect(timerStep(now)).toBeCloseTo(1e-3, 9)
  })

  test('takes a hundred reads or so of a fine clock', () => {
    const clock = clockOf({ readMs: 1e-4, stepMs: 1e-5 })
    timerStep(clock.now)
    expect(clock.reads()).toBeLessThan(500)
  })

  test('takes no more than some ms of a slow one', () => {
    const clock = clockOf({ readMs: 1, stepMs: 1 })
    expect(timerStep(clock.now)).toBe(1)
    expect(clock.reads()).toBeLessThan(15)
  })

  test('waits for the first step of a very coarse one', () => {
    const clock = clockOf({ readMs: 1e-3, stepMs: 15.6 })
    expect(timerStep(clock.now)).toBeCloseTo(15.6, 9)
    expect(clock.reads()).toBeLessThan(50_000)
  })
})

describe('batchFor', () => {
  test.for([
    // A step of 1 µs.
    [1, 1],
    [0.01, 1],
    [0.009_999, 101],
    [0.005, 200],
    [0.001, 1_000],
    [0.000_1, 10_000],
    [0.000_01, 100_000],
    [0.000_001, 100_000],
    [0, 100_000],
    [Number.NaN, 1],
    [Infinity, 1],
  ] as const)('times iterations of %d ms in batches of %d', ([iterationMs, batch]) => {
    expect(batchFor(iterationMs, 1e-3)).toBe(batch)
  })

  test('is 1 for a clock that stands still: no batch would be seen on it', () => {
    expect(batchFor(0, Infinity)).toBe(1)
    expect(batchFor(1, Infinity)).toBe(1)
  })

  test('is a whole number whose iterations take a thousand steps, where that many are allowed', () => {
    const positive = fc.double({ min: 1e-9, max: 1e3, noNaN: true })
    fc.assert(
      fc.property(positive, positive, (iterationMs, stepMs) => {
        const batch = batchFor(iterationMs, stepMs)
        expect(batch).toSatisfy(Number.isInteger)
        expect(batch).toBeGreaterThanOrEqual(1)
        expect(batch).toBeLessThanOrEqual(100_000)
        if (iterationMs >= stepMs * 10) expect(batch).toBe(1)
        else if (batch < 100_000) {
          expect(batch * iterationMs).toBeGreaterThanOrEqual(stepMs * 1_000 * (1 - 1e-9))
          expect((batch - 1) * iterationMs).toBeLessThan(stepMs * 1_000 * (1 + 1e-9))
        }
      }),
    )
  })
})
