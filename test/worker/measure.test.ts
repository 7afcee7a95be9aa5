import { describe, expect, test, vi } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import type { IterationContext } from '../../src/core/options/measure-options.ts'
import { measure } from '../../src/worker/measure.ts'
import { eventLoopTurn, realTime } from '../../src/worker/real-time.ts'
import type { TestRun } from '../../src/worker/test-run.ts'
import { never, placeOf, testRun } from '../helpers/test-run.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

const start = (run: TestRun, ...args: readonly unknown[]): Promise<Measurement> =>
  measure(run, args, placeOf())
const few = { iterations: 3, warmup: 0 }

describe('measure: its call forms', () => {
  const fast = { iterations: 300 }

  test('measure(fn) takes the name of the test', async () => {
    const run = await start(testRun({ name: 'answers well' }), () => {})
    expect([run.name, run.n]).toStrictEqual(['answers well', fast.iterations])
  })

  test('measure(name, fn)', async () => {
    const run = await start(testRun(), 'research', () => {})
    expect([run.name, run.n]).toStrictEqual(['research', fast.iterations])
  })

  test('measure(name, options, fn)', async () => {
    const run = await start(testRun(), 'research', few, () => {})
    expect([run.name, run.n]).toStrictEqual(['research', 3])
  })

  const forms =
    'Write perf.measure(fn), perf.measure(name, fn) or perf.measure(name, { iterations: 300 }, fn).'
  const first = (shown: string): string =>
    `perf.measure: the first argument must be a function, or a name that is not empty, received ${shown}. ${forms}`
  const notCallable = (shown: string): string =>
    `perf.measure "research": \`fn\` must be a function, received ${shown}. Write perf.measure(name, () => research(query)): a function to call, not its result.`

  test.for<[string, readonly unknown[], string]>([
    ['nothing', [], first('undefined')],
    ['an empty name', ['', () => {}], first('""')],
    ['a blank name', [' ', () => {}], first('" "')],
    ['a name of colours', ['\u001B[31m\u001B[0m', () => {}], first(String.raw`"\u001b[31m\u001b[0m"`)],
    ['options first', [{ iterations: 5 }, () => {}], first('an object with iterations')],
    ['a promise', [Promise.resolve()], first('an instance of Promise')],
    ['a name alone', ['research'], notCallable('undefined')],
    ['a result', ['research', Promise.resolve()], notCallable('an instance of Promise')],
    ['options without a function', ['research', { iterations: 5 }], notCallable('an object with iterations')],
    ['options and a result', ['research', {}, 5], notCallable('5')],
    [
      'options after a lone function',
      [() => {}, { iterations: 5 }],
      `perf.measure: there are 2 arguments, and the last must be the function. ${forms}`,
    ],
    [
      'something after the function',
      ['research', {}, () => {}, {}],
      `perf.measure: there are 4 arguments, and the last must be the function. ${forms}`,
    ],
    [
      'an unknown option',
      ['research', { iteration: 5 }, () => {}],
      'perf.measure "research": unknown option `iteration`. Did you mean `iterations`? Known: clock, realIO, cpu, maxVirtual, now, iterations, time, warmup, concurrency, arrival, stages, maxInFlight, sla, slo, abortOnFail, iterationTimeout, seed, beforeEach, afterEach, profile, memory, spans, baseline.',
    ],
    [
      'the function before the options',
      ['research', () => {}, {}],
      'perf.measure "research": options must be a plain object, received function (anonymous). Write perf.measure(name, { iterations: 300 }, fn).',
    ],
  ])('refuses %s', async ([, args, message]) => {
    const run = testRun()
    const error = await rejectionOf(start(run, ...args))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(message)
    expect(run.entries).toStrictEqual([])
  })
})

