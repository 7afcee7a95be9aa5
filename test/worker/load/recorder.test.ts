import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CallLog } from '../../../src/core/calls/call-log.ts'
import { NOTHING_SEEN } from '../../../src/core/calls/seen.ts'
import { SequentialSla } from '../../../src/core/sequential-sla.ts'
import { readSla } from '../../../src/core/sla.ts'
import { Recorder } from '../../../src/worker/load/recorder.ts'
import type { LoopResult } from '../../../src/worker/load/recorder.ts'
import { HTTP, countOf } from '../../helpers/calls.ts'
import { Slot } from '../../../src/worker/load/slot.ts'

const NS = 1e6

function slotOf(startMs: number, endMs: number, index = 0): Slot {
  return Object.assign(new Slot(), { startMs, endMs, index })
}

function recorder(): Recorder {
  return new Recorder(100, undefined, undefined)
}

function resultOf(record: (into: Recorder) => void): LoopResult {
  const into = recorder()
  record(into)
  return into.result([])
}

describe('Recorder: samples', () => {
  test('are whole ns, in the order in which they end', () => {
    const { samplesNs, failedNs, firstItemNs, dropped, seen } = resultOf((into) => {
      const [long, short] = [slotOf(0, 0), slotOf(1, 0)]
      into.enter(long)
      into.enter(short)
      short.endMs = 2.000_000_4
      into.succeed(short)
      long.endMs = 5
      into.succeed(long)
      into.succeedAtOnce(slotOf(6, 6.25))
    })
    expect(samplesNs).toStrictEqual(Float64Array.of(1_000_000, 5_000_000, 250_000))
    expect([failedNs.length, firstItemNs.length, dropped, seen.counts]).toStrictEqual([0, 0, 0, {}])
  })

  test('of nothing are none', () => {
    expect(resultOf(() => {})).toStrictEqual({
      batch: 1,
      successes: 0,
      waited: false,
      samplesNs: new Float64Array(),
      failedNs: new Float64Array(),
      firstItemNs: new Float64Array(),
      firstErrors: [],
      elapsedNs: 0,
      busyNs: undefined,
      dropped: 0,
      seen: NOTHING_SEEN,
    })
  })

  test('come with the time to the first item of those that streamed', () => {
    const { firstItemNs } = resultOf((into) => {
      for (const [start, first, end] of [
        [10, 12, 20],
        [20, undefined, 30],
        [30, 30, 40],
      ] as const) {
        const slot = slotOf(start, end)
        into.enter(slot)
        into.succeed(slot, first)
      }
    })
    expect(firstItemNs).toStrictEqual(Float64Array.of(2 * NS, 0))
  })

  test('of a batch are their mean, as exact as it is', () => {
    const { samplesNs, elapsedNs } = resultOf((into) => into.succeedAsBatch(slotOf(0, 0.001), 3_000))
    expect(samplesNs[0]).toBeCloseTo(1 / 3, 9)
    expect(elapsedNs).toBe(1_000)
  })

  test('leave out what has failed, which is kept apart, with the first five errors', () => {
    const into = recorder()
    for (let i = 0; i < 7; i++) {
      const slot = slotOf(i, i + 0.5, i)
      if (i % 2 === 0) into.enter(slot)
      into.fail(slot, `error ${i}`)
    }
    const { samplesNs, failedNs, firstErrors, elapsedNs } = into.result([])
    expect(samplesNs).toHaveLength(0)
    expect(failedNs).toStrictEqual(new Float64Array(7).fill(NS / 2))
    expect(firstErrors).toStrictEqual([0, 1, 2, 3, 4].map((i) => ({ iteration: i, error: `error ${i}` })))
    expect(elapsedNs).toBe(3.5 * NS)
    expect([into.done, into.samples, into.failed]).toStrictEqual([7, 0, 7])
  })

  test('are counted as they come, those that failed and arrivals that were turned away, too', () => {
    const into = recorder()
    expect([into.done, into.samples, into.failed, into.fastestMs]).toStrictEqual([0, 0, 0, Infinity])
    into.succeedAtOnce(slotOf(0, 5))
    into.fail(slotOf(5, 7), 'boom')
    into.drop()
    into.drop()
    into.succeedAsBatch(slotOf(7, 17), 5)
    expect([into.done, into.samples, into.failed, into.fastestMs]).toStrictEqual([3, 2, 1, 2])
    expect(into.result([]).dropped).toBe(2)
  })

  test('list known tools', () => {
    expect(recorder().result(['search']).seen.counts).toStrictEqual({ search: countOf([]) })
  })
})

