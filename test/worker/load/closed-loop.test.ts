import { Readable } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import type { IterationContext } from '../../../src/core/options/measure-options.ts'
import { SequentialSla } from '../../../src/core/sequential-sla.ts'
import { readSla } from '../../../src/core/sla.ts'
import type { Sla } from '../../../src/core/sla.ts'
import { callMock, countOf } from '../../helpers/calls.ts'
import { forgetMocks } from '../../helpers/forget-mocks.ts'
import { ClosedLoop } from '../../../src/worker/load/closed-loop.ts'
import type { LoopLimits } from '../../../src/worker/load/loop.ts'
import type { Work } from '../../../src/worker/load/work.ts'
import { eventLoopTurn, realTime } from '../../../src/worker/real-time.ts'
import { scopes } from '../../../src/worker/scope.ts'
import type { TestRun } from '../../../src/worker/test-run.ts'
import { range } from '../../helpers/measurement-of.ts'
import { never, testRun } from '../../helpers/test-run.ts'
import { withThen } from '../../helpers/thenable.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'
import { workOf } from '../../helpers/work-of.ts'

interface Load extends Work {
  readonly concurrency: number
}

function loopOf(
  { concurrency = 1, ...work }: Partial<Load>,
  limits: Partial<LoopLimits> = {},
  now?: () => number,
): ClosedLoop {
  return new ClosedLoop(workOf(work), { iterations: 5, ...limits }, { concurrency }, now)
}

/** A test with mocked tools: only then are calls counted. */
function mocking(): TestRun {
  const run = testRun()
  run.network = { calls: [], names: [], use() {}, resetHandlers() {}, [Symbol.dispose]() {} }
  return run
}

/** A clock that goes on by so many ms whenever it is read. */
function clockOf(stepMs: number): () => number {
  let nowMs = 0
  return () => (nowMs += stepMs)
}

