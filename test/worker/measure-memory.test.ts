import { describe, expect, test } from 'vitest'
import { installClockShims } from '../../src/worker/virtual/shims/install.ts'
import { inTest } from '../helpers/in-test.ts'

installClockShims()

let calls = 0

describe('memory of a measurement', () => {
  test('collections are counted on the real clock, and not in virtual time', async () => {
    await inTest(async (perf) => {
      const garbage = (): unknown => new Array(10_000).fill(calls++)
      const run = await perf.measure('garbage', { iterations: 300 }, garbage)
      expect(run.gc?.collections).toBeGreaterThan(0)
      expect(run.gc?.pauseMs).toBeGreaterThan(0)
      expect(run.gc?.share).toBeLessThanOrEqual(1)
      expect(run.allocated).toBeUndefined()
      const virtual = await perf.measure('virtual', { iterations: 30, clock: 'virtual' }, garbage)
      expect(virtual.gc).toBeUndefined()
    })
  })

  test.for<[string, number, () => unknown]>([
    ['an array', 8_048, () => new Array(1_000).fill(calls++)],
    ['nothing', 0, () => calls++],
  ])('counts bytes of %s where they are asked for', async ([, bytes, fn]) => {
    await inTest(async (perf) => {
      const { allocated } = await perf.measure('one by one', { iterations: 2_000, memory: true }, fn)
      expect(Math.abs((allocated?.heapBytes ?? NaN) - bytes)).toBeLessThan(200 + bytes * 0.05)
      expect(allocated?.offHeapBytes).toBeLessThan(100)
    })
  })

  test('counts them of what is awaited, in virtual time and in batches, too', async () => {
    await inTest(async (perf) => {
      const wait = async (): Promise<unknown> => {
        await new Promise((resolve) => setTimeout(resolve, 1_000))
        return Buffer.alloc(50_000)
      }
      const { allocated } = await perf.measure(
        'virtual',
        { clock: 'virtual', iterations: 200, memory: true },
        wait,
      )
      expect(allocated?.offHeapBytes).toBeGreaterThan(49_000)
      expect(allocated?.offHeapBytes).toBeLessThan(51_000)
      const batched = await perf.measure('batched', { memory: true }, () => ({ a: calls++ }))
      expect(batched.batch).toBeGreaterThan(1)
      expect(batched.allocated?.heapBytes).toBeLessThan(200)
    })
  })

  test('refuses what is neither true nor false', async () => {
    await inTest(async (perf) => {
      await expect(perf.measure('one', { memory: 1 as never }, () => 1)).rejects.toThrow(
        'perf.measure "one": `memory` must be true or false, received 1. Leave it out for the default.',
      )
    })
  })
})
