import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRunQueue, waitShare } from '../../src/worker/run-queue.ts'
import type { RunQueue } from '../../src/worker/run-queue.ts'

describe('readRunQueue', () => {
  test('tells a time that never goes back, or nothing where the system does not', () => {
    const [before, after] = [readRunQueue(), readRunQueue()]
    if (before === undefined) {
      expect(after).toBeUndefined()
      return
    }
    expect(before.waitedMs).toSatisfy(Number.isFinite)
    expect(before.waitedMs).toBeGreaterThanOrEqual(0)
    expect(after?.waitedMs).toBeGreaterThanOrEqual(before.waitedMs)
  })

  test.runIf(process.platform !== 'linux')('tells nothing outside Linux', () => {
    expect(readRunQueue()).toBeUndefined()
  })
})

describe('waitShare', () => {
  const at = (waitedMs: number): RunQueue => ({ waitedMs })

  test.for<[string, RunQueue | undefined, RunQueue | undefined, number, number | undefined]>([
    ['no waiting', at(5), at(5), 100, 0],
    ['a tenth', at(5), at(15), 100, 0.1],
    ['waking up, which is no waiting', at(5), at(5.49), 1, 0],
    ['half a millisecond, which is', at(5), at(5.5), 1, 0.5],
    ['all of the time', at(0), at(100), 100, 1],
    ['more than the time, which two clocks may say', at(0), at(101), 100, 1],
    ['less than before, which no clock should say', at(5), at(4), 100, 0],
    ['no time', at(0), at(5), 0, undefined],
    ['a time below 0', at(0), at(5), -1, undefined],
    ['no number', at(0), at(5), Number.NaN, undefined],
    ['nothing known before', undefined, at(5), 100, undefined],
    ['nothing known after', at(5), undefined, 100, undefined],
    ['nothing known', undefined, undefined, 100, undefined],
  ])('of %s', ([, before, after, ms, expected]) => {
    expect(waitShare(before, after, ms)).toBe(expected)
  })

  test('is a share', () => {
    const time = fc.double({ min: 0, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(time, time, fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (before, after, ms) => {
        const share = waitShare(at(before), at(after), ms) ?? Number.NaN
        expect(share).toBeGreaterThanOrEqual(0)
        expect(share).toBeLessThanOrEqual(1)
      }),
    )
  })
})