describe('Recorder: busy time', () => {
  test('is what one-by-one iterations add up to, and nobody needs it in steps', () => {
    const { elapsedNs, busyNs } = resultOf((into) => {
      into.succeedAtOnce(slotOf(0, 10))
      const slot = slotOf(50, 70)
      into.enter(slot)
      into.succeed(slot)
    })
    expect(elapsedNs).toBe(30 * NS)
    expect(busyNs).toBeUndefined()
  })

  test('counts time that iterations share once', () => {
    const { elapsedNs, busyNs } = resultOf((into) => {
      const [a, b] = [slotOf(0, 30), slotOf(10, 20)]
      into.enter(a)
      into.enter(b)
      into.succeedAtOnce(slotOf(12, 15))
      into.succeed(b)
      into.succeed(a)
    })
    expect(elapsedNs).toBe(30 * NS)
    expect(busyNs).toStrictEqual(Float64Array.of(15 * NS, 20 * NS, 30 * NS))
  })

  test('counts the time of those that fail', () => {
    const { elapsedNs, busyNs } = resultOf((into) => {
      into.fail(slotOf(0, 90), 'boom')
      into.succeedAtOnce(slotOf(90, 100))
      into.fail(slotOf(100, 190), 'boom')
      into.succeedAtOnce(slotOf(190, 200))
    })
    expect(elapsedNs).toBe(200 * NS)
    expect(busyNs).toStrictEqual(Float64Array.of(100 * NS, 200 * NS))
  })

  test('equals the union of all iterations, whatever they share', () => {
    const interval = fc.tuple(fc.nat(1_000), fc.integer({ min: 1, max: 100 }), fc.boolean())
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 40 }), (intervals) => {
        const into = recorder()
        const events = intervals.flatMap(([startMs, ms, failing]) => {
          const slot = slotOf(startMs, startMs + ms)
          return [
            { at: startMs, run: () => into.enter(slot) },
            {
              at: startMs + ms,
              run: () => (failing ? into.fail(slot, 'boom') : into.succeed(slot)),
            },
          ]
        })
        for (const event of events.toSorted((a, b) => a.at - b.at)) event.run()
        const busy = new Set(
          intervals.flatMap(([startMs, ms]) => Array.from({ length: ms }, (_, i) => startMs + i)),
        )
        const { elapsedNs, busyNs } = into.result([])
        expect(elapsedNs).toBe(busy.size * NS)
        expect(busyNs?.toSorted() ?? []).toStrictEqual(busyNs ?? [])
        expect(busyNs?.at(-1) ?? 0).toBeLessThanOrEqual(elapsedNs)
      }),
    )
  })

  test('counts time that late arrivals share once, too, when they run one after the other', () => {
    // They arrive every 10 ms, and each keeps the event loop for 50: the last ends after 500.
    const { elapsedNs, samplesNs, busyNs } = resultOf((into) => {
      for (let i = 0; i < 10; i++) into.succeedAtOnce(slotOf(10 * i, 50 * (i + 1)))
    })
    expect(samplesNs).toStrictEqual(Float64Array.from({ length: 10 }, (_, i) => (50 + 40 * i) * NS))
    expect(elapsedNs).toBe(500 * NS)
    expect(busyNs).toStrictEqual(Float64Array.from({ length: 10 }, (_, i) => 50 * (i + 1) * NS))
  })

  test('counts time that late arrivals share once, too, when something is awaited', () => {
    const { elapsedNs, busyNs } = resultOf((into) => {
      for (let i = 0; i < 10; i++) {
        const slot = slotOf(10 * i, 50 * (i + 1))
        into.enter(slot)
        into.succeed(slot)
      }
    })
    expect(elapsedNs).toBe(500 * NS)
    expect(busyNs).toStrictEqual(Float64Array.from({ length: 10 }, (_, i) => 50 * (i + 1) * NS))
  })

  test('of an iteration goes on from where batches have left it', () => {
    // 10 µs each, in two batches of 1,000; then one fails, and the others are timed one by one.
    const { busyNs, elapsedNs } = resultOf((into) => {
      into.succeedAsBatch(slotOf(0, 10), 1_000)
      into.succeedAsBatch(slotOf(10, 20), 1_000)
      into.fail(slotOf(20, 20.01), 'boom')
      into.succeedAtOnce(slotOf(20.01, 20.02))
      into.succeedAtOnce(slotOf(20.02, 20.03))
    })
    expect(elapsedNs).toBe(20.03 * NS)
    const steps = busyNs?.map((ns, i) => Math.round(ns - (busyNs[i - 1] ?? 0)))
    expect(steps).toStrictEqual(Float64Array.of(10_000, 10_000, 20_000, 10_000))
  })
})

