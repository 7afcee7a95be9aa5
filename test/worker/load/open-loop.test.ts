import { describe, expect, test, vi } from 'vitest'
import type { IterationContext } from '../../../src/core/options/measure-options.ts'
import { SequentialSla } from '../../../src/core/sequential-sla.ts'
import { readSla } from '../../../src/core/sla.ts'
import type { LoopLimits } from '../../../src/worker/load/loop.ts'
import { OpenLoop } from '../../../src/worker/load/open-loop.ts'
import type { Arrivals } from '../../../src/worker/load/open-loop.ts'
import type { Work } from '../../../src/worker/load/work.ts'
import { eventLoopTurn, pause } from '../../../src/worker/real-time.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'
import { workOf } from '../../helpers/work-of.ts'

/** A look at the clock moves it on by so much, and nothing else does but the test. Waits of more than 2 ms would be real. */
const LOOK_MS = 0.001

/** What loops and tests make of time: looks at it, and code that takes some. */
class HandClock {
  ms = 0
  readonly now = (): number => (this.ms += LOOK_MS)
  /** Code that keeps the event loop for so long. */
  block(ms: number): void {
    this.ms += ms
  }
}

interface Given extends Partial<Work>, Partial<Arrivals> {
  readonly clock?: HandClock
  readonly limits?: Partial<LoopLimits>
}

/** A thousand arrivals a second, evenly spaced, unless the argument says otherwise. */
function loopOf({
  clock = new HandClock(),
  limits = {},
  of = { rate: 1_000 },
  kind = 'constant',
  maxInFlight = 1_000,
  ...work
}: Given): OpenLoop {
  return new OpenLoop(workOf(work), { iterations: 10, ...limits }, { of, kind, maxInFlight }, clock.now)
}

async function samplesMsOf(loop: OpenLoop): Promise<number[]> {
  await loop.run()
  return [...loop.result([]).samplesNs].map((ns) => ns / 1e6)
}

/** Some looks at the clock are between what is expected and what is found. */
function expectNear(found: readonly number[], expected: readonly number[], toleranceMs = 0.3): void {
  expect(found).toHaveLength(expected.length)
  for (const [i, ms] of expected.entries()) {
    const off = (found[i] ?? Number.NaN) - ms
    expect(off, `${i}: ${found[i]} instead of ${ms}`).toBeGreaterThanOrEqual(-LOOK_MS)
    expect(off, `${i}: ${found[i]} instead of ${ms}`).toBeLessThanOrEqual(toleranceMs)
  }
}