/** Indices in the order in which they began. */
async function indicesOf(limits: Partial<LoopLimits>, concurrency = 1): Promise<number[]> {
  const indices: number[] = []
  await loopOf({ fn: ({ iteration }) => indices.push(iteration), concurrency }, limits).run()
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
    expect(await indicesOf({ iterations: Infinity, timeMs: 0 })).toStrictEqual([0])
    expect(await indicesOf({ iterations: Infinity, timeMs: -5 })).toStrictEqual([0])
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
    const loop = loopOf({ fn: busy, concurrency: 1_000_000 }, { iterations: 1_000_000, timeMs: 100 })
    let turns = 0
    const ticking = setInterval(() => turns++, 1)
    await loop.run()
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

  const awaiting = { fn: () => eventLoopTurn() }

  test('asks its check after each iteration that was awaited, and gives up when that throws', async () => {
    const done: number[] = []
    const enough = new Error('enough')
    const check: LoopLimits['check'] = (progress) => {
      done.push(progress.done)
      expect(progress.fastestMs).toBeGreaterThanOrEqual(0)
      expect(progress.nowMs).toBeGreaterThanOrEqual(progress.fastestMs)
      if (progress.done === 3) throw enough
      return false
    }
    expect(await rejectionOf(loopOf(awaiting, { iterations: 10, check }).run())).toBe(enough)
    expect(done).toStrictEqual([1, 2, 3])
  })

  test('asks its check where a burst of iterations that wait for nothing ends', async () => {
    const done: number[] = []
    const check: LoopLimits['check'] = (progress) => {
      done.push(progress.done)
      return false
    }
    // Two looks at the clock an iteration: it is the 10th that ends after the turn at 20 ms.
    await loopOf({}, { iterations: 25, check }, clockOf(1)).run()
    expect(done.at(-1)).toBe(25)
    expect(done.length).toBeLessThan(5)
  })

  test('ends as soon as its check says so', async () => {
    const loop = loopOf(awaiting, { iterations: 10, check: ({ done }) => done === 3 })
    await loop.run()
    expect([loop.done, loop.timeIsUp, loop.decided]).toStrictEqual([3, true, false])
  })

  test('tells its check of a finite time even when every iteration fails', async () => {
    const check = vi.fn<NonNullable<LoopLimits['check']>>()
    const fn = (): never => {
      throw new Error('boom')
    }
    await loopOf({ fn }, { iterations: 2, check }).run()
    expect(check).toHaveBeenCalled()
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

  test("have their iteration's signal, before and after", async () => {
    const signals: AbortSignal[][] = [[], []]
    const note = ({ iteration, signal }: IterationContext): unknown => signals[iteration]?.push(signal)
    await loopOf({ fn: note, beforeEach: note, afterEach: note }, { iterations: 2 }).run()
    expect(signals.map((seen) => [seen.length, new Set(seen).size])).toStrictEqual([
      [3, 1],
      [3, 1],
    ])
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
      // Throws whatever it is, as measured code may.
      return AbortSignal.abort(error).throwIfAborted()
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
    const thenable = withThen({}, (done: () => void) => {
      realTime.setImmediate(() => {
        resolved++
        done()
      })
    })
    const fn = (): unknown => thenable
    await loopOf({ fn }, { iterations: 3 }).run()
    expect(resolved).toBe(3)
  })

  test('count calls of the function, and list known tools', async () => {
    const fn = ({ iteration }: IterationContext): void => {
      for (let i = 0; i <= iteration; i++) callMock('search', 10)
    }
    const loop = loopOf({ fn, test: mocking() }, { iterations: 3 })
    await loop.run()
    expect(loop.result(['fetch']).seen.counts).toStrictEqual({
      fetch: countOf([]),
      search: countOf([1, 2, 3], { atOnce: 1, meanMs: 10 }),
    })
  })

  test.for(['beforeEach', 'afterEach'] as const)('leave the calls of %s out', async (hook) => {
    const loop = loopOf({ [hook]: () => callMock('setup'), test: mocking() }, { iterations: 3 })
    await loop.run()
    expect(loop.result([]).seen.counts['setup']?.total ?? 0).toBe(0)
  })

  test('enter no scope while no tools are mocked, because that takes time', async () => {
    forgetMocks()
    const fn = (): void => expect(scopes.getStore()).toBeUndefined()
    const loop = loopOf({ fn }, { iterations: 3 })
    await loop.run()
    expect([loop.done, loop.result([]).firstErrors]).toStrictEqual([3, []])
  })

  test('know the iteration that the running code belongs to', async () => {
    const test = mocking()
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

describe('ClosedLoop: iterations that take a known time', () => {
  test('gives each its time', async () => {
    const loop = loopOf({}, { iterations: 3 }, clockOf(2))
    await loop.run()
    const { samplesNs, elapsedNs, busyNs } = loop.result([])
    expect([...samplesNs]).toStrictEqual([2e6, 2e6, 2e6])
    expect([elapsedNs, busyNs]).toStrictEqual([6e6, undefined])
  })

  test('counts failures to the time that was busy', async () => {
    const fn = ({ iteration }: IterationContext): void => {
      if (iteration === 1) throw new Error('boom')
    }
    const loop = loopOf({ fn }, { iterations: 3 }, clockOf(2))
    await loop.run()
    const { samplesNs, failedNs, elapsedNs, busyNs } = loop.result([])
    expect([[...samplesNs], [...failedNs], elapsedNs]).toStrictEqual([[2e6, 2e6], [2e6], 6e6])
    expect(busyNs).toStrictEqual(Float64Array.of(2e6, 6e6))
  })
})

describe('ClosedLoop: batches', () => {
  test('are one sample each, their mean, and number their iterations on', async () => {
    const indices: number[] = []
    const fn = ({ iteration }: IterationContext): unknown => indices.push(iteration)
    const loop = loopOf({ fn }, { iterations: 3, batch: 4 }, clockOf(2))
    await loop.run()
    const { samplesNs, elapsedNs } = loop.result([])
    expect(indices).toStrictEqual(range(0, 11))
    expect([[...samplesNs], elapsedNs]).toStrictEqual([[0.5e6, 0.5e6, 0.5e6], 6e6])
  })

  test('give every iteration the random numbers that it has alone', async () => {
    const draws = async (batch: number, iterations: number): Promise<number[]> => {
      const drawn: number[] = []
      await loopOf({ fn: ({ random }) => drawn.push(random()) }, { iterations, batch }).run()
      return drawn
    }
    expect(await draws(5, 2)).toStrictEqual(await draws(1, 10))
  })

  test('are none any more once something has to be awaited, and no iteration is lost', async () => {
    const indices: number[] = []
    const fn = ({ iteration }: IterationContext): unknown => {
      indices.push(iteration)
      return iteration < 5 ? undefined : eventLoopTurn()
    }
    const loop = loopOf({ fn }, { iterations: 5, batch: 4 }, clockOf(1))
    await loop.run()
    const { samplesNs, failedNs } = loop.result([])
    // One batch of four; the second one in its two parts; and three that waited.
    expect([samplesNs.length, failedNs.length]).toStrictEqual([6, 0])
    expect(indices.slice(0, 6)).toStrictEqual([0, 1, 2, 3, 4, 5])
  })
})

describe('ClosedLoop: limits that are looked at while it runs', () => {
  const limits = (sla: Sla): SequentialSla => new SequentialSla(readSla(sla, 'here'))

  test('end it when all are decided', async () => {
    const loop = loopOf({}, { iterations: 5_000, sla: limits({ p95: 50 }), untilDecided: true }, clockOf(2))
    await loop.run()
    // So many samples without an exceedance does it take.
    expect([loop.done, loop.decided, loop.timeIsUp]).toStrictEqual([93, true, false])
  })

  test('do not end it before the last one is decided', async () => {
    const sla = limits({ p95: 50, errorRate: '1%', mean: 1, max: 50 })
    const loop = loopOf({}, { iterations: 5_000, sla, untilDecided: true }, clockOf(2))
    await loop.run()
    expect(loop.done).toBe(473)
  })

  test('end it when all are decided against it', async () => {
    const fn = (): never => {
      throw new Error('boom')
    }
    const sla = limits({ errorRate: '5%' })
    const loop = loopOf({ fn }, { iterations: 5_000, sla, untilDecided: true }, clockOf(2))
    await loop.run()
    expect([loop.done, loop.decided]).toStrictEqual([20, true])
  })

  test.for<[string, number, number]>([
    // Each look at the clock takes 2 ms.
    ['not early, when a limit is decided by a hair', 3, 152],
    ['early, when it is clear', 50, 93],
  ])('end it %s', async ([, p95, expected]) => {
    const sla = limits({ p95 })
    const loop = loopOf({}, { iterations: 5_000, sla, untilDecided: true, leastMs: 1_000 }, clockOf(2))
    await loop.run()
    expect([loop.done, loop.decided]).toStrictEqual([expected, true])
  })

  test('do not end it where nobody asked for that', async () => {
    const loop = loopOf({}, { iterations: 200, sla: limits({ p95: 50 }) }, clockOf(2))
    await loop.run()
    expect([loop.done, loop.decided, loop.slaState]).toStrictEqual([200, false, 'pass'])
  })

  test('end it at the first one that is broken, if asked', async () => {
    const sla = limits({ max: 50, p95: 50 })
    const slow = ({ iteration }: IterationContext): void => {
      if (iteration === 6) for (let i = 0; i < 100; i++) clock()
    }
    const clock = clockOf(1)
    const loop = loopOf({ fn: slow }, { iterations: 100, sla, abortOnFail: true }, clock)
    await loop.run()
    expect([loop.done, loop.decided, loop.slaState]).toStrictEqual([7, true, 'fail'])
  })
})

describe('ClosedLoop: iterations with a time limit', () => {
  test('fail when they take longer, with a signal that says so', async () => {
    const signals: AbortSignal[] = []
    const fn = (context: IterationContext): unknown => {
      signals.push(context.signal)
      return context.iteration === 1 ? never() : undefined
    }
    const loop = loopOf({ fn, timeoutMs: 5 }, { iterations: 3 })
    await loop.run()
    const { samplesNs, failedNs, firstErrors } = loop.result([])
    expect([samplesNs.length, failedNs.length]).toStrictEqual([2, 1])
    expect(firstErrors.map(({ iteration, error }) => [iteration, String(error)])).toStrictEqual([
      [1, 'SkillperfError: iteration 1 took longer than its `iterationTimeout` of 5.00 ms.'],
    ])
    expect(signals.map((signal) => signal.aborted)).toStrictEqual([false, true, false])
    expect(signals[1]?.reason).toBe(firstErrors[0]?.error)
  })

  test('fail once, though they may still end in an error that nobody awaits', async () => {
    const late = Promise.withResolvers<void>()
    const fn = ({ signal }: IterationContext): Promise<void> => {
      signal.addEventListener('abort', () => late.reject(new Error('given up')))
      return late.promise
    }
    const loop = loopOf({ fn, timeoutMs: 5 }, { iterations: 1 })
    await loop.run()
    await eventLoopTurn()
    expect(loop.result([]).failedNs).toHaveLength(1)
  })

  test('fail while a stream is still arriving', async () => {
    const fn = async function* (): AsyncGenerator<number> {
      yield 1
      await never()
    }
    const loop = loopOf({ fn, timeoutMs: 5 }, { iterations: 1 })
    await loop.run()
    const { failedNs, firstItemNs } = loop.result([])
    expect([failedNs.length, firstItemNs.length]).toStrictEqual([1, 0])
  })

  test('fail when they kept the event loop for longer, too', async () => {
    const clock = clockOf(1)
    const fn = (): void => {
      for (let i = 0; i < 100; i++) clock()
    }
    const loop = loopOf({ fn, timeoutMs: 50 }, { iterations: 1 }, clock)
    await loop.run()
    expect(loop.result([]).failedNs).toHaveLength(1)
  })
})

describe('ClosedLoop: streams', () => {
  async function* items(...values: readonly unknown[]): AsyncGenerator {
    for (const value of values) {
      await eventLoopTurn()
      yield value
    }
  }
  const bytes = (): ReadableStream => new Response('text').body ?? new ReadableStream()

  test.for<[string, () => unknown]>([
    ['an async iterable', () => items(1, 2, 3)],
    ['a promise of one', () => Promise.resolve(items(1, 2, 3))],
    ['a web stream', () => bytes()],
    ['a Response', () => new Response('text')],
    ['a promise of a Response', () => Promise.resolve(new Response('text'))],
    ['a stream of Node', () => Readable.from(['a', 'b'])],
  ])('has the time to the first item of %s', async ([, fn]) => {
    const loop = loopOf({ fn }, { iterations: 3 })
    await loop.run()
    const { samplesNs, firstItemNs } = loop.result([])
    expect([samplesNs.length, firstItemNs.length]).toStrictEqual([3, 3])
    // Never after the end of its iteration.
    for (const [i, ns] of firstItemNs.entries()) expect(ns).toBeLessThanOrEqual(samplesNs[i] ?? 0)
  })

  test.for<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['an array', () => [1, 2, 3]],
    ['a text', () => 'text'],
    ['an empty iterable', () => items()],
    ['a Response without a body', () => new Response(null)],
  ])('has none of %s', async ([, fn]) => {
    const loop = loopOf({ fn }, { iterations: 3 })
    await loop.run()
    expect([loop.result([]).samplesNs.length, loop.result([]).firstItemNs.length]).toStrictEqual([3, 0])
  })

  test('reads to the end', async () => {
    let ended = 0
    const fn = async function* (): AsyncGenerator {
      yield* items(1, 2, 3)
      ended++
    }
    await loopOf({ fn }, { iterations: 3 }).run()
    expect(ended).toBe(3)
  })

  test('fails with what a stream throws, and has no first item of it', async () => {
    const boom = new Error('boom')
    const fn = async function* (): AsyncGenerator<number> {
      yield 1
      await Promise.reject(boom)
    }
    const loop = loopOf({ fn }, { iterations: 1 })
    await loop.run()
    const { firstErrors, firstItemNs } = loop.result([])
    expect(firstErrors).toStrictEqual([{ iteration: 0, error: boom }])
    expect(firstItemNs).toHaveLength(0)
  })

  test('leaves a body alone that the function reads itself', async () => {
    const response = new Response('text')
    const reader = response.body?.getReader()
    const loop = loopOf({ fn: () => response }, { iterations: 1 })
    await loop.run()
    expect([loop.result([]).samplesNs.length, loop.result([]).firstItemNs.length]).toStrictEqual([1, 0])
    expect((await reader?.read())?.done).toBe(false)
  })

  test('counts the calls of a generator, which runs while it is read', async () => {
    const fn = async function* (): AsyncGenerator<number> {
      await eventLoopTurn()
      callMock('search')
      yield 1
    }
    const loop = loopOf({ fn, test: mocking() }, { iterations: 2 })
    await loop.run()
    expect(loop.result([]).seen.counts['search']?.total).toBe(2)
  })
})
