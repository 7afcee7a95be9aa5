import { describe, expect, test, vi } from 'vitest'
import type { IterationContext } from '../../src/core/options/measure-options.ts'
import { endCall, startCall } from '../../src/worker/call-counter.ts'
import { ClosedLoop } from '../../src/worker/closed-loop.ts'
import { IterationSignals } from '../../src/worker/iteration-signals.ts'
import type { Load, LoopLimits } from '../../src/worker/closed-loop.ts'
import { eventLoopTurn, realTime } from '../../src/worker/real-time.ts'
import { scopes } from '../../src/worker/scope.ts'
import { testRun } from '../helpers/test-run.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

function loopOf(load: Partial<Load>, limits: Partial<LoopLimits> = {}): ClosedLoop {
  return new ClosedLoop(
    {
      fn: () => {},
      beforeEach: undefined,
      afterEach: undefined,
      concurrency: 1,
      seed: 1,
      test: testRun(),
      signals: new IterationSignals(),
      ...load,
    },
    { iterations: 5, ...limits },
  )
}

/** Indices in the order in which they began. */
async function indicesOf(limits: Partial<LoopLimits>, concurrency = 1, timeMs?: number): Promise<number[]> {
  const indices: number[] = []
  await loopOf({ fn: ({ iteration }) => indices.push(iteration), concurrency }, limits).run(timeMs)
  return indices
}

describe('ClosedLoop: how many iterations', () => {
  test('runs as many as it should, numbered from 0', async () => {
    expect(await indicesOf({ iterations: 5 })).toStrictEqual([0, 1, 2, 3, 4])
    expect(await indicesOf({ iterations: 0 })).toStrictEqual([])
  })

  test('numbers warm-up from −1 downwards', async () => {
    expect(await indicesOf({ iterations: 3, warmup: true })).toStrictEqual([-1, -2, -3])
  })

  test('runs the first iteration however little time there is', async () => {
    expect(await indicesOf({ iterations: Infinity }, 1, 0)).toStrictEqual([0])
    expect(await indicesOf({ iterations: Infinity }, 1, -5)).toStrictEqual([0])
  })

  test.for([
    [1, 7],
    [3, 7],
    [7, 7],
    [20, 7],
  ] as const)('keeps %d under way, never more, until %d are done', async ([concurrency, iterations]) => {
    let [inFlight, most] = [0, 0]
    const fn = async (): Promise<void> => {
      most = Math.max(most, ++inFlight)
      await eventLoopTurn()
      inFlight--
    }
    const loop = loopOf({ fn, concurrency }, { iterations })
    await loop.run()
    expect(most).toBe(Math.min(concurrency, iterations))
    expect(loop.done).toBe(iterations)
  })

  test('starts its lanes without keeping the event loop, and no more than there is time for', async () => {
    const busy = (): void => {
      for (const end = realTime.now() + 1; realTime.now() < end;);
    }
    const loop = loopOf({ fn: busy, concurrency: 1_000_000 }, { iterations: 1_000_000 })
    let turns = 0
    const ticking = setInterval(() => turns++, 1)
    await loop.run(100)
    clearInterval(ticking)
    expect(turns).toBeGreaterThan(0)
    expect(loop.timeIsUp).toBe(true)
  })

  test('is a closed loop: a lane starts its next iteration when it is done, whatever the others do', async () => {
    const blocked = Promise.withResolvers<void>()
    const indices: number[] = []
    const fn = async ({ iteration }: IterationContext): Promise<void> => {
      indices.push(iteration)
      if (iteration === 0) await blocked.promise
      if (iteration === 4) blocked.resolve()
    }
    await loopOf({ fn, concurrency: 2 }, { iterations: 5 }).run()
    expect(indices).toStrictEqual([0, 1, 2, 3, 4])
  })

  test('starts none after it was stopped', async () => {
    const fn = vi.fn(({ iteration }: IterationContext) => {
      if (iteration === 2) loop.stop()
    })
    const loop = loopOf({ fn }, { iterations: 100 })
    await loop.run()
    expect(fn).toHaveBeenCalledTimes(3)
  })

  test('starts none after it was stopped while it let the event loop turn', async () => {
    const fn = vi.fn(() => {
      // Long enough for the loop to take a turn before the next iteration.
      const until = realTime.now() + 25
      while (realTime.now() < until);
      realTime.setImmediate(() => loop.stop())
    })
    const loop = loopOf({ fn }, { iterations: 100 })
    await loop.run()
    expect(fn).toHaveBeenCalledTimes(1)
  })

  test('lets timers fire between iterations of code that never waits', async () => {
    let fired = false
    realTime.setTimeout(() => (fired = true), 1)
    const loop = loopOf({ fn: () => fired && loop.stop() }, { iterations: Infinity })
    await loop.run()
    expect(fired).toBe(true)
  })

  test('says whether it is running', async () => {
    const seen: boolean[] = []
    const loop = loopOf({ fn: () => eventLoopTurn().then(() => seen.push(loop.running)) }, { iterations: 1 })
    expect(loop.running).toBe(false)
    await loop.run()
    expect([...seen, loop.running]).toStrictEqual([true, false])
  })

  test('asks its check after each iteration, and gives up when that throws', async () => {
    const done: number[] = []
    const enough = new Error('enough')
    const check: LoopLimits['check'] = (progress) => {
      done.push(progress.done)
      expect(progress.fastestMs).toBeGreaterThanOrEqual(0)
      expect(progress.nowMs).toBeGreaterThanOrEqual(progress.fastestMs)
      if (progress.done === 3) throw enough
    }
    expect(await rejectionOf(loopOf({}, { iterations: 10, check }).run())).toBe(enough)
    expect(done).toStrictEqual([1, 2, 3])
  })

  test('tells its check of a finite time even when every iteration fails', async () => {
    const check = vi.fn<NonNullable<LoopLimits['check']>>()
    const fn = (): never => {
      throw new Error('boom')
    }
    await loopOf({ fn }, { iterations: 2, check }).run()
    for (const [{ fastestMs }] of check.mock.calls) expect(fastestMs).toSatisfy(Number.isFinite)
  })
})

