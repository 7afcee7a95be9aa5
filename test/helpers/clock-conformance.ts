import { describe, expect, test } from 'vitest'
import type { Clock } from '../../src/core/time/clock.ts'
import { rejectionOf } from './thrown-by.ts'

/** What holds for every clock. */
export function describeClock(
  name: string,
  withClock: <T>(fn: (clock: Clock) => Promise<T>) => Promise<T>,
): void {
  describe(`${name} keeps the rules of clocks`, () => {
    test('never sleeps shorter than asked', () =>
      withClock(async (clock) => {
        const slept = await Promise.all(
          Array.from({ length: 50 }, async (_, i) => {
            const [ms, start] = [0.1 + i / 10, clock.now()]
            await clock.sleep(ms)
            return clock.now() - start - ms
          }),
        )
        expect(Math.min(...slept)).toBeGreaterThan(-1e-6)
      }))

    test('never goes backwards', () =>
      withClock(async (clock) => {
        const seen: number[] = []
        for (let i = 0; i < 20; i++) {
          seen.push(clock.now())
          await clock.sleep(i % 3)
        }
        expect(seen).toEqual(seen.toSorted((a, b) => a - b))
      }))

    test('sleeping no time does not wait', () =>
      withClock(async (clock) => {
        await clock.sleep(0)
        await clock.sleep(-5)
      }))

    test('the shorter sleep ends first', () =>
      withClock(async (clock) => {
        const order: number[] = []
        await Promise.all([20, 5, 10].map((ms) => clock.sleep(ms).then(() => order.push(ms))))
        expect(order).toEqual([5, 10, 20])
      }))

    test('wakes up at once when the signal is aborted, with its reason', () =>
      withClock(async (clock) => {
        const controller = new AbortController()
        const sleeping = clock.sleep(60_000, controller.signal)
        const reason = new Error('enough')
        const start = clock.now()
        controller.abort(reason)
        expect(await rejectionOf(sleeping)).toBe(reason)
        expect(clock.now() - start).toBeLessThan(1_000)
      }))

    test('does not fall asleep when the signal was aborted before', () =>
      withClock(async (clock) => {
        const reason = new Error('enough')
        expect(await rejectionOf(clock.sleep(60_000, AbortSignal.abort(reason)))).toBe(reason)
      }))
  })
}