describe('measure: what it gives', () => {
  test('is a measurement of the iterations, warm-up left out', async () => {
    const indices: number[] = []
    const test = testRun({ seed: 9 })
    const run = await start(
      test,
      'research',
      { iterations: 3, warmup: 2, concurrency: 2 },
      (context: IterationContext) => {
        indices.push(context.iteration)
      },
    )
    expect(indices).toStrictEqual([-1, -2, 0, 1, 2])
    const { name, clock, n, errors, warmup, load, concurrency, seed, counts, batch, stopping, timeIsUp } = run
    expect({
      name,
      clock,
      n,
      errors,
      warmup,
      load,
      concurrency,
      seed,
      counts,
      batch,
      stopping,
      timeIsUp,
    }).toStrictEqual({
      name: 'research',
      clock: 'real',
      n: 3,
      errors: 0,
      warmup: 2,
      load: { kind: 'closed', concurrency: 2 },
      concurrency: 2,
      seed: 9,
      counts: {},
      batch: 1,
      stopping: 'fixed',
      timeIsUp: false,
    })
  })

  test('is remembered by the test, with its limits and its place', async () => {
    const test = testRun()
    const place = placeOf()
    const run = await measure(
      test,
      ['research', { iterations: 5, warmup: 0, sla: { p50: '1s', max: 5_000 } }, () => {}],
      place,
    )
    expect(test.entries).toHaveLength(1)
    const [entry] = test.entries
    expect(entry).toMatchObject({ checks: [], errorsShown: false })
    expect(entry?.measurement).toBe(run)
    expect(entry?.place).toBe(place)
    expect(entry?.sla.map((limit) => [limit.statistic.label, limit.limit])).toStrictEqual([
      ['p50', 1_000],
      ['max', 5_000],
    ])
  })

  test('counts failures, all of them if need be', async () => {
    const boom = new Error('boom')
    const run = await start(testRun({ timeoutMs: 60_000 }), 'research', { ...few, iterations: 7 }, () =>
      Promise.reject(boom),
    )
    expect([run.n, run.errors, run.errorRate, run.firstErrors.length]).toStrictEqual([0, 7, 1, 5])
    expect(run.firstErrors[0]).toStrictEqual({ iteration: 0, error: boom })
  })

  test('leaves failures in warm-up out', async () => {
    const run = await start(
      testRun(),
      'research',
      { iterations: 3, warmup: 2 },
      ({ iteration }: IterationContext) => {
        if (iteration < 0) throw new Error('cold')
      },
    )
    expect([run.errors, run.warmup]).toStrictEqual([0, 2])
  })

  test('draws the same random numbers for one seed, whose default is the test run’s', async () => {
    const draws = async (test: TestRun, options: object): Promise<number[]> => {
      const drawn: number[] = []
      await start(test, 'research', { ...few, ...options }, ({ random }: IterationContext) =>
        drawn.push(random()),
      )
      return drawn
    }
    const own = await draws(testRun(), { seed: 5 })
    expect(new Set(own).size).toBe(3)
    expect(await draws(testRun({ seed: 2 }), { seed: 5 })).toStrictEqual(own)
    expect(await draws(testRun({ seed: 5 }), {})).toStrictEqual(own)
    expect(await draws(testRun({ seed: 6 }), {})).not.toStrictEqual(own)
  })

  test('hands each iteration a signal of its own, which a good end does not abort', async () => {
    const signals = new Set<AbortSignal>()
    await start(testRun(), 'research', few, (context: IterationContext) => {
      signals.add(context.signal)
      signals.add(context.signal)
    })
    expect([...signals].map((signal) => signal.aborted)).toStrictEqual([false, false, false])
  })

  test('stops at `time`, with the iterations that there were', async () => {
    const run = await start(testRun(), 'research', { time: 20, warmup: 0 }, () => eventLoopTurn())
    expect(run.n).toBeGreaterThan(0)
  })

  test('without options ends within a timeout that leaves less than the default time', async () => {
    const fn = (): Promise<void> => new Promise((resolve) => realTime.setTimeout(resolve, 3))
    const run = await start(testRun({ timeoutMs: 500 }), fn)
    expect(run.n).toBeGreaterThan(0)
  })
})

