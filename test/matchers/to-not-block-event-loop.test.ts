import { describe, expect, test } from 'vitest'
import * as matchers from '../../matchers/index.ts'
import { SkillperfError } from '../../src/core/errors.ts'
import { installClockShims } from '../../src/worker/virtual/shims/install.ts'
import { inTest } from '../helpers/in-test.ts'
import { measurementOf } from '../helpers/measurement-of.ts'

installClockShims()
expect.extend(matchers)

/** Stands still, whatever else the machine does. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

async function errorOf(promise: Promise<void>): Promise<Error> {
  return promise.then(
    () => new Error('nothing was thrown'),
    (error: Error) => error,
  )
}

describe('expect(fn).toNotBlockEventLoop', () => {
  test('passes where nothing computes for long', async () => {
    // Longer than any machine stands still three times in a row.
    await expect(() => new Promise((resolve) => setTimeout(resolve, 5))).toNotBlockEventLoop('30 s')
  })

  test('fails where something stands still', async () => {
    let calls = 0
    const fn = async (): Promise<void> => {
      calls++
      await Promise.resolve()
      block(30)
    }
    const { message } = await errorOf(expect(fn).toNotBlockEventLoop('20ms'))
    expect(calls).toBe(3)
    const [title, , expected, received] = message.split('\n')
    expect(title).toBe('expect(fn).toNotBlockEventLoop("20ms")   real clock')
    expect(expected).toMatch(/^Expected longest block {2}< +20 ms$/)
    expect(received).toMatch(
      /^Received longest block +[\d.]+ ms {10}the shortest of 3 attempts: [\d. ]+ · [\d. ]+ · [\d. ]+$/,
    )
    await expect(fn).not.toNotBlockEventLoop(20)
  })

  test('under .not one attempt that does not block is enough', async () => {
    let calls = 0
    const fn = (): number => calls++
    const { message } = await errorOf(expect(fn).not.toNotBlockEventLoop(25_000))
    expect(message).toContain('expect(fn).not.toNotBlockEventLoop(25000)   real clock')
    expect(message).toContain('Expected longest block  ≥ 25 000 ms')
    expect(calls).toBe(1)
  })

  test('throws what the function throws', async () => {
    const boom = new Error('boom')
    const fails = (): never => {
      throw boom
    }
    expect(await errorOf(expect(fails).toNotBlockEventLoop(10))).toBe(boom)
    expect(await errorOf(expect(() => Promise.reject(boom)).not.toNotBlockEventLoop(10))).toBe(boom)
  })

  test.for<[string, unknown, string]>([
    ['a measurement', measurementOf([1]), 'an instance of Measurement'],
    ['a number', 7, '7'],
    ['a promise', Promise.resolve(), 'a promise, whose work has begun already'],
  ])('refuses %s', async ([, subject, received]) => {
    for (const assertion of [expect(subject), expect(subject).not]) {
      const error = await errorOf(assertion.toNotBlockEventLoop(50))
      expect(error).toBeInstanceOf(SkillperfError)
      expect(error.message).toBe(
        `toNotBlockEventLoop runs a function and watches the event loop meanwhile, received ${received}. Write:\n\n  await expect(() => research(query)).toNotBlockEventLoop(50)`,
      )
    }
  })

  test('refuses a limit that is none', async () => {
    const error = await errorOf(expect(() => {}).toNotBlockEventLoop('50' as never))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(
      'toNotBlockEventLoop: the limit has no unit, received "50". Write \'50ms\', or the number 50.',
    )
  })

  test('in virtual time it says why not', async () => {
    await inTest(async (perf) => {
      await perf.virtual(async () => {
        const { message } = await errorOf(expect(() => {}).toNotBlockEventLoop(50))
        expect(message).toBe(
          'toNotBlockEventLoop: time is virtual here, and computing takes none of it, so that no block could be seen. Use it in a test on the real clock, outside of perf.virtual(fn).',
        )
      })
    })
  })
})
