import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { rejectionOf } from '../../helpers/thrown-by.ts'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

/** Another copy of the package, as a linked workspace package is one for each test file. */
async function copy() {
  vi.resetModules()
  const { installClockShims } = await import('../../../src/worker/virtual/shims/install.ts')
  const { runVirtual } = await import('../../../src/worker/virtual/run-virtual.ts')
  installClockShims()
  return runVirtual
}

afterEach(() => void vi.resetModules())

describe('several copies in one process', () => {
  test('are copies', async () => {
    expect(await copy()).not.toBe(await copy())
  })

  test('put the shims in place once', async () => {
    await copy()
    const shown = (): unknown[] => [
      setTimeout,
      clearInterval,
      Date,
      MessageChannel,
      Reflect.get(performance, 'now'),
      Reflect.get(process, 'hrtime'),
      Reflect.get(Math, 'random'),
      Reflect.get(AbortSignal, 'timeout'),
      Reflect.get(MessagePort.prototype, 'postMessage'),
    ]
    const first = shown()
    await copy()
    for (const [index, shim] of shown().entries()) expect(shim).toBe(first[index])
  })

  test('take turns, and each sees the time of the other', async () => {
    const [one, other] = [await copy(), await copy()]
    const order: string[] = []
    const run = (runVirtual: typeof one, name: string): Promise<void> =>
      runVirtual({}, async (clock) => {
        order.push(`${name} begins`)
        await sleep(900)
        order.push(`${name} ends at ${clock.now()}, ${performance.now()}`)
      })
    await Promise.all([run(one, 'one'), run(other, 'other')])
    expect(order).toEqual(['one begins', 'one ends at 900, 900', 'other begins', 'other ends at 900, 900'])
  })

  test('refuse a run within a run of another', async () => {
    const [one, other] = [await copy(), await copy()]
    const { message } = await rejectionOf(one({}, () => other({}, () => 1)))
    expect(message).toBe(
      'virtual time: this code runs in virtual time already, and one run would wait for the other. Measure one after the other.',
    )
  })

  test('clear the timers of another', async () => {
    const [one, other] = [await copy(), await copy()]
    const fired = await one({}, async () => {
      let fired = false
      const timer = setTimeout(() => (fired = true), 10_000)
      return { timer, fired: () => fired }
    })
    await other({}, async () => {
      clearTimeout(fired.timer)
      await sleep(20_000)
    })
    expect(fired.fired()).toBe(false)
  })

  test('refuse real I/O at the place of the call', async () => {
    const [, other] = [await copy(), await copy()]
    const { readFile } = await import('node:fs/promises')
    const { message } = await rejectionOf(other({}, () => readFile(fileURLToPath(import.meta.url))))
    expect(message).toContain(`virtual time: real I/O: the file ${fileURLToPath(import.meta.url)}, called at`)
  })
})