describe('measure: one at a time, in its test', () => {
  test('refuses a name that the test has used', async () => {
    const test = testRun()
    await start(test, 'research', few, () => {})
    const error = await rejectionOf(start(test, 'research', few, () => {}))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(
      'perf.measure: this test has a measurement named "research" already, and reports tell measurements apart by name. Give this one a name of its own: perf.measure(name, fn).',
    )
    expect(test.entries).toHaveLength(1)
    await start(test, 'another', few, () => {})
    expect(test.entries).toHaveLength(2)
  })

  test('refuses a second one while the first is running, and lets the first go on', async () => {
    const test = testRun()
    const first = start(test, 'first', few, () => eventLoopTurn())
    const error = await rejectionOf(start(test, 'second', few, () => {}))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(
      'perf.measure "second": "first" is still being measured, and two at once would disturb each other. Await the first before the second.',
    )
    expect((await first).n).toBe(3)
    // Refused before it had taken its name.
    expect((await start(test, 'second', few, () => {})).n).toBe(3)
  })

  test('refuses to start after the end of the test', async () => {
    const test = testRun({ name: 'answers' })
    test.end()
    const fn = vi.fn()
    const error = await rejectionOf(start(test, 'research', few, fn))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(
      'perf.measure "research": the test "answers" has ended already. Await every call on `perf` before the test returns.',
    )
    expect(fn).not.toHaveBeenCalled()
  })

  test('is told to stop by the end of the test', async () => {
    const test = testRun()
    const reasons: unknown[] = []
    const fn = vi.fn(async ({ signal }: IterationContext) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason))
      await eventLoopTurn()
      test.end()
    })
    await start(test, 'research', { iterations: 100, warmup: 0 }, fn).catch(() => {})
    expect(fn).toHaveBeenCalledTimes(1)
    expect(reasons.map(String)).toStrictEqual(['SkillperfError: The test has ended.'])
  })
})

describe('measure: when something goes wrong', () => {
  test('throws what a hook throws, keeps nothing, and tells the iterations under way to stop', async () => {
    const test = testRun()
    const broken = new Error('the hook broke')
    let underWay: AbortSignal | undefined
    const afterEach = ({ iteration }: IterationContext): void => {
      if (iteration === 1) throw broken
    }
    const fn = ({ iteration, signal }: IterationContext): unknown => {
      if (iteration !== 0) return undefined
      underWay = signal
      return never()
    }
    const options = { iterations: 10, warmup: 0, concurrency: 2, afterEach }
    expect(await rejectionOf(start(test, 'research', options, fn))).toBe(broken)
    expect(underWay?.reason).toBe(broken)
    expect(test.entries).toStrictEqual([])
    expect(test.measuring).toBeUndefined()
  })

  const advice =
    'Give the test more time, test(name, { timeout: 5_000 }, fn), or measure fewer iterations; an iteration that hangs can watch `signal`.'

  test('gives up before the timeout of the test when an iteration hangs', async () => {
    const test = testRun({ timeoutMs: 200 })
    let signal: AbortSignal | undefined
    const fn = (context: IterationContext): unknown => {
      signal = context.signal
      return context.iteration === 2 ? never() : undefined
    }
    const error = await rejectionOf(start(test, 'research', { ...few, time: 140 }, fn))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message.replace(/for [\d.]+ ms/, 'for … ms')).toBe(
      `perf.measure "research": did not finish within the test's timeout of 200 ms: 2 iterations were done, and iteration 2 had been running for … ms. ${advice}`,
    )
    expect(signal?.reason).toBe(error)
    expect(test.entries).toStrictEqual([])
    expect(test.measuring).toBeUndefined()
  })

  test('says when it was still warming up', async () => {
    const error = await rejectionOf(start(testRun({ timeoutMs: 200 }), 'research', { time: 5 }, never))
    expect(error.message.replace(/for [\d.]+ ms/, 'for … ms')).toBe(
      `perf.measure "research": did not finish within the test's timeout of 200 ms: in warm-up, 0 iterations were done, and iteration -1 had been running for … ms. ${advice}`,
    )
  })

  test('gives up as soon as it is plain that the iterations cannot fit', async () => {
    const fn = vi.fn((): Promise<void> => new Promise((resolve) => realTime.setTimeout(resolve, 5)))
    const run = testRun({ timeoutMs: 2_000 })
    const error = await rejectionOf(start(run, 'research', { iterations: 1_000_000, warmup: 0 }, fn))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toMatch(
      /^perf\.measure "research": 1000000 iterations of [\d.]+ ms or more need [\d ]+ ms, but the test's timeout of 2 000 ms left [\d ]+ ms\. Give the test more, test\(name, \{ timeout: [\d_]+ \}, fn\), or run fewer iterations\.$/,
    )
    expect(fn).toHaveBeenCalledTimes(5)
  })

  test('refuses a time that the test has not got, before it runs anything', async () => {
    const fn = vi.fn()
    const error = await rejectionOf(start(testRun({ timeoutMs: 5_000 }), 'research', { time: '10s' }, fn))
    expect(error.message).toMatch(
      /^perf\.measure "research": `time` is 10 000 ms, but only 4 \d{3} ms are left of the test's timeout of 5 000 ms\. /,
    )
    expect(fn).not.toHaveBeenCalled()
  })
})