describe('OpenLoop: arrivals', () => {
  test('start at their own times, numbered from 0', async () => {
    const clock = new HandClock()
    const starts: number[] = []
    const indices: number[] = []
    const fn = ({ iteration }: IterationContext): void => {
      indices.push(iteration)
      starts.push(clock.ms)
    }
    await loopOf({ clock, fn, limits: { iterations: 5 } }).run()
    expect(indices).toStrictEqual([0, 1, 2, 3, 4])
    expectNear(starts, [0, 1, 2, 3, 4])
  })

  test('start whether or not others are still running', async () => {
    const gate = Promise.withResolvers<void>()
    let most = 0
    const fn = async ({ iteration }: IterationContext): Promise<void> => {
      most = Math.max(most, iteration + 1)
      if (iteration === 9) gate.resolve()
      await gate.promise
    }
    const samples = await samplesMsOf(loopOf({ fn }))
    expect(most).toBe(10)
    // All end with the tenth, at 9 ms.
    expectNear(
      samples.toSorted((a, b) => b - a),
      [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
      1,
    )
  })

  test.for<[string, Partial<LoopLimits>, number]>([
    ['as many as there should be', { iterations: 4 }, 4],
    ['until the time is up', { iterations: Infinity, timeMs: 4.5 }, 5],
    ['none on the very end of it', { iterations: Infinity, timeMs: 4 }, 4],
    ['the first, however little time there is', { iterations: Infinity, timeMs: 0 }, 1],
    ['until there are enough', { iterations: Infinity, enough: { timeMs: 3, iterations: 6 } }, 6],
    [
      'not before that time, though there are enough',
      { iterations: 100, enough: { timeMs: 3, iterations: 1 } },
      3,
    ],
  ])('are %s', async ([, limits, expected]) => {
    const loop = loopOf({ limits })
    await loop.run()
    expect(loop.done).toBe(expected)
  })

  test('end with the last stage', async () => {
    // Held at 1,000 a second for 9.5 ms, after a ramp of an instant.
    const stages = [
      { durationMs: 1e-6, target: 1_000 },
      { durationMs: 9.5, target: 1_000 },
    ]
    const loop = loopOf({ of: { stages }, limits: { iterations: 100, timeMs: 1_000 } })
    await loop.run()
    expect(loop.done).toBe(10)
  })

  test('are the same again from the same seed, when they come at random', async () => {
    const startsOf = async (seed: number): Promise<number[]> => {
      const clock = new HandClock()
      const starts: number[] = []
      const fn = (): void => void starts.push(clock.ms)
      await loopOf({
        clock,
        fn,
        seed,
        of: { rate: 5_000 },
        kind: 'poisson',
        limits: { iterations: 20 },
      }).run()
      return starts
    }
    const once = await startsOf(1)
    expect(await startsOf(1)).toStrictEqual(once)
    expect(await startsOf(2)).not.toStrictEqual(once)
  })

  test('number warm-up from −1 downwards', async () => {
    const indices: number[] = []
    const fn = ({ iteration }: IterationContext): void => void indices.push(iteration)
    await loopOf({ fn, limits: { iterations: 3, warmup: true } }).run()
    expect(indices).toStrictEqual([-1, -2, -3])
  })
})

describe('OpenLoop: latency', () => {
  test('counts from the intended arrival: a stall is charged to all who wait behind it', async () => {
    const clock = new HandClock()
    const fn = ({ iteration }: IterationContext): void => {
      if (iteration === 5) clock.block(50)
    }
    const samples = await samplesMsOf(loopOf({ clock, fn, limits: { iterations: 100 } }))
    // Five in time; the sixth takes 50 ms; who arrives k ms after it waits for the other 50 − k.
    const behind = Array.from({ length: 94 }, (_, k) => Math.max(0, 50 - (k + 1)))
    // Each of those behind it takes a few looks at the clock, which the next waits for, too.
    expectNear(samples, [0, 0, 0, 0, 0, 50, ...behind], 1)
  })

  test('is charged so when something is awaited, too', async () => {
    const clock = new HandClock()
    const fn = async ({ iteration }: IterationContext): Promise<void> => {
      if (iteration === 0) clock.block(20)
      await Promise.resolve()
    }
    const samples = await samplesMsOf(loopOf({ clock, fn, limits: { iterations: 30 } }))
    const behind = Array.from({ length: 29 }, (_, k) => Math.max(0, 20 - (k + 1)))
    expectNear(samples, [20, ...behind], 0.5)
  })

  test('is charged so to those that fail, too', async () => {
    const clock = new HandClock()
    const fn = ({ iteration }: IterationContext): void => {
      if (iteration === 0) clock.block(10)
      else throw new Error('boom')
    }
    const loop = loopOf({ clock, fn, limits: { iterations: 5 } })
    await loop.run()
    const { failedNs, firstErrors } = loop.result([])
    expectNear(
      [...failedNs].map((ns) => ns / 1e6),
      [9, 8, 7, 6],
    )
    expect(firstErrors.map(({ iteration }) => iteration)).toStrictEqual([1, 2, 3, 4])
  })

  test('does not make the time that was busy longer than the time that has passed', async () => {
    const clock = new HandClock()
    // Ten times as slow as they arrive.
    const fn = (): void => clock.block(10)
    const loop = loopOf({ clock, fn, limits: { iterations: 20 } })
    await loop.run()
    const { elapsedNs } = loop.result([])
    expect(elapsedNs / 1e6).toBeLessThanOrEqual(clock.ms)
    expect(elapsedNs / 1e6).toBeGreaterThanOrEqual(199)
  })

  test('to the first item of a stream counts from there, too', async () => {
    const clock = new HandClock()
    const fn = ({ iteration }: IterationContext): unknown => {
      if (iteration === 0) clock.block(10)
      return (async function* () {
        yield 1
        clock.block(0)
      })()
    }
    const loop = loopOf({ clock, fn, limits: { iterations: 3 } })
    await loop.run()
    const firstItemsMs = [...loop.result([]).firstItemNs].map((ns) => ns / 1e6)
    expectNear(firstItemsMs, [10, 9, 8], 1)
  })
})

describe('OpenLoop: arrivals that are turned away', () => {
  test('are counted, and do not run', async () => {
    const gate = Promise.withResolvers<void>()
    let turnedAway = 0
    const check: LoopLimits['check'] = () => {
      // Nothing ends before the gate opens: so far each look is at one that was turned away.
      if (++turnedAway === 7) gate.resolve()
      return false
    }
    const fn = vi.fn<() => Promise<void>>(() => gate.promise)
    const loop = loopOf({ fn, maxInFlight: 3, limits: { iterations: Infinity, timeMs: 9.5, check } })
    await loop.run()
    expect(fn).toHaveBeenCalledTimes(3)
    expect(loop.result([]).dropped).toBe(7)
    expect(loop.done).toBe(3)
  })

  test('make room again when others end', async () => {
    const running = new Map<number, () => void>()
    const indices: number[] = []
    let turnedAway = 0
    const loop = loopOf({
      fn: ({ iteration }) => {
        indices.push(iteration)
        return iteration < 2 ? new Promise<void>((resolve) => running.set(iteration, resolve)) : undefined
      },
      maxInFlight: 2,
      limits: {
        iterations: 5,
        check: () => {
          if (++turnedAway === 3) for (const end of running.values()) end()
          return false
        },
      },
    })
    await loop.run()
    expect(indices).toStrictEqual([0, 1, 2, 3, 4])
    expect(loop.result([]).dropped).toBeGreaterThanOrEqual(3)
  })

  test('are none of the iterations that there should be', async () => {
    const gate = Promise.withResolvers<void>()
    let looks = 0
    const loop = loopOf({
      fn: ({ iteration }) => (iteration === 0 ? gate.promise : undefined),
      maxInFlight: 1,
      limits: {
        iterations: 3,
        check: () => {
          if (++looks === 10) gate.resolve()
          return false
        },
      },
    })
    await loop.run()
    expect(loop.done).toBe(3)
    expect(loop.result([]).dropped).toBeGreaterThanOrEqual(10)
    expect(loop.timeIsUp).toBe(false)
  })
})

describe('OpenLoop: hooks', () => {
  test('run before and after each iteration, failed ones too', async () => {
    const events: string[] = []
    const note =
      (what: string) =>
      ({ iteration }: IterationContext): void => {
        events.push(`${what} ${iteration}`)
        if (what === 'run' && iteration === 0) throw new Error('boom')
      }
    await loopOf({
      fn: note('run'),
      beforeEach: note('before'),
      afterEach: note('after'),
      limits: { iterations: 2 },
    }).run()
    expect(events).toStrictEqual(['before 0', 'run 0', 'after 0', 'before 1', 'run 1', 'after 1'])
  })

  test('are not timed', async () => {
    const clock = new HandClock()
    const slow = (): void => clock.block(100)
    const loop = loopOf({ clock, beforeEach: slow, afterEach: slow, limits: { iterations: 1 } })
    expectNear(await samplesMsOf(loop), [0])
    // Though they are part of the time in which the load got through.
    expect(loop.result([]).elapsedNs).toBeGreaterThanOrEqual(200e6)
  })

  test('hold a place', async () => {
    const gate = Promise.withResolvers<void>()
    let turnedAway = 0
    const check: LoopLimits['check'] = () => {
      if (++turnedAway === 3) gate.resolve()
      return false
    }
    const loop = loopOf({
      beforeEach: () => gate.promise,
      maxInFlight: 2,
      limits: { iterations: Infinity, timeMs: 4.5, check },
    })
    await loop.run()
    expect([loop.done, loop.result([]).dropped]).toStrictEqual([2, 3])
  })

  test.for(['beforeEach', 'afterEach'] as const)('what %s throws ends the loop', async (hook) => {
    const broken = new Error('the hook broke')
    const fn = vi.fn<() => void>()
    const loop = loopOf({ fn, [hook]: () => Promise.reject(broken), limits: { iterations: 1_000 } })
    expect(await rejectionOf(loop.run())).toBe(broken)
    expect(fn.mock.calls.length).toBeLessThanOrEqual(1)
    expect(loop.running).toBe(false)
  })

  test('the first error is thrown, once all that run have ended', async () => {
    const gate = Promise.withResolvers<void>()
    const broken = new Error('the hook broke')
    let ended = false
    const loop = loopOf({
      fn: async ({ iteration }) => {
        if (iteration > 0) return
        await gate.promise
        ended = true
      },
      afterEach: ({ iteration }) => {
        if (iteration === 0) throw new Error('another')
        realEnd(gate)
        throw broken
      },
    })
    expect(await rejectionOf(loop.run())).toBe(broken)
    expect(ended).toBe(true)
  })

  function realEnd(gate: PromiseWithResolvers<void>): void {
    void eventLoopTurn().then(() => gate.resolve())
  }
})

describe('OpenLoop: its end', () => {
  test('comes when its check says so, or throws', async () => {
    const loop = loopOf({ limits: { iterations: 100, check: ({ done }) => done === 3 } })
    await loop.run()
    expect(loop.done).toBe(3)
    const enough = new Error('enough')
    const throwing = loopOf({
      limits: {
        iterations: 100,
        check: () => {
          throw enough
        },
      },
    })
    expect(await rejectionOf(throwing.run())).toBe(enough)
    expect(throwing.done).toBe(1)
  })

  test('comes when its limits are decided', async () => {
    const limitsOf = (): SequentialSla => new SequentialSla(readSla({ p95: 500 }, 'here'))
    const kept = loopOf({ limits: { iterations: 5_000, sla: limitsOf(), untilDecided: true } })
    await kept.run()
    expect([kept.done, kept.decided, kept.timeIsUp]).toStrictEqual([93, true, false])
    // One is running, so that all others are turned away: as good as slow.
    const gate = Promise.withResolvers<void>()
    const breached = loopOf({
      maxInFlight: 1,
      fn: () => gate.promise,
      limits: { iterations: 5_000, sla: limitsOf(), abortOnFail: true },
    })
    const run = breached.run()
    await vi.waitFor(() => expect(breached.decided).toBe(true))
    gate.resolve()
    await run
    expect([breached.result([]).dropped, breached.done, breached.timeIsUp]).toStrictEqual([20, 0, false])
  })

  test('does not wait for an arrival that is too late to come', async () => {
    // The second would arrive after five seconds; there is one millisecond.
    const loop = loopOf({ of: { rate: 0.2 }, limits: { iterations: Infinity, timeMs: 1 } })
    const run = loop.run().then(() => 'ended')
    expect(await Promise.race([run, pause(1_000).then(() => 'still waiting')])).toBe('ended')
    expect(loop.done).toBe(1)
    expect(loop.timeIsUp).toBe(true)
  })

  test('does not wait for the next arrival when it is interrupted', async () => {
    const loop = loopOf({ of: { rate: 0.2 } })
    const run = loop.run().then(() => 'ended')
    await eventLoopTurn()
    loop.interrupt()
    expect(await Promise.race([run, pause(1_000).then(() => 'still waiting')])).toBe('ended')
    expect([loop.done, loop.interrupted]).toStrictEqual([1, true])
  })

  test('does not wait for the next arrival when a hook has failed', async () => {
    const broken = new Error('the hook broke')
    const loop = loopOf({ of: { rate: 0.2 }, afterEach: () => Promise.reject(broken) })
    const run = loop.run().catch((error: unknown) => error)
    expect(await Promise.race([run, pause(1_000).then(() => 'still waiting')])).toBe(broken)
  })

  test('starts none once it was stopped', async () => {
    const fn = vi.fn<(context: IterationContext) => void>(({ iteration }) => {
      if (iteration === 2) loop.stop()
    })
    const loop = loopOf({ fn, limits: { iterations: 100 } })
    await loop.run()
    expect(fn).toHaveBeenCalledTimes(3)
  })

  test('says what it is waiting for', async () => {
    const gate = Promise.withResolvers<void>()
    const clock = new HandClock()
    const loop = loopOf({ clock, fn: () => gate.promise, limits: { iterations: 2 } })
    expect(loop.describe()).toBe('0 iterations were done')
    const run = loop.run()
    await vi.waitFor(() => expect(clock.ms).toBeGreaterThan(1))
    await eventLoopTurn()
    expect(loop.describe()).toMatch(
      /^0 iterations were done, and iteration 0 had been running for [\d.]+ ms$/,
    )
    gate.resolve()
    await run
    expect(loop.describe()).toBe('2 iterations were done')
  })

  test('keeps nobody from the event loop while arrivals are behind', async () => {
    const clock = new HandClock()
    let turns = 0
    const over = new AbortController()
    const tick = async (): Promise<void> => {
      while (!over.signal.aborted) {
        await eventLoopTurn()
        turns++
      }
    }
    const ticking = tick()
    // Each takes three times as long as it has.
    await loopOf({ clock, fn: () => clock.block(3), limits: { iterations: 100 } }).run()
    over.abort()
    await ticking
    // One turn for about every 20 of the 300 ms.
    expect(turns).toBeGreaterThanOrEqual(10)
  })
})
