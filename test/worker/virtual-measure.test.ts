import { describe, expect, test } from 'vitest'
import type { IterationContext, MeasureOptions } from '../../src/core/options/measure-options.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import { arrivalTimes } from '../../src/core/time/arrivals.ts'
import { randomStream } from '../../src/core/time/random.ts'
import { measure } from '../../src/worker/measure.ts'
import { installClockShims } from '../../src/worker/virtual/shims/install.ts'
import { SOAK } from '../helpers/soak.ts'
import { placeOf, testRun } from '../helpers/test-run.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

installClockShims()

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function measureVirtually(
  options: MeasureOptions,
  fn: (context: IterationContext) => unknown,
): Promise<Measurement> {
  return measure(testRun(), ['virtual', { clock: 'virtual', ...options }, fn], placeOf())
}

/** A first-in, first-out server: one at a time. */
function server(): (service: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve()
  return (service) => (last = last.then(service))
}

describe('load in virtual time', () => {
  test('a thousand iterations by default, without a warm-up', async () => {
    const run = await measureVirtually({}, () => sleep(900))
    expect(run).toMatchObject({ clock: 'virtual', n: 1_000, warmup: 0, min: 900, max: 900, elapsed: 900_000 })
    expect(run.throughput).toBeCloseTo(1 / 0.9, 9)
    expect(run.cpu).toBeGreaterThanOrEqual(0)
  })

  test('a closed loop of ten over five places', async () => {
    const places = Array.from({ length: 5 }, server)
    const run = await measureVirtually({ concurrency: 10, iterations: 1_000 }, ({ iteration }) =>
      places[iteration % 5]?.(() => sleep(100)),
    )
    expect(run.throughput).toBeCloseTo(50, 1)
    expect(run.p50).toBe(200)
    expect(run.max).toBe(200)
  })

  test('`time` is virtual', async () => {
    const run = await measureVirtually({ time: '1min' }, () => sleep(700))
    expect(run).toMatchObject({ n: 86, elapsed: 60_200 })
  })

  test('stages of lanes', async () => {
    const stages = [
      { duration: '10s', concurrency: 5 },
      { duration: '10s', concurrency: 5 },
    ] as const
    const run = await measureVirtually({ stages }, () => sleep(100))
    expect(run.min).toBe(100)
    expect(run.max).toBe(100)
    expect(run.n).toBeGreaterThan(700)
    const again = await measureVirtually({ stages }, () => sleep(100))
    expect(again.n).toBe(run.n)
  })

  test('stages of arrivals, and those that are turned away', async () => {
    const run = await measureVirtually(
      { stages: [{ duration: '10s', rate: 100 }], arrival: { kind: 'constant' }, maxInFlight: 20 },
      () => sleep(500),
    )
    expect(run.n + run.dropped).toBe(500)
    expect(run.dropped).toBeGreaterThan(100)
  })

  test('an iteration that takes longer than its timeout fails then', async () => {
    const run = await measureVirtually(
      { iterations: 60, iterationTimeout: '1s' },
      ({ iteration, signal }) => {
        if (iteration !== 7) return sleep(999.999)
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    )
    expect(run).toMatchObject({ n: 59, errors: 1 })
    expect([...run.failedSamples]).toStrictEqual([1_000])
  })

  test('hooks are outside of the timed region, and take virtual time', async () => {
    const run = await measureVirtually({ iterations: 20, beforeEach: () => sleep(50) }, () => sleep(10))
    expect(run).toMatchObject({ max: 10, elapsed: 200 })
  })

  test('the first item of a stream', async () => {
    const run = await measureVirtually({ iterations: 20 }, async function* () {
      await sleep(300)
      yield 'first'
      await sleep(200)
      yield 'second'
    })
    expect(run).toMatchObject({ min: 500, max: 500 })
    expect(run.firstItem).toMatchObject({ n: 20, min: 300, max: 300 })
  })

  test('abortOnFail ends it as soon as a limit is decided', async () => {
    const run = await measureVirtually({ sla: { p95: 50 }, abortOnFail: true }, () => sleep(100))
    expect(run.n).toBeLessThan(100)
  })

  test('each iteration has a stream of Math.random of its own', async () => {
    const drawn = async (wait: number): Promise<number[]> => {
      const all: number[] = []
      await measureVirtually({ iterations: 4, concurrency: 4 }, async ({ iteration }) => {
        await sleep(wait * (4 - iteration))
        all[iteration] = Math.random()
      })
      return all
    }
    const first = await drawn(1)
    expect(new Set(first).size).toBe(4)
    expect(await drawn(0)).toStrictEqual(first)
  })

  test('a stall is seen by an open loop, and hidden by a closed one, which says so', async () => {
    const stalls = ({ iteration }: IterationContext): Promise<void> => sleep(iteration === 100 ? 10_100 : 100)
    const closed = await measureVirtually({ iterations: 400 }, stalls)
    expect(closed.p99).toBe(100)
    expect(closed.notes).toHaveLength(1)
    expect(closed.notes[0]).toContain('a stall of 10 100 ms is in one sample only')
    const serve = server()
    const open = await measureVirtually(
      { iterations: 400, arrival: { rate: 9.9, kind: 'constant' } },
      (context) => serve(() => stalls(context)),
    )
    expect(open.p99).toBeGreaterThan(10_000)
  })
})

test.for([1, 5])('what a hook throws ends the measurement, with %i lanes', async (concurrency) => {
  const bad = new Error('bad hook')
  const hooked = measureVirtually(
    {
      concurrency,
      iterations: 30,
      beforeEach() {
        throw bad
      },
    },
    () => sleep(5),
  )
  expect(await rejectionOf(hooked)).toBe(bad)
})

test('a slow hook that throws ends a measurement in real time, too', async () => {
  const hooked = measure(
    testRun(),
    [
      'real',
      {
        iterations: 30,
        warmup: 0,
        beforeEach() {
          for (const end = performance.now() + 30; performance.now() < end;);
          throw new Error('bad hook')
        },
      },
      () => 1,
    ],
    placeOf(),
  )
  expect((await rejectionOf(hooked)).message).toBe('bad hook')
})

test('the throughput of an open loop is what gets through, and not more than what arrives', async () => {
  const run = await measureVirtually({ arrival: { rate: 1, kind: 'constant' }, iterations: 61 }, () =>
    sleep(100),
  )
  expect(run.elapsed).toBe(60_100)
  expect(run.throughput).toBeCloseTo(61 / 60.1, 9)
})

describe('queueing in virtual time', () => {
  const RATE = 8
  const MEAN_SERVICE_MS = 100

  /** One server, Poisson arrivals; and what a Lindley recursion makes of the same draws. */
  async function queue(
    seed: number,
    iterations: number,
    kind: 'exponential' | 'constant',
  ): Promise<{ run: Measurement; lindley: number[] }> {
    const serve = server()
    const services: number[] = []
    const run = await measureVirtually(
      { seed, iterations, arrival: { rate: RATE }, maxInFlight: 100_000 },
      ({ iteration, random }) => {
        const ms = kind === 'constant' ? MEAN_SERVICE_MS : -Math.log1p(-random()) * MEAN_SERVICE_MS
        services[iteration] = Math.round(ms * 1_000)
        return serve(() => sleep(ms))
      },
    )
    const lindley: number[] = []
    let before = { arrival: 0, sojourn: 0 }
    const arrivals = arrivalTimes({ rate: RATE }, 'poisson', randomStream(seed, 'arrivals'))
    for (const [nth, service] of services.entries()) {
      const arrival = Math.round((arrivals.next().value ?? Number.NaN) * 1_000)
      const wait = nth === 0 ? 0 : Math.max(0, before.sojourn - (arrival - before.arrival))
      before = { arrival, sojourn: wait + Math.max(1_000, service) }
      lindley.push(before.sojourn)
    }
    return { run, lindley }
  }

  test.for(['exponential', 'constant'] as const)(
    'sojourn times are those of a Lindley recursion: %s',
    async (kind) => {
      const { run, lindley } = await queue(5, 2_000, kind)
      expect([...run.samples].map((ms) => Math.round(ms * 1_000))).toStrictEqual(lindley)
    },
  )

  test.for([
    ['M/M/1', 'exponential', 500, 0.07],
    ['M/D/1', 'constant', 300, 0.04],
  ] as const)(
    '%s is what theory says',
    { timeout: 120_000 },
    async ([, kind, theoryMs, ofTwentyThousand]) => {
      const iterations = SOAK ? 20_000 : 2_000
      // The standard error of a mean falls with the root of its number.
      const tolerance = ofTwentyThousand * Math.sqrt(20_000 / iterations)
      const means: number[] = []
      for (let seed = 1; seed <= 8; seed++) means.push((await queue(seed, iterations, kind)).run.mean)
      const mean = means.reduce((sum, ms) => sum + ms, 0) / means.length
      expect(Math.abs(mean / theoryMs - 1)).toBeLessThan(tolerance)
    },
  )
})

describe('what cannot be measured in virtual time', () => {
  test('a promise that nobody settles', async () => {
    const error = await rejectionOf(measureVirtually({}, () => new Promise(() => {})))
    expect(error.message).toMatch(/^perf\.measure "virtual": deadlock at 0 ms/)
    expect(error.stack).toContain('skill.test.ts:7:3')
  })

  test('an iteration without end', async () => {
    const error = await rejectionOf(
      measureVirtually({ maxVirtual: '1min' }, async () => {
        for (;;) await sleep(100)
      }),
    )
    expect(error.message).toContain('60 000 ms')
  })
})