describe('measure: ended by its own limits', () => {
  /** Waits for nothing but others: never near a limit of an hour, always beyond one of a nanosecond. */
  const quick = (): Promise<void> => eventLoopTurn()
  const hour = 3_600_000
  /** Fails once in so many. */
  const failing =
    (every: number) =>
    async ({ iteration }: IterationContext): Promise<void> => {
      await quick()
      if (iteration % every === 0) throw new Error('boom')
    }

  test('runs until they are decided, and says that it did', async () => {
    const run = await start(testRun(), 'research', { warmup: 0, sla: { p95: hour } }, quick)
    // So many samples without an exceedance does it take.
    expect([run.n, run.stopping, run.timeIsUp]).toStrictEqual([93, 'sequential', false])
  })

  test('runs until the last one is decided', async () => {
    const options = { warmup: 0, sla: { p95: hour, p99: hour, errorRate: '10%' } }
    expect((await start(testRun(), 'research', options, quick)).n).toBe(473)
  })

  test('ends early against a limit that every iteration breaks', async () => {
    const run = await start(testRun(), 'research', { warmup: 0, sla: { p95: '1ns' } }, quick)
    expect([run.n, run.stopping]).toStrictEqual([20, 'sequential'])
  })

  test('ends early against an error rate', async () => {
    const options = { warmup: 0, sla: { errorRate: '1%' } }
    const run = await start(testRun(), 'research', options, failing(2))
    expect([run.n + run.errors, run.errors, run.stopping]).toStrictEqual([20, 10, 'sequential'])
  })

  test('is decided by what it inherits, too', async () => {
    const run = await start(testRun({ sla: { p95: hour } }), 'research', { warmup: 0 }, quick)
    expect([run.n, run.stopping]).toStrictEqual([93, 'sequential'])
  })

  test('is decided by what it inherits by its name', async () => {
    const test = testRun({ sla: { byName: { 're*': { p99: hour }, other: { p999: hour } } } })
    expect((await start(test, 'research', { warmup: 0 }, quick)).n).toBe(473)
  })

  test('has limits of its own before those it inherits on the same statistic', async () => {
    const test = testRun({ sla: { p99: '1ns', p95: hour } })
    const run = await start(test, 'research', { warmup: 0, sla: { p99: hour } }, quick)
    expect(run.n).toBe(473)
  })

  test('runs all its iterations when it was told how many', async () => {
    const run = await start(testRun(), 'research', { iterations: 120, warmup: 0, sla: { p95: hour } }, quick)
    expect([run.n, run.stopping]).toStrictEqual([120, 'fixed'])
  })

  test('is not ended by limits that samples cannot decide before the end', async () => {
    const run = await start(testRun(), 'research', { warmup: 0, sla: { mean: '1ns', max: '1ns' } }, quick)
    expect([run.n, run.stopping]).toStrictEqual([300, 'fixed'])
  })

  test('says that its time was up when it was not decided', async () => {
    // The first iteration takes all the time there is.
    const fn = (): Promise<void> => new Promise((resolve) => realTime.setTimeout(resolve, 40))
    const run = await start(testRun(), 'research', { time: 20, warmup: 0, sla: { p95: hour } }, fn)
    expect([run.n, run.stopping, run.timeIsUp]).toStrictEqual([1, 'sequential', true])
  })
})

