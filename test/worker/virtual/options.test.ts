import '../../helpers/setup-clock-shims.ts'
import { MessageChannel } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { pause, realTime } from '../../../src/worker/real-time.ts'
import { withRandom } from '../../../src/worker/virtual/active-time.ts'
import { runVirtual } from '../../../src/worker/virtual/run-virtual.ts'
import { randomStream } from '../../../src/core/time/random.ts'
import { rejectionOf, thrownBy } from '../../helpers/thrown-by.ts'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

function burn(ms: number): void {
  const end = realTime.now() + ms
  while (realTime.now() < end);
}

describe("cpu: 'add'", () => {
  test('what the code computes takes its time', async () => {
    const [ms, cpuMs] = await runVirtual({ cpu: 'add' }, async (clock) => {
      await sleep(1_000)
      burn(20)
      await sleep(1_000)
      return [clock.now(), clock.stats.cpuMs]
    })
    expect(ms).toBeGreaterThanOrEqual(2_020)
    expect(ms).toBeLessThan(2_000 + cpuMs + 5)
  })

  test('the clock moves while the code computes', async () => {
    const ms = await runVirtual({ cpu: 'add' }, () => {
      const start = performance.now()
      burn(5)
      return performance.now() - start
    })
    expect(ms).toBeGreaterThanOrEqual(5)
  })

  test('by default it costs nothing', async () => {
    const ms = await runVirtual({}, async (clock) => {
      burn(5)
      await sleep(10)
      burn(5)
      return clock.now()
    })
    expect(ms).toBe(10)
  })
})

test('pause holds the clock while real work is out that cannot be seen', async () => {
  const ms = await runVirtual({}, async (clock) => {
    let fired = false
    setTimeout(() => {
      fired = true
    }, 10).unref()
    await clock.pause(pause(30))
    expect(fired).toBe(false)
    return clock.now()
  })
  expect(ms).toBe(0)
})

test('messages of a channel take no time', async () => {
  const ms = await runVirtual({}, async (clock) => {
    const { port1, port2 } = new MessageChannel()
    let left = 20
    setTimeout(() => {}, 5).unref()
    await new Promise<void>((resolve) => {
      port1.on('message', () => port1.postMessage('again'))
      port2.on('message', () => {
        if (--left === 0) resolve()
        else port2.postMessage('again')
      })
      port2.postMessage('first')
    })
    port1.close()
    return clock.now()
  })
  expect(ms).toBe(0)
})

test('withRandom gives each part a stream of its own', async () => {
  const part = (i: number): Promise<number[]> =>
    withRandom(randomStream(1, i), async () => {
      const first = Math.random()
      await sleep(10 - i)
      return [first, Math.random()]
    })
  const together = await runVirtual({}, () => Promise.all([part(1), part(2)]))
  const alone = [await runVirtual({}, () => part(1)), await runVirtual({}, () => part(2))]
  expect(together).toEqual(alone)
  expect(together[0]).not.toEqual(together[1])
  expect(withRandom(() => 2, Math.random)).toBeLessThan(1)
})

describe('the handle', () => {
  test.each(['advance', 'work'] as const)('%s refuses what is no time', async (method) => {
    await runVirtual({}, async (clock) => {
      const error = method === 'work' ? thrownBy(() => clock.work(-1)) : await rejectionOf(clock.advance(-1))
      expect(error.message).toBe(
        `perf.clock.${method}: the time must be a number of milliseconds from 0 up, received -1. For example: perf.clock.${method}(20).`,
      )
    })
  })

  test('a sleep that outlives its run goes on in real time', async () => {
    const start = realTime.now()
    let sleeping: Promise<void> | undefined
    await runVirtual({}, (clock) => {
      sleeping = clock.sleep(30)
    })
    await sleeping
    expect(realTime.now() - start).toBeGreaterThan(25)
  })
})
