import '../../helpers/setup-clock-shims.ts'
import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, test } from 'vitest'
import { realTime } from '../../../src/worker/real-time.ts'
import { noteRunning } from '../../../src/worker/running-tests.ts'
import { scopes } from '../../../src/worker/scope.ts'
import type { TestRun } from '../../../src/worker/test-run.ts'
import { runVirtual } from '../../../src/worker/virtual/run-virtual.ts'
import { testRun } from '../../helpers/test-run.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

function inTest<T>(test: TestRun, fn: () => T): T {
  return scopes.run({ test }, fn)
}

/** Calls back without any async context, as a pool of connections does. */
function withoutContext<T>(fn: () => T): T {
  return outside(fn)
}
const outside = AsyncLocalStorage.snapshot()

describe('a test beside a virtual run', () => {
  test('lives in real time, and neither is disturbed', async () => {
    const [mine, other] = [testRun(), testRun()]
    const start = realTime.now()
    const [virtualMs, seen] = await Promise.all([
      inTest(mine, () =>
        runVirtual({}, async (clock) => {
          for (let i = 0; i < 1_000; i++) await sleep(900)
          return clock.now()
        }),
      ),
      inTest(other, async () => {
        const [startedMs, startedAt] = [performance.now(), Date.now()]
        await sleep(30)
        await new Promise((resolve) => void setImmediate(resolve))
        return { ms: performance.now() - startedMs, wallMs: Date.now() - startedAt }
      }),
    ])
    expect(virtualMs).toBe(900_000)
    expect(seen.ms).toBeGreaterThan(28)
    expect(Math.abs(seen.ms - seen.wallMs)).toBeLessThan(5)
    expect(realTime.now() - start).toBeGreaterThan(28)
  })

  test('runs queue for their turn, in order', async () => {
    const order: string[] = []
    const run = (name: string): Promise<void> =>
      runVirtual({}, async (clock) => {
        order.push(`${name} begins at ${clock.now()}`)
        await sleep(100)
        order.push(`${name} ends at ${clock.now()}`)
      })
    await Promise.all(['a', 'b', 'c'].map(run))
    expect(order).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins at 0`, `${name} ends at 100`]))
  })

  test('a run that fails lets the next one have its turn', async () => {
    const failed = runVirtual({}, () => Promise.reject(new Error('broken')))
    const next = runVirtual({}, async (clock) => {
      await sleep(10)
      return clock.now()
    })
    await expect(failed).rejects.toThrow('broken')
    expect(await next).toBe(10)
  })
})

describe('code without async context', () => {
  test('lives in the virtual time of the only test', async () => {
    const fired = await runVirtual({}, async (clock) => {
      await new Promise((resolve) => withoutContext(() => setTimeout(resolve, 500)))
      return clock.now()
    })
    expect(fired).toBe(500)
  })

  test('is refused where it may be that of a neighbour', async () => {
    const [mine, other] = [testRun(), testRun()]
    noteRunning(mine)
    noteRunning(other)
    const error = await inTest(mine, () =>
      runVirtual({}, () => thrownBy(() => withoutContext(() => setTimeout(() => {}, 5)))),
    )
    expect(error.message).toBe(
      `setTimeout was called without async context while the test "${mine.test.name}" runs on the virtual clock and other tests run beside it: cannot tell which clock it means. ` +
        'Run the test without .concurrent, or keep the context: AsyncLocalStorage.bind(callback).',
    )
    expect(mine.failures).toEqual([error])
    other.end()
    mine.end()
  })
})

test('what a run has left going lives in real time', async () => {
  const late = Promise.withResolvers<number>()
  await runVirtual({}, () => {
    setTimeout(() => {
      const start = realTime.now()
      setTimeout(() => late.resolve(realTime.now() - start), 30)
    }, 10)
  })
  await runVirtual({}, () => sleep(10_000))
  expect(await late.promise).toBeGreaterThan(28)
})
