import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compare, hasWorsened } from '../../../src/core/compare/compare.ts'
import type { Comparable } from '../../../src/core/compare/comparable.ts'
import { comparableOf, exactOf, rowOf, timesOf } from '../../helpers/comparable-of.ts'

const SLOWDOWN = 0.1
const exactly = (entry: Parameters<typeof exactOf>[0], more: Partial<Comparable> = {}): Comparable =>
  comparableOf({ exact: new Map([[1, exactOf(entry)]]), ...more })
const really = (...rows: Parameters<typeof rowOf>[0][]): Comparable =>
  comparableOf({ real: new Map([['machine', rows.map((ms) => rowOf(ms))]]) })
const changesOf = (before: Comparable, after: Comparable): unknown =>
  compare([before], [after], SLOWDOWN).changed.flatMap(({ changes }) => changes)

describe('counts', () => {
  test('are compared an iteration, and exactly', () => {
    const before = exactly({ iterations: 100, counts: [['calls search', 300]] })
    expect(changesOf(before, exactly({ iterations: 10, counts: [['calls search', 30]] }))).toStrictEqual([])
    expect(changesOf(before, exactly({ iterations: 10, counts: [['calls search', 31]] }))).toStrictEqual([
      { what: 'calls search', unit: 'count', before: 3, after: 3.1, direction: 'worse' },
    ])
  })

  test('of what a cache saved are told by its misses', () => {
    const counts = (hits: number, misses: number): [string, number][] => [
      ['cache hits pages', hits],
      ['cache misses pages', misses],
    ]
    expect(changesOf(exactly({ counts: counts(90, 10) }), exactly({ counts: counts(80, 20) }))).toStrictEqual(
      [
        { what: 'cache misses pages', unit: 'count', before: 0.1, after: 0.2, direction: 'worse' },
        { what: 'cache hits pages', unit: 'count', before: 0.9, after: 0.8, direction: 'other' },
      ],
    )
  })

  test('that a report may only not have told are left alone', () => {
    const before = exactly({
      counts: [
        ['calls search', 100],
        ['repeated calls search', 9],
      ],
    })
    const changes = changesOf(before, exactly({ counts: [] }, { whole: false }))
    expect(changes).toStrictEqual([
      { what: 'calls search', unit: 'count', before: 1, after: 0, direction: 'better' },
    ])
  })

  test('of bytes are told where the calls are the same', () => {
    const counts = (calls: number, bytes: number): [string, number][] => [
      ['bytes sent search', bytes],
      ['calls search', calls],
    ]
    const told = (calls: number, bytes: number): unknown =>
      changesOf(exactly({ counts: counts(100, 1_000) }), exactly({ counts: counts(calls, bytes) }))
    expect(told(100, 2_000)).toMatchObject([{ what: 'bytes sent search' }])
    expect(told(200, 2_000)).toMatchObject([{ what: 'calls search' }])
  })

  test('and errors, which begin at none', () => {
    expect(changesOf(exactly({}), exactly({ errors: 5 }))).toStrictEqual([
      { what: 'errors', unit: 'count', before: 0, after: 0.05, direction: 'worse' },
    ])
  })
})

describe('virtual times', () => {
  test('differ from the third decimal on; p95 is told first, the ends only alone', () => {
    const before = exactly({ times: timesOf() })
    expect(changesOf(before, exactly({ times: timesOf({ p95Ms: 640.0004 }) }))).toStrictEqual([])
    expect(
      changesOf(before, exactly({ times: timesOf({ p50Ms: 400, p95Ms: 650, maxMs: 900 }) })),
    ).toStrictEqual([
      { what: 'p50', unit: 'virtual', before: 390, after: 400, direction: 'worse' },
      { what: 'p95', unit: 'virtual', before: 640, after: 650, direction: 'worse' },
    ])
    expect(changesOf(before, exactly({ times: timesOf({ maxMs: 800 }) }))).toStrictEqual([
      { what: 'max', unit: 'virtual', before: 811, after: 800, direction: 'better' },
    ])
  })

  test('of other draws are no news of the code', () => {
    const before = exactly({ draws: [['search', 'a']], times: timesOf() })
    const after = exactly({ draws: [['search', 'b']], times: timesOf({ p95Ms: 900 }) })
    const comparison = compare([before], [after], SLOWDOWN)
    expect(comparison.changed.flatMap(({ changes }) => changes)).toStrictEqual([
      { what: 'p95', unit: 'virtual', before: 640, after: 900, direction: 'other' },
    ])
    expect(comparison.incomparable.map(({ reason }) => reason)).toStrictEqual([
      'search draws other latencies',
    ])
    expect(hasWorsened(comparison)).toBe(false)
  })
})