describe('Recorder: on the way', () => {
  test.for<[string, number[], number]>([
    ['the median', [1, 2, 30], 2],
    ['of the last hundred only', [...new Array<number>(500).fill(90), ...new Array<number>(100).fill(5)], 5],
    ['the mean, when most take no time on a coarse clock', [0, 0, 0, 4], 1],
  ])('what an iteration takes at the moment is %s', ([, samples, expected]) => {
    const into = recorder()
    for (const ms of samples) into.succeedAtOnce(slotOf(0, ms))
    expect(into.recentMs).toBe(expected)
  })

  test('what an iteration takes is not known before the first', () => {
    const into = recorder()
    into.fail(slotOf(0, 5), 'boom')
    expect(into.recentMs).toBeNaN()
  })

  test('shows each success to an observer, in ns, and failures to none', () => {
    const seen: number[] = []
    const into = new Recorder(5, undefined, (ns) => seen.push(ns))
    into.succeedAtOnce(slotOf(0, 1))
    into.fail(slotOf(1, 5), 'boom')
    const slot = slotOf(5, 7)
    into.enter(slot)
    into.succeed(slot)
    expect(seen).toStrictEqual([NS, 2 * NS])
  })

  test('shows all of it to the limits', () => {
    const limits = (): SequentialSla => new SequentialSla(readSla({ p95: 100, errorRate: 0.05 }, 'here'))
    const repeat = (what: (into: Recorder) => void): SequentialSla => {
      const sla = limits()
      const into = new Recorder(5, sla, undefined)
      for (let i = 0; i < 93; i++) what(into)
      return sla
    }
    expect(repeat((into) => into.succeedAtOnce(slotOf(0, 99.9))).decided).toBe(true)
    expect(repeat((into) => into.succeedAtOnce(slotOf(0, 99.9))).hopeless).toBe(false)
    expect(repeat((into) => into.succeedAtOnce(slotOf(0, 100))).hopeless).toBe(true)
    expect(repeat((into) => into.succeedAsBatch(slotOf(0, 1_000), 5)).hopeless).toBe(true)
    expect(repeat((into) => into.fail(slotOf(0, 1), 'boom')).hopeless).toBe(true)
    expect(repeat((into) => into.drop()).hopeless).toBe(true)
  })
})

test('Recorder: calls of iterations that end after the loop was decided do not count, as they do not', () => {
  const { seen, successes } = resultOf((into) => {
    const late = slotOf(0, 0, 1)
    into.enter(late)
    into.succeedAtOnce(slotOf(0, 1, 0))
    into.addCalls(0, logOf('search'))
    into.close(1)
    late.endMs = 2
    into.succeed(late)
    into.addCalls(1, logOf('search', 'search'))
  })
  expect([successes, seen.counts['search']?.total, seen.counts['search']?.perIteration.max]).toStrictEqual([
    1, 1, 1,
  ])
})

function logOf(...names: readonly string[]): CallLog {
  const log = new CallLog()
  for (const name of names) log.end(log.begin(name, HTTP, 0), { status: 200 }, 1)
  return log
}