describe('measure: ended by the first limit that is broken', () => {
  test('runs no further, if asked', async () => {
    const fn = async ({ iteration }: IterationContext): Promise<void> => {
      await eventLoopTurn()
      if (iteration === 7) throw new Error('boom')
    }
    const options = { iterations: 100, warmup: 0, abortOnFail: true, sla: { max: '1ns' } }
    const run = await start(testRun(), 'research', options, fn)
    expect([run.n, run.errors, run.stopping, run.timeIsUp]).toStrictEqual([1, 0, 'sequential', false])
  })

  test('runs no further for a limit that it inherits', async () => {
    const test = testRun({ sla: { max: '1ns' } })
    const run = await start(test, 'research', { iterations: 100, warmup: 0, abortOnFail: true }, () =>
      eventLoopTurn(),
    )
    expect(run.n).toBe(1)
  })

  test('runs to its end where all are kept', async () => {
    const options = { iterations: 100, warmup: 0, abortOnFail: true, sla: { max: '1h' } }
    const run = await start(testRun(), 'research', options, () => eventLoopTurn())
    expect([run.n, run.stopping]).toStrictEqual([100, 'fixed'])
  })

  test('runs to its end where nobody asked', async () => {
    const options = { iterations: 10, warmup: 0, sla: { max: '1ns' } }
    expect((await start(testRun(), 'research', options, () => eventLoopTurn())).n).toBe(10)
  })
})

describe('measure: iterations with a time limit', () => {
  test('fail when they take longer, and know it by their signal', async () => {
    const signals = new Map<number, AbortSignal>()
    const fn = ({ iteration, signal }: IterationContext): unknown => {
      signals.set(iteration, signal)
      return iteration === 1 ? never() : undefined
    }
    const run = await start(testRun(), 'research', { ...few, iterationTimeout: '250ms' }, fn)
    expect([run.n, run.errors]).toStrictEqual([2, 1])
    expect(run.firstErrors.map(({ iteration, error }) => [iteration, String(error)])).toStrictEqual([
      [1, 'SkillperfError: iteration 1 took longer than its `iterationTimeout` of 250 ms.'],
    ])
    expect([...signals.values()].map((signal) => signal.aborted)).toStrictEqual([false, true, false])
    expect(signals.get(1)?.reason).toBe(run.firstErrors[0]?.error)
  })
})

describe('measure: warm-up', () => {
  test("goes on until iterations get no faster, by default and with 'steady'", async () => {
    for (const options of [{}, { warmup: 'steady' }]) {
      const run = await start(testRun(), 'research', { iterations: 3, ...options }, () => eventLoopTurn())
      // Three windows of five samples at least, unless half a second is up.
      expect(run.warmup).toBeGreaterThan(0)
      expect(run.n).toBe(3)
    }
  })

  test('is as long as it was told', async () => {
    const run = await start(testRun(), 'research', { iterations: 3, warmup: 7 }, () => eventLoopTurn())
    expect(run.warmup).toBe(7)
  })

  test('decides no limit', async () => {
    const options = { iterations: 10, warmup: 3, abortOnFail: true, sla: { errorRate: '100%', max: '1h' } }
    const fn = async ({ iteration }: IterationContext): Promise<void> => {
      await eventLoopTurn()
      if (iteration < 0) throw new Error('cold')
    }
    expect((await start(testRun(), 'research', options, fn)).n).toBe(10)
  })
})

