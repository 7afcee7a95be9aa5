import { describe, expect, test } from 'vitest'
import { createHost } from '../../src/worker/calls/host.ts'
import { currentClock } from '../../src/worker/current-clock.ts'
import { createPerf } from '../../src/worker/perf.ts'
import type { Perf } from '../../src/worker/perf.ts'
import { installClockShims } from '../../src/worker/virtual/shims/install.ts'
import { testRun } from '../helpers/test-run.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

installClockShims()

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const perfOf = (): Perf => createPerf(testRun({ name: 'a test' }))

describe('perf.virtual', () => {
  test('gives the value, the time and the calls', async () => {
    const result = await perfOf().virtual(async () => {
      await sleep(1_234)
      return 'an answer'
    })
    expect(result).toStrictEqual({
      value: 'an answer',
      elapsed: 1_234,
      counts: {},
      retries: 0,
      chain: [],
      serialDepth: 0,
      tokens: { in: 0, out: 0, total: 0 },
    })
  })

  test('gives retries, the longest chain and tokens', async () => {
    const run = testRun()
    const host = createHost(run, currentClock(run), () => {})
    const call = async (name: string, ms: number, status = 200): Promise<void> => {
      const one = host.call(name, { kind: 'llm', method: 'POST', url: 'https://llm.example/' })
      one.asked('why?')
      await host.clock.sleep(ms)
      one.usage({ input: 100, output: 7, model: 'gpt-x' })
      one.end({ status })
    }
    const { counts, ...result } = await createPerf(run).virtual(async () => {
      await call('llm', 5, 503)
      await call('llm', 5)
      await Promise.all([call('a', 1), call('b', 2)])
    })
    expect(result).toStrictEqual({
      value: undefined,
      elapsed: 12,
      retries: 1,
      chain: ['llm', 'llm', 'a'],
      serialDepth: 3,
      tokens: { in: 400, out: 28, total: 428 },
    })
    expect(counts['llm']).toMatchObject({ total: 2, errors: 1, retries: 1, meanMs: 5 })
  })

  test('throws what the function throws', async () => {
    const failed = perfOf().virtual(async () => {
      await sleep(10)
      throw new TypeError('503')
    })
    await expect(failed).rejects.toThrow(new TypeError('503'))
  })

  test('begins anew each time', async () => {
    const perf = perfOf()
    const dates: string[] = []
    for (let run = 0; run < 2; run++) {
      await perf.virtual(async () => {
        await sleep(1)
        dates.push(new Date().toISOString())
      })
    }
    expect(dates).toStrictEqual(['2026-01-01T00:00:00.001Z', '2026-01-01T00:00:00.001Z'])
  })

  test('inside of virtual time is part of it', async () => {
    const perf = perfOf()
    const { value, elapsed } = await perf.virtual(async () => {
      await sleep(5)
      const inner = await perf.virtual(() => sleep(7))
      return inner.elapsed
    })
    expect({ value, elapsed }).toStrictEqual({ value: 7, elapsed: 12 })
  })

  test.for<[string, readonly unknown[], string]>([
    [
      'no function',
      [],
      'perf.virtual: `fn` must be a function, received undefined. Write perf.virtual(() => research(query)): a function to call, not its result.',
    ],
    [
      'a promise',
      [Promise.resolve()],
      'perf.virtual: `fn` must be a function, received an instance of Promise. Write perf.virtual(() => research(query)): a function to call, not its result.',
    ],
    [
      'an unknown option',
      [() => 1, { seeds: 5 }],
      'perf.virtual: unknown option `seeds`. Did you mean `seed`? Known: realIO, cpu, maxVirtual, now, seed.',
    ],
  ])('refuses %s', async ([, args, message]) => {
    const virtual = perfOf().virtual as (...all: readonly unknown[]) => Promise<unknown>
    expect((await rejectionOf(virtual(...args))).message).toBe(message)
  })
})

describe('perf.clock', () => {
  test('is the clock of the run', async () => {
    const { virtual, clock } = perfOf()
    const { value } = await virtual(async () => {
      const fired: number[] = []
      setTimeout(() => fired.push(clock.now()), 10)
      clock.work(25)
      await clock.advance(5)
      setTimeout(() => fired.push(clock.now()), 1_000)
      await clock.advanceUntilIdle()
      const held = await clock.pause(Promise.resolve('held'))
      return { fired, held, now: clock.now(), timers: clock.stats?.timersFired }
    })
    expect(value).toStrictEqual({
      fired: [25, 1_030],
      held: 'held',
      now: 1_030,
      timers: expect.any(Number) as number,
    })
  })

  test('in real time tells it, and cannot be moved', async () => {
    const { clock } = perfOf()
    const before = clock.now()
    clock.work(5_000)
    expect(await clock.pause(Promise.resolve(5))).toBe(5)
    expect(clock.now() - before).toBeLessThan(5_000)
    expect(clock.stats).toBeUndefined()
    for (const [method, call] of [
      ['advance', () => clock.advance(5)],
      ['advanceUntilIdle', () => clock.advanceUntilIdle()],
    ] as const) {
      expect((await rejectionOf(call())).message).toBe(
        `perf.clock.${method}: time is real here, and nobody can move it. ` +
          "Call it in perf.virtual(fn), in a measurement with { clock: 'virtual' }, or in a test with { meta: { skillperf: { clock: 'virtual' } } }.",
      )
    }
  })
})