describe('ClosedLoop: hooks', () => {
  test('run before and after each iteration, failed ones too, with its context', async () => {
    const events: string[] = []
    const note =
      (what: string) =>
      async ({ iteration }: IterationContext): Promise<void> => {
        await eventLoopTurn()
        events.push(`${what} ${iteration}`)
      }
    const fn = async (context: IterationContext): Promise<void> => {
      await note('run')(context)
      if (context.iteration === 1) throw new Error('boom')
    }
    await loopOf({ fn, beforeEach: note('before'), afterEach: note('after') }, { iterations: 3 }).run()
    expect(events.join(', ')).toBe(
      'before 0, run 0, after 0, before 1, run 1, after 1, before 2, run 2, after 2',
    )
  })

  test('are not timed', async () => {
    const wait = (): Promise<void> => new Promise((resolve) => realTime.setTimeout(resolve, 5))
    const started = realTime.now()
    const loop = loopOf({ beforeEach: wait, afterEach: wait }, { iterations: 3 })
    await loop.run()
    const wholeMs = realTime.now() - started
    const { samplesNs, elapsedNs } = loop.result([])
    // Six waits of 5 ms, less what timers round off, are in the whole, but not in the samples.
    const timedMs = samplesNs.reduce((sum, ns) => sum + ns, 0) / 1e6
    expect(wholeMs - timedMs).toBeGreaterThan(20)
    expect(wholeMs - elapsedNs / 1e6).toBeGreaterThan(20)
  })

  test.for(['beforeEach', 'afterEach'] as const)('what %s throws ends the loop', async (hook) => {
    const broken = new Error('the hook broke')
    const fn = vi.fn()
    const loop = loopOf({ fn, concurrency: 3, [hook]: () => Promise.reject(broken) }, { iterations: 100 })
    expect(await rejectionOf(loop.run())).toBe(broken)
    await eventLoopTurn()
    expect(fn.mock.calls.length).toBeLessThanOrEqual(3)
  })
})