describe('measure: streams', () => {
  async function* items(): AsyncGenerator<number> {
    await eventLoopTurn()
    yield 1
    await eventLoopTurn()
    yield 2
  }

  test.for<[string, () => unknown]>([
    ['an async iterable', () => items()],
    ['a promise of one', () => Promise.resolve(items())],
    ['a web stream', () => new Response('text').body],
    ['a Response', () => Promise.resolve(new Response('text'))],
  ])('have the time to their first item: %s', async ([, fn]) => {
    const run = await start(testRun(), 'research', few, fn)
    expect([run.n, run.firstItem.n, run.firstItem.name]).toStrictEqual([3, 3, 'research · first item'])
    expect(run.firstItem.max).toBeLessThanOrEqual(run.max)
    expect(run.firstItem.min).toBeGreaterThanOrEqual(0)
  })

  test('are none where nothing streams', async () => {
    const run = await start(testRun(), 'research', few, () => [1, 2])
    expect([run.n, run.firstItem.n]).toStrictEqual([3, 0])
  })

  test('have no first item where they fail', async () => {
    const fn = async function* ({ iteration }: IterationContext): AsyncGenerator<number> {
      yield 1
      if (iteration === 1) await Promise.reject(new Error('boom'))
    }
    const run = await start(testRun(), 'research', few, fn)
    expect([run.n, run.errors, run.firstItem.n]).toStrictEqual([2, 1, 2])
  })
})

describe('measure: batches', () => {
  /** Far too short for any timer. */
  const nothing = (): void => {}

  test('are never made of a number of iterations, hooks, several at once, time limits, or what waits', async () => {
    const options: readonly object[] = [
      { iterations: 10 },
      { time: 5, beforeEach: nothing },
      { time: 5, afterEach: nothing },
      { time: 5, concurrency: 2 },
      { time: 5, iterationTimeout: '1h' },
      { time: 5, warmup: 0 },
    ]
    for (const one of options) {
      expect((await start(testRun(), 'research', one, nothing)).batch).toBe(1)
    }
    expect((await start(testRun(), 'research', { time: 5 }, () => eventLoopTurn())).batch).toBe(1)
  })

  test('count each iteration, and say so', async () => {
    let calls = 0
    const run = await start(testRun(), 'research', { time: 5, warmup: 100 }, () => void calls++)
    expect(run.iterations).toBe(calls - run.warmup)
    const notes = run.notes.filter((note) => note.includes('each sample is the mean of'))
    expect(notes).toHaveLength(run.batch > 1 ? 1 : 0)
  })

  test('are over when the function begins to wait, and each iteration counts once', async () => {
    let calls = 0
    const fn = ({ iteration }: IterationContext): unknown => {
      calls++
      return iteration < 0 ? undefined : eventLoopTurn()
    }
    const run = await start(testRun(), 'research', { time: 5, warmup: 100 }, fn)
    expect([run.errors, run.iterations]).toStrictEqual([0, calls - run.warmup])
  })

  test('are over when the function fails, and each iteration counts once', async () => {
    let calls = 0
    const fn = ({ iteration }: IterationContext): void => {
      calls++
      if (iteration === 5) throw new Error('boom')
    }
    const run = await start(testRun(), 'research', { time: 5, warmup: 100 }, fn)
    expect([run.errors, run.iterations]).toStrictEqual([1, calls - run.warmup])
  })
})
