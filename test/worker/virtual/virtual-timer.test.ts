import '../../helpers/setup-clock-shims.ts'
import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, test } from 'vitest'
import { realTime } from '../../../src/worker/real-time.ts'
import { runVirtual } from '../../../src/worker/virtual/run-virtual.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

describe("a timer of a run behaves as Node's", () => {
  test.each([
    [undefined, 1],
    [null, 1],
    [NaN, 1],
    [0, 1],
    [-5, 1],
    ['12', 12],
    [2 ** 31, 1],
    [2 ** 31 - 1, 2 ** 31 - 1],
    [1.5, 1.5],
  ])('a delay of %s is one of %d ms', async (delay, ms) => {
    const run = runVirtual({ maxVirtualMs: Infinity }, async (clock) => {
      await new Promise((resolve) => void setTimeout(resolve, delay as number))
      return clock.now()
    })
    expect(await run).toBe(ms)
  })

  test('hands its arguments on, and is `this`', async () => {
    await runVirtual({}, async () => {
      const seen = await new Promise((resolve) => {
        const timer = setTimeout(
          function (this: unknown, ...args: unknown[]) {
            resolve([this === timer, ...args])
          },
          5,
          'a',
          2,
        )
      })
      expect(seen).toEqual([true, 'a', 2])
    })
  })

  test('is one of the class of Node', async () => {
    const real = realTime.setTimeout(() => {}, 1)
    await runVirtual({}, () => {
      const timer = setTimeout(() => {}, 1)
      expect(timer.constructor).toBe(real.constructor)
      expect(timer).toBeInstanceOf(real.constructor)
      clearTimeout(timer)
    })
    clearTimeout(real)
  })

  test.each([
    ['clearTimeout', (timer: NodeJS.Timeout) => clearTimeout(timer)],
    ['clearInterval', (timer: NodeJS.Timeout) => clearInterval(timer)],
    ['its number', (timer: NodeJS.Timeout) => clearTimeout(+timer)],
    ['its number as text', (timer: NodeJS.Timeout) => clearTimeout(String(+timer))],
    ['close', (timer: NodeJS.Timeout) => timer.close()],
    ['dispose', (timer: NodeJS.Timeout) => timer[Symbol.dispose]()],
    ["Node's own clearTimeout", (timer: NodeJS.Timeout) => realTime.clearTimeout(timer)],
  ])('is cleared by %s, and refresh does not bring it back', async (_name, clear) => {
    await runVirtual({}, async () => {
      let fired = false
      const timer = setTimeout(() => {
        fired = true
      }, 5)
      clear(timer)
      timer.refresh()
      await sleep(20)
      expect(fired).toBe(false)
    })
  })

  test('values that are no timers are ignored', async () => {
    await runVirtual({}, () => {
      for (const value of [undefined, null, 12_345_678, 'x', {}]) clearTimeout(value as undefined)
    })
  })

  test('a callback that is no function is refused as by Node', async () => {
    const set = setTimeout as (callback: unknown, ms: number) => unknown
    const real = thrownBy(() => set('x', 5))
    await runVirtual({}, () => {
      const virtual = thrownBy(() => set('x', 5))
      expect(virtual).toBeInstanceOf(TypeError)
      expect(virtual.message).toBe(real.message)
    })
  })

  test('ref, unref and hasRef', async () => {
    await runVirtual({}, () => {
      const timer = setTimeout(() => {}, 5)
      expect([timer.hasRef(), timer.unref().hasRef(), timer.ref().hasRef()]).toEqual([true, false, true])
      timer.close()
    })
  })

  test('refresh begins anew, also after it has fired', async () => {
    await runVirtual({}, async (clock) => {
      const fired: number[] = []
      const timer = setTimeout(() => fired.push(clock.now()), 10)
      await sleep(5)
      timer.refresh()
      await sleep(20)
      timer.refresh()
      await sleep(20)
      expect(fired).toEqual([15, 35])
    })
  })

  test('an interval begins anew when its callback has returned', async () => {
    await runVirtual({}, async (clock) => {
      const fired: number[] = []
      const timer = setInterval(() => {
        fired.push(clock.now())
        clock.work(5)
      }, 10)
      await sleep(45)
      clearInterval(timer)
      expect(fired).toEqual([10, 25, 40])
    })
  })

  test('keeps the async context of whoever made it', async () => {
    const names = new AsyncLocalStorage<string>()
    await runVirtual({}, async () => {
      const seen = await names.run('a', () => {
        return new Promise((resolve) => void setTimeout(() => resolve(names.getStore()), 5))
      })
      expect(seen).toBe('a')
    })
  })
})

describe('a timer outlives its run', () => {
  test('with what is left of it, in real time', async () => {
    const start = realTime.now()
    const fired = Promise.withResolvers<void>()
    await runVirtual({}, async () => {
      setTimeout(fired.resolve, 5_030)
      await sleep(5_000)
    })
    await fired.promise
    const ms = realTime.now() - start
    expect(ms).toBeGreaterThan(25)
    expect(ms).toBeLessThan(4_000)
  })

  test('an interval goes on, and can be cleared', async () => {
    let timer: NodeJS.Timeout | undefined
    let count = 0
    await runVirtual({}, () => {
      timer = setInterval(() => count++, 5)
    })
    await sleep(60)
    clearInterval(timer)
    const seen = count
    expect(seen).toBeGreaterThan(1)
    await sleep(30)
    expect(count).toBe(seen)
  })

  test('refresh takes it to the clock of the next run, and back to real time', async () => {
    const fired: number[] = []
    let timer: NodeJS.Timeout | undefined
    let now = (): number => -1
    await runVirtual({}, async (clock) => {
      now = () => clock.now()
      timer = setTimeout(() => fired.push(now()), 100).unref()
      await sleep(100)
    })
    await runVirtual({}, async (clock) => {
      now = () => clock.now()
      timer?.refresh()
      await sleep(150)
    })
    expect(fired).toEqual([100, 100])
    const start = realTime.now()
    now = () => realTime.now() - start
    timer?.refresh()
    await sleep(130)
    expect(fired).toHaveLength(3)
    expect(fired[2]).toBeGreaterThan(95)
  })
})