describe('ClosedLoop: results', () => {
  test('are samples in whole ns, a number of them, and the time that was busy', async () => {
    const loop = loopOf({}, { iterations: 50 })
    await loop.run()
    const { samplesNs, failedNs, firstErrors, elapsedNs } = loop.result([])
    expect(samplesNs).toHaveLength(50)
    expect([...samplesNs].every((ns) => Number.isSafeInteger(ns) && ns >= 0)).toBe(true)
    expect([failedNs.length, firstErrors.length]).toStrictEqual([0, 0])
    expect(Number.isSafeInteger(elapsedNs)).toBe(true)
    // To within the rounding of each sample.
    expect(elapsedNs).toBeGreaterThanOrEqual(samplesNs.reduce((sum, ns) => sum + ns, 0) - 50)
  })

  test('count time that iterations share once', async () => {
    const loop = loopOf({ fn: () => eventLoopTurn(), concurrency: 10 }, { iterations: 100 })
    const started = realTime.now()
    await loop.run()
    expect(loop.result([]).elapsedNs).toBeLessThanOrEqual((realTime.now() - started) * 1e6)
  })

  test('count what fails, thrown or rejected, apart, and keep the first five as they were thrown', async () => {
    const thrown: unknown[] = []
    const fn = ({ iteration }: IterationContext): unknown => {
      if (iteration % 2 === 1) return undefined
      const error = iteration === 4 ? 'a text' : new Error(`boom ${iteration}`)
      thrown.push(error)
      if (iteration === 2) return Promise.reject(error)
      // oxlint-disable-next-line typescript/only-throw-error -- measured code may throw anything
      throw error
    }
    const loop = loopOf({ fn }, { iterations: 20 })
    await loop.run()
    const { samplesNs, failedNs, firstErrors } = loop.result([])
    expect([samplesNs.length, failedNs.length, loop.done]).toStrictEqual([10, 10, 20])
    expect(firstErrors).toStrictEqual(
      [0, 2, 4, 6, 8].map((iteration, i) => ({ iteration, error: thrown[i] })),
    )
    expect(firstErrors.every(({ error }, i) => error === thrown[i])).toBe(true)
  })

  test('wait for anything that can be awaited', async () => {
    let resolved = 0
    const thenable = {
      // oxlint-disable-next-line unicorn/no-thenable -- that is the point
      then: (done: () => void) => {
        realTime.setImmediate(() => {
          resolved++
          done()
        })
      },
    }
    const fn = (): unknown => thenable
    await loopOf({ fn }, { iterations: 3 }).run()
    expect(resolved).toBe(3)
  })

  test('count calls of the function, and list known tools', async () => {
    const fn = ({ iteration }: IterationContext): void => {
      const calls = scopes.getStore()?.iteration?.calls ?? new Map()
      for (let i = 0; i <= iteration; i++) {
        startCall(calls, 'search')
        endCall(calls, 'search', 10)
      }
    }
    const loop = loopOf({ fn }, { iterations: 3 })
    await loop.run()
    expect(loop.result(['fetch']).counts).toStrictEqual({
      fetch: { total: 0, perIteration: { min: 0, mean: 0, max: 0 }, atOnce: 0, meanMs: 0 },
      search: { total: 6, perIteration: { min: 1, mean: 2, max: 3 }, atOnce: 1, meanMs: 10 },
    })
  })

  test.for(['beforeEach', 'afterEach'] as const)('leave the calls of %s out', async (hook) => {
    const call = (): void => void startCall(scopes.getStore()?.iteration?.calls ?? new Map(), 'setup')
    const loop = loopOf({ [hook]: call }, { iterations: 3 })
    await loop.run()
    expect(loop.result([]).counts['setup']?.total ?? 0).toBe(0)
  })

  test('know the iteration that the running code belongs to', async () => {
    const test = testRun()
    const seen: unknown[] = []
    const fn = async (): Promise<void> => {
      await eventLoopTurn()
      const scope = scopes.getStore()
      seen.push([scope?.test === test, scope?.iteration?.index, scope?.iteration?.seed])
    }
    await loopOf({ fn, concurrency: 2, test, seed: 7 }, { iterations: 2 }).run()
    expect(seen).toStrictEqual([
      [true, 0, 7],
      [true, 1, 7],
    ])
  })
})

describe('ClosedLoop: describe', () => {
  test('counts what is done', async () => {
    const loop = loopOf({}, { iterations: 2 })
    expect(loop.describe()).toBe('0 iterations were done')
    await loop.run()
    expect(loop.describe()).toBe('2 iterations were done')
    const one = loopOf({}, { iterations: 1 })
    await one.run()
    expect(one.describe()).toBe('1 iteration was done')
  })

  test('names the iteration that has been running for longest', async () => {
    let text = ''
    const loop: ClosedLoop = loopOf(
      {
        fn: ({ iteration }) => eventLoopTurn().then(() => (text = iteration === 0 ? loop.describe() : text)),
        concurrency: 2,
      },
      { iterations: 2 },
    )
    await loop.run()
    expect(text).toMatch(/^0 iterations were done, and iteration 0 had been running for [\d.]+ ms$/)
  })
})

describe('ClosedLoop: random', () => {
  async function draws(
    seed: number,
    limits: Partial<LoopLimits> = {},
    concurrency = 1,
  ): Promise<Map<number, number[]>> {
    const drawn = new Map<number, number[]>()
    const fn = async ({ iteration, random }: IterationContext): Promise<void> => {
      const first = random()
      await eventLoopTurn()
      drawn.set(iteration, [first, random()])
    }
    await loopOf({ fn, seed, concurrency }, { iterations: 10, ...limits }).run()
    return drawn
  }

  test('gives every iteration the same numbers again, whatever runs beside it', async () => {
    const once = await draws(1)
    expect(await draws(1)).toStrictEqual(once)
    const beside = await draws(1, {}, 5)
    for (const [iteration, numbers] of once) expect(beside.get(iteration)).toStrictEqual(numbers)
  })

  test('differs by iteration, by seed, and in warm-up', async () => {
    const all = [await draws(1), await draws(2), await draws(1, { warmup: true })].flatMap((drawn) =>
      [...drawn.values()].flat(),
    )
    expect(new Set(all).size).toBe(all.length)
  })
})
