import { describe, expect, test, vi } from 'vitest'
import * as matchers from '../../matchers/index.ts'
import { SkillperfError } from '../../src/core/errors.ts'
import { fixed, tool } from '../../src/mocks.ts'
import { installClockShims } from '../../src/worker/virtual/shims/install.ts'
import { inTest } from '../helpers/in-test.ts'
import { measurementOf } from '../helpers/measurement-of.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

installClockShims()
expect.extend(matchers)
// Time enough on a machine that is busy with everything else, too.
vi.setConfig({ testTimeout: 120_000 })

let calls = 0
/** As long as it takes, whatever else the machine does. */
const PATIENT = { maxTime: '1min' } as const

/** The lines of a message without the figures, which are the machine's. */
const lines = (message: string): string[] =>
  message.split('\n').map((line) => line.replace(/\d[\d. ]*/g, '0'))

describe('expect(fn).toAllocateBelow', () => {
  test('passes below the limit, and fails under .not', async () => {
    const small = (): object => ({ a: calls++ })
    await expect(small).toAllocateBelow('64 B', PATIENT)
    const { message } = await rejectionOf(expect(small).not.toAllocateBelow(64, PATIENT))
    expect(lines(message)[0]).toBe('expect(fn).not.toAllocateBelow(0, { maxTime: "0min" })   bytes per call')
    expect(lines(message)[2]).toMatch(/^Expected allocation {2}≥ +0B$/)
  })

  test('fails from the limit up, and passes under .not', async () => {
    const large = (): unknown[] => new Array(1_000).fill(calls++)
    await expect(large).not.toAllocateBelow('2KB', PATIENT)
    const { message } = await rejectionOf(expect(large).toAllocateBelow('2KB', PATIENT))
    const [title, , expected, received, , heap, offHeap] = message.split('\n')
    expect(title).toBe('expect(fn).toAllocateBelow("2KB", { maxTime: "1min" })   bytes per call')
    expect(expected).toMatch(/^Expected allocation {2}< +2 KB$/)
    expect(received).toMatch(
      /^Received allocation {4}8\.0\d KB {10}[78]\.[\d.]+ KB to 8\.[\d.]+ KB · [\d ]+ calls in \d+ blocks, after [\d ]+ to warm up · resolution [\d.]+ B$/,
    )
    expect(heap).toMatch(/^ {2}heap {6}8\.0\d KB$/)
    expect(offHeap).toMatch(
      /^ {2}off-heap +[\d.]+ B {3}buffers, and what else objects hold outside of the heap$/,
    )
    expect(message.split('\n').at(-1)).toBe(
      'Next step: look for copies: spreads, slices, `concat`, JSON there and back, closures made in each call. `(await perf.memory(fn)).print()` names the functions that allocate most.',
    )
  })

  test('counts what lies off the heap apart, to the byte', async () => {
    const { message } = await rejectionOf(
      expect(() => Buffer.alloc(100_000)).toAllocateBelow('50KB', PATIENT),
    )
    expect(message).toMatch(/\n {2}off-heap +100 KB /)
    expect(message).toMatch(/Next step: look for buffers that could be read in pieces or used again\./)
  })

  test('awaits promises without counting that, and reads streams to their end', async () => {
    let read = 0
    const settled = Promise.resolve(7)
    await expect(() => settled).toAllocateBelow('8 B', PATIENT)
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(10_000)
      read++
    }
    await expect(stream).not.toAllocateBelow('10KB', PATIENT)
    expect(read).toBeGreaterThan(10)
  })

  test('throws what the function throws', async () => {
    const boom = new Error('boom')
    const fails = (): never => {
      throw boom
    }
    expect(await rejectionOf(expect(fails).toAllocateBelow(10))).toBe(boom)
    expect(await rejectionOf(expect(() => Promise.reject(boom)).not.toAllocateBelow(10))).toBe(boom)
  })

  test.for<[string, unknown, string]>([
    ['a measurement', measurementOf([1]), 'an instance of Measurement'],
    ['a number', 7, '7'],
    ['a promise', Promise.resolve(), 'a promise, whose work has begun already'],
  ])('refuses %s', async ([, subject, received]) => {
    const error = await rejectionOf(expect(subject).toAllocateBelow('2KB'))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(
      `toAllocateBelow calls a function over and over, received ${received}. Write:\n\n  await expect(() => research(query)).toAllocateBelow("2KB")`,
    )
  })

  test.for<[string, unknown[], string]>([
    [
      'a limit without a unit',
      ['2000'],
      'toAllocateBelow: the limit has no unit, received "2000". Write \'2000B\', or the number 2000.',
    ],
    [
      'an option that nobody knows',
      [10, { warmUp: 3 }],
      'toAllocateBelow: unknown option `warmUp`. Did you mean `warmup`? Known: warmup, maxTime, clock.',
    ],
    [
      'a warm-up that is none',
      [10, { warmup: -1 }],
      'toAllocateBelow: `warmup` must be a whole number from 0 up, received -1. Leave it out for the default.',
    ],
    [
      'options that are none',
      [10, 5],
      "toAllocateBelow: options must be a plain object, received 5. Write await expect(fn).toAllocateBelow('2KB', { maxTime: '2s' }).",
    ],
  ])('refuses %s', async ([, args, message]) => {
    const assertion = expect(() => {})
    expect((await rejectionOf(assertion.toAllocateBelow(...(args as [number])))).message).toBe(message)
  })
})

describe('in a test', () => {
  test('a concurrent one is refused', async () => {
    await inTest(
      async () => {
        const { message } = await rejectionOf(expect(() => {}).toAllocateBelow(10))
        expect(message).toContain('toAllocateBelow: this test is concurrent')
      },
      { concurrent: true },
    )
  })

  test('what cannot be told passes with a warning, or fails where that is asked for', async () => {
    const object = (): object => ({ a: calls++ })
    const warnings = await inTest(async (_, run) => {
      const warned: string[] = []
      run.warn = (text) => void warned.push(text)
      await expect(object).toAllocateBelow(32, PATIENT)
      await expect(object).not.toAllocateBelow(32, PATIENT)
      return warned
    })
    expect(warnings).toHaveLength(2)
    expect(warnings[0]).toMatch(
      /\nInconclusive: a call allocates [23][\d.]* B to 3[\d.]* B, and the limit of 32 B lies in between\.\nNext step: /,
    )
    await inTest(
      async () => {
        for (const assertion of [expect(object), expect(object).not]) {
          const { message } = await rejectionOf(assertion.toAllocateBelow(32, PATIENT))
          expect(message).toContain('Inconclusive: ')
        }
      },
      { inconclusive: 'fail' },
    )
  })

  test('waiting takes no time on the virtual clock', async () => {
    await inTest(async (perf) => {
      perf.network([tool.get('https://search.example/', { latency: fixed(60_000), json: { hits: [1, 2] } })])
      const search = async (): Promise<unknown> => (await fetch('https://search.example/')).json()
      await expect(search).toAllocateBelow('1MB', { ...PATIENT, clock: 'virtual' })
      await expect(search).not.toAllocateBelow('100 B', { ...PATIENT, clock: 'virtual' })
    })
  })
})
