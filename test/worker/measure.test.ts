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
      'perf.measure "research": unknown option `iteration`. Did you mean `iterations`? Known: clock, iterations, time, warmup, concurrency, sla, seed, beforeEach, afterEach.',
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
    const { name, clock, n, errors, warmup, concurrency, seed, counts } = run
    expect({ name, clock, n, errors, warmup, concurrency, seed, counts }).toStrictEqual({
      name: 'research',
      clock: 'real',
      n: 3,
      errors: 0,
      warmup: 2,
      concurrency: 2,
      seed: 9,
      counts: {},
    })
  })

  test('is remembered by the test, with its limits and its place', async () => {
    const test = testRun()
    const place = placeOf()
    const run = await measure(test, ['research', { ...few, sla: { p50: '1s', max: 5_000 } }, () => {}], place)
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
    let signal: AbortSignal | undefined
    const afterEach = ({ iteration }: IterationContext): void => {
      if (iteration === 1) throw broken
    }
    const fn = (context: IterationContext): unknown => {
      signal = context.signal
      return context.iteration === 0 ? never() : undefined
    }
    const options = { iterations: 10, warmup: 0, concurrency: 2, afterEach }
    expect(await rejectionOf(start(test, 'research', options, fn))).toBe(broken)
    expect(signal?.aborted).toBe(true)
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
