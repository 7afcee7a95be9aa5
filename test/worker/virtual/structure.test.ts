import '../../helpers/setup-clock-shims.ts'
import { setTimeout as delay, setInterval as ticks, scheduler } from 'node:timers/promises'
import { promisify } from 'node:util'
import pLimit from 'p-limit'
import PQueue from 'p-queue'
import pRetry from 'p-retry'
import { describe, expect, test } from 'vitest'
import { runVirtual } from '../../../src/worker/virtual/run-virtual.ts'
import type { VirtualClock } from '../../../src/worker/virtual/virtual-clock.ts'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))
const promisified = promisify(setTimeout)

/** Each takes exactly so many virtual ms. */
const STRUCTURES: [string, number, (clock: VirtualClock) => unknown][] = [
  [
    'three calls one after another',
    2_400,
    async () => {
      for (let i = 0; i < 3; i++) await sleep(800)
    },
  ],
  [
    'ten in parallel: the longest',
    1_000,
    () => Promise.all(Array.from({ length: 10 }, (_, i) => sleep(100 * (i + 1)))),
  ],
  [
    'p-limit(5) over 20',
    1_200,
    () => {
      const limit = pLimit(5)
      return Promise.all(Array.from({ length: 20 }, () => limit(() => sleep(300))))
    },
  ],
  [
    'p-queue(3) over 10',
    400,
    () => {
      const queue = new PQueue({ concurrency: 3 })
      return Promise.all(Array.from({ length: 10 }, () => queue.add(() => sleep(100))))
    },
  ],
  [
    'p-retry with exponential back-off',
    7_040,
    () =>
      pRetry(
        async (attempt) => {
          await sleep(10)
          if (attempt < 4) throw new Error('again')
        },
        { retries: 5, minTimeout: 1_000, factor: 2 },
      ),
  ],
  [
    'single flight: one call for ten',
    250,
    async () => {
      let flight: Promise<void> | undefined
      let hits = 0
      const call = (): Promise<void> =>
        (flight ??= (async () => {
          hits++
          await sleep(250)
        })())
      await Promise.all(Array.from({ length: 10 }, call))
      expect(hits).toBe(1)
    },
  ],
  [
    'a timeout of 2 s over a call of 3 s',
    2_000,
    async () => {
      const signal = AbortSignal.timeout(2_000)
      await expect(delay(3_000, undefined, { signal })).rejects.toMatchObject({
        name: 'AbortError',
        code: 'ABORT_ERR',
        cause: { name: 'TimeoutError', message: 'The operation was aborted due to timeout' },
      })
    },
  ],
  ['timers/promises, imported before', 70, () => delay(70)],
  ['scheduler.wait', 70, () => scheduler.wait(70)],
  ['promisify(setTimeout), made before', 70, () => promisified(70)],
  [
    'an interval as an iterator',
    300,
    async () => {
      let seen = 0
      for await (const value of ticks(100, 'tick')) {
        expect(value).toBe('tick')
        if (++seen === 3) break
      }
    },
  ],
  [
    'an interval',
    500,
    () =>
      new Promise<void>((resolve) => {
        let left = 5
        const timer = setInterval(() => {
          if (--left > 0) return
          clearInterval(timer)
          resolve()
        }, 100)
      }),
  ],
  [
    'immediates, ticks and microtasks take no time',
    10,
    async () => {
      await new Promise((resolve) => void setImmediate(resolve))
      await new Promise<void>((resolve) => process.nextTick(resolve))
      await new Promise<void>((resolve) => queueMicrotask(resolve))
      await sleep(10)
    },
  ],
  ['sub-millisecond sleeps', 0.3, (clock) => clock.sleep(0.3)],
  [
    'modelled work makes timers late',
    50,
    async (clock) => {
      const due = sleep(20)
      clock.work(50)
      await due
    },
  ],
  ['advance', 120, (clock) => clock.advance(120)],
  [
    'advance ends after what is due at its last instant',
    100,
    async (clock) => {
      const order: string[] = []
      const advanced = clock.advance(100).then(() => order.push('advance'))
      setTimeout(() => {
        order.push('timer')
      }, 100)
      await advanced
      expect(order).toEqual(['timer', 'advance'])
    },
  ],
  [
    'advanceUntilIdle',
    900,
    async (clock) => {
      void sleep(400).then(() => sleep(500))
      setTimeout(() => {}, 5_000).unref()
      await clock.advanceUntilIdle()
    },
  ],
]

describe('runVirtual is exact', () => {
  test.each(STRUCTURES)('%s: %d ms', async (_name, ms, fn) => {
    const run = runVirtual({}, async (clock) => {
      await fn(clock)
      return clock.now()
    })
    expect(await run).toBe(ms)
  })

  test('timers of one instant keep their order', async () => {
    const order: number[] = []
    await runVirtual({}, async () => {
      for (let i = 0; i < 50; i++) setTimeout(() => order.push(i), i % 2 === 0 ? 10 : 5)
      await sleep(10)
    })
    const [odd, even] = [order.filter((i) => i % 2 === 1), order.filter((i) => i % 2 === 0)]
    expect(order).toEqual([...odd, ...even])
    expect(order).toEqual(order.toSorted((a, b) => (a % 2 === b % 2 ? a - b : b - a && (b % 2) - (a % 2))))
  })

  test('all clocks of the code agree', async () => {
    const seen = await runVirtual({}, async () => {
      const start = [performance.now(), process.hrtime.bigint(), Date.now()]
      const before = process.hrtime()
      await sleep(1_234.5)
      return {
        start,
        end: [performance.now(), process.hrtime.bigint(), Date.now()],
        diff: process.hrtime(before),
      }
    })
    expect(seen).toEqual({
      start: [0, 0n, Date.UTC(2026, 0, 1)],
      end: [1_234.5, 1_234_500_000n, Date.UTC(2026, 0, 1) + 1_234],
      diff: [1, 234_500_000],
    })
  })

  test('the wall clock starts where it is told to', async () => {
    const now = Date.UTC(2030, 5, 1)
    expect(await runVirtual({ now }, () => new Date())).toEqual(new Date(now))
  })

  test('Math.random is one stream by seed', async () => {
    const draw = (seed: number): Promise<number[]> =>
      runVirtual({ seed }, async () => {
        const first = Math.random()
        await sleep(5)
        return [first, Math.random()]
      })
    expect(await draw(7)).toEqual(await draw(7))
    expect(await draw(7)).not.toEqual(await draw(8))
  })

  test('tells what it has done', async () => {
    const stats = await runVirtual({}, async (clock) => {
      await Promise.all([sleep(5), sleep(5), sleep(10)])
      return clock.stats
    })
    expect(stats).toEqual({ jumps: 2, turns: expect.any(Number), timersFired: 3, realIoMs: 0, cpuMs: 0 })
  })
})