describe('real times', () => {
  test('change from half the slowdown to find on, in both views', () => {
    expect(changesOf(really(10, 10, 10), really(10.4, 10.4, 10.4))).toStrictEqual([])
    expect(changesOf(really(10, 10, 10), really(10.6, 10.6, 10.6))).toStrictEqual([
      { what: 'real time', unit: 'real', before: 10, after: 10.6, direction: 'worse' },
    ])
    expect(changesOf(really(10, 10, 10), really(9, 9, 9))).toStrictEqual([
      { what: 'real time', unit: 'real', before: 10, after: 9, direction: 'better' },
    ])
  })

  test('of a machine that was slower as a whole are within noise', () => {
    const slow = comparableOf({ real: new Map([['machine', [rowOf(12, { ref05Ns: 54_000 })]]]) })
    const { changed, noise } = compare([really(10)], [slow], SLOWDOWN)
    expect(changed).toStrictEqual([])
    expect(noise.map((growth) => growth.toFixed(3))).toStrictEqual(['0.000'])
  })

  test('of one process are compared with the usual one of several, not the luckiest', () => {
    expect(changesOf(really(9, 10, 10, 10, 11), really(10))).toStrictEqual([])
  })

  test('of another machine are not compared', () => {
    const other = comparableOf({ real: new Map([['other', [rowOf(20)]]]) })
    const { changed, incomparable, unchanged } = compare([really(10)], [other], SLOWDOWN)
    expect(changed).toStrictEqual([])
    expect(unchanged).toStrictEqual([])
    expect(incomparable.map(({ reason }) => reason)).toStrictEqual(['other machine'])
  })
})

describe('measurements', () => {
  test('of one side only are added or removed; the same under another name is renamed', () => {
    const counts = (total: number): [string, number][] => [['calls search', total]]
    const before = [
      exactly({ counts: counts(1) }, { measurement: 'kept' }),
      exactly({ counts: counts(2) }, { measurement: 'old name' }),
      exactly({ counts: counts(3) }, { measurement: 'gone' }),
    ]
    const after = [
      exactly({ counts: counts(1) }, { measurement: 'kept' }),
      exactly({ counts: counts(2) }, { measurement: 'new name' }),
      exactly({ counts: counts(4) }, { measurement: 'come' }),
    ]
    const { added, removed, renamed, unchanged } = compare(before, after, SLOWDOWN)
    const named = (keys: readonly { measurement: string }[]): string[] => keys.map((key) => key.measurement)
    expect(named(added)).toStrictEqual(['come'])
    expect(named(removed)).toStrictEqual(['gone'])
    expect(renamed.map((one) => [one.before.measurement, one.after.measurement])).toStrictEqual([
      ['old name', 'new name'],
    ])
    expect(named(unchanged)).toStrictEqual(['kept', 'new name'])
  })

  test('that look the same twice are nobody new', () => {
    const before = ['a', 'b'].map((measurement) => exactly({}, { measurement }))
    const after = ['c', 'd'].map((measurement) => exactly({}, { measurement }))
    expect(compare(before, after, SLOWDOWN).renamed).toStrictEqual([])
  })

  test('compared with themselves are unchanged, whatever they are', () => {
    const entry = fc.record({
      measurement: fc.string(),
      counts: fc.uniqueArray(fc.tuple(fc.constantFrom('calls a', 'calls b', 'retries'), fc.nat()), {
        selector: ([name]) => name,
      }),
      iterations: fc.integer({ min: 1, max: 1_000 }),
      floorMs: fc.double({ min: 0.001, max: 1_000, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (one) => one.measurement }), (entries) => {
        const all = entries.map(({ measurement, counts, iterations, floorMs }) =>
          exactly({ counts, iterations }, { measurement, real: new Map([['machine', [rowOf(floorMs)]]]) }),
        )
        const { changed, added, removed, unchanged } = compare(all, all, SLOWDOWN)
        expect([changed, added, removed]).toStrictEqual([[], [], []])
        expect(unchanged).toHaveLength(all.length)
      }),
    )
  })

  test('turned around change in the other direction', () => {
    const opposite = { worse: 'better', better: 'worse', other: 'other' } as const
    const count = fc.nat({ max: 5 })
    fc.assert(
      fc.property(count, count, (was, is) => {
        const [before, after] = [was, is].map((total) => exactly({ counts: [['calls a', total]] }))
        if (before === undefined || after === undefined) return
        const directions = (one: Comparable, other: Comparable): string[] =>
          compare([one], [other], SLOWDOWN).changed.flatMap(({ changes }) =>
            changes.map(({ direction }) => direction),
          )
        const turned = directions(after, before)
        expect(turned).toStrictEqual(
          directions(before, after).map((direction) => opposite[direction as keyof typeof opposite]),
        )
      }),
    )
  })
})
