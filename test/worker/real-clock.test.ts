import { afterEach, describe, expect, test, vi } from 'vitest'
import { realClock } from '../../src/worker/real-clock.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('realClock', () => {
  test('never sleeps shorter than asked', async () => {
    const slept = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const [ms, start] = [0.1 + i / 40, realClock.now()]
        await realClock.sleep(ms)
        return realClock.now() - start - ms
      }),
    )
    expect(Math.min(...slept)).toBeGreaterThanOrEqual(0)
  })

  test('goes on under fake timers', async () => {
    vi.useFakeTimers()
    const before = realClock.now()
    await realClock.sleep(3)
    expect(realClock.now()).toBeGreaterThan(before)
  })

  test('wakes up at once when the signal is aborted, with its reason', async () => {
    const controller = new AbortController()
    const sleeping = realClock.sleep(60_000, controller.signal)
    const reason = new Error('enough')
    controller.abort(reason)
    expect(await rejectionOf(sleeping)).toBe(reason)
  })

  test('does not fall asleep when the signal was aborted before', async () => {
    const reason = new Error('enough')
    expect(await rejectionOf(realClock.sleep(60_000, AbortSignal.abort(reason)))).toBe(reason)
  })
})
