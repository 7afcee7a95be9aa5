import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compare, hasWorsened } from '../../../src/core/compare/compare.ts'
import type { CompareLimits } from '../../../src/core/compare/compare.ts'
import type { Comparable } from '../../../src/core/compare/comparable.ts'
import { comparableOf, exactOf, rowOf, timesOf } from '../../helpers/comparable-of.ts'

const LIMITS: CompareLimits = { minDetectableSlowdown: 0.1, toleranceOf: () => 0 }
const exactly = (entry: Parameters<typeof exactOf>[0], more: Partial<Comparable> = {}): Comparable =>
  comparableOf({ exact: new Map([[1, exactOf(entry)]]), ...more })
const really = (...rows: Parameters<typeof rowOf>[0][]): Comparable =>
  comparableOf({ real: new Map([['machine', rows.map((ms) => rowOf(ms))]]) })
const changesOf = (before: Comparable, after: Comparable): unknown =>
  compare([before], [after], LIMITS).changed.flatMap(({ changes }) => changes)

describe('counts', () => {
  test('are compared an iteration, and exactly', () => {
    const before = exactly({ iterations: 100, counts: [['calls search', 300]] })
    expect(changesOf(before, exactly({ iterations: 10, counts: [['calls search', 30]] }))).toStrictEqual([])
    expect(changesOf(before, exactly({ counts: [['calls search', 301]] }))).toStrictEqual([
      { what: 'calls search', unit: 'count', before: 3, after: 3.01, direction: 'worse' },
    ])
  })

  test.for<[string, number, number, 'worse' | 'other']>([
    ['so many in each', 10, 40, 'worse'],
    ['another number in some', 10, 31, 'other'],
    ['too few to tell', 9, 36, 'other'],
  ])('of another number of iterations may be chance: %s', ([, iterations, calls, direction]) => {
    const before = exactly({ iterations: 100, counts: [['calls search', 300]] })
    const after = exactly({ iterations, counts: [['calls search', calls]] })
    const { changed, incomparable } = compare([before], [after], LIMITS)
    expect(changed.flatMap(({ changes }) => changes.map((one) => one.direction))).toStrictEqual([direction])
    expect(incomparable.map(({ reason }) => reason)).toStrictEqual([
      'it runs another number of iterations than before',
    ])
  })

  test('that differ from run to run are judged where they are the same in every iteration', () => {
    const inexact = 'how many iterations there are depends on the machine'
    const before = exactly({
      counts: [
        ['calls a', 100],
        ['calls b', 100],
        ['retries a', 4],
      ],
    })
    const after = exactly(
      {
        counts: [
          ['calls a', 200],
          ['calls b', 103],
          ['retries a', 5],
        ],
      },
      { inexact },
    )
    const { changed, incomparable } = compare([before], [after], LIMITS)
    const [changes = []] = changed.map((one) => one.changes)
    expect(changes.map(({ what, direction }) => `${what} ${direction}`)).toStrictEqual([
      'calls a worse',
      'retries a other',
      'calls b other',
    ])
    expect(incomparable.map(({ reason }) => reason)).toStrictEqual([inexact])
    expect(compare([before], [{ ...before, inexact }], LIMITS).incomparable).toStrictEqual([])
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

  test('and failed iterations, which begin at none', () => {
    expect(changesOf(exactly({}), exactly({ errors: 5 }))).toStrictEqual([
      { what: 'failed iterations', unit: 'count', before: 0, after: 0.05, direction: 'worse' },
    ])
  })
})

describe('virtual times', () => {
  test('differ from the third decimal on; some stand for the others', () => {
    const before = exactly({ times: timesOf() })
    expect(
      changesOf(before, exactly({ times: timesOf({ p50Ms: 390.001, p90Ms: 650, maxMs: 900 }) })),
    ).toStrictEqual([
      { what: 'max', unit: 'virtual', before: 811, after: 900, direction: 'worse' },
      { what: 'p50', unit: 'virtual', before: 390, after: 390.001, direction: 'worse' },
    ])
    expect(changesOf(before, exactly({ times: timesOf({ minMs: 90 }) }))).toStrictEqual([
      { what: 'min', unit: 'virtual', before: 100, after: 90, direction: 'better' },
    ])
  })

  test.for<[number, string[]]>([
    [0, ['p50 other.test.ts', 'p50 src/research.test.ts']],
    [0.05, ['p50 other.test.ts']],
  ])(
    'within the tolerance of their project, here %s, are the same; counts have none',
    ([tolerance, told]) => {
      const [before = [], after = []] = [390, 400].map((p50Ms) => {
        const times = timesOf({ p50Ms })
        return [exactly({ times }), exactly({ times }, { project: 'strict', file: 'other.test.ts' })]
      })
      const toleranceOf = (project: string): number => (project === 'strict' ? 0 : tolerance)
      const { changed } = compare(before, after, { ...LIMITS, toleranceOf })
      const all = changed.flatMap(({ key, changes }) => changes.map(({ what }) => `${what} ${key.file}`))
      expect(all.toSorted((a, b) => (a < b ? -1 : 1))).toStrictEqual(told)
      const counted = exactly({ counts: [['calls search', 101]] })
      expect(
        compare([exactly({ counts: [['calls search', 100]] })], [counted], { ...LIMITS, toleranceOf })
          .changed,
      ).toHaveLength(1)
    },
  )

  test('on one side only are not compared', () => {
    const { changed, incomparable } = compare([exactly({ times: timesOf() })], [exactly({})], LIMITS)
    expect(changed).toStrictEqual([])
    expect(incomparable.map(({ reason }) => reason)).toStrictEqual(['virtual times on one side only'])
  })

  test('of other draws are no news of the code', () => {
    const before = exactly({ draws: [['search', 'a']], times: timesOf() })
    const after = exactly({ draws: [['search', 'b']], times: timesOf({ p95Ms: 900 }) })
    const comparison = compare([before], [after], LIMITS)
    expect(comparison.changed.flatMap(({ changes }) => changes)).toStrictEqual([
      { what: 'p95', unit: 'virtual', before: 640, after: 900, direction: 'other' },
    ])
    expect(comparison.incomparable.map(({ reason }) => reason)).toStrictEqual([
      '`search` draws other latencies than before',
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
    const { changed, noise } = compare([really(10)], [slow], LIMITS)
    expect(changed).toStrictEqual([])
    expect(noise.map((growth) => growth.toFixed(3))).toStrictEqual(['0.000'])
  })

  test('of one process are compared with the usual one of several, not the luckiest', () => {
    expect(changesOf(really(9, 10, 10, 10, 11), really(10))).toStrictEqual([])
  })

  test('of another machine are not compared', () => {
    const other = comparableOf({ real: new Map([['other', [rowOf(20)]]]) })
    const { changed, incomparable, unchanged } = compare([really(10)], [other], LIMITS)
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
    const { added, removed, renamed, unchanged } = compare(before, after, LIMITS)
    const named = (keys: readonly { measurement: string }[]): string[] => keys.map((key) => key.measurement)
    expect(named(added)).toStrictEqual(['come'])
    expect(named(removed)).toStrictEqual(['gone'])
    expect(renamed.map((one) => [one.before.measurement, one.after.measurement])).toStrictEqual([
      ['old name', 'new name'],
    ])
    expect(named(unchanged)).toStrictEqual(['kept', 'new name'])
  })

  test('that look the same twice have the nearest names; those without figures may be anything', () => {
    const renamed = (counts: [string, number][]): string[] => {
      const named = (name: string): Comparable => exactly({ counts }, { measurement: name })
      return compare(
        ['fetch pages', 'search'].map(named),
        ['search twice', 'fetch all pages'].map(named),
        LIMITS,
      ).renamed.map(({ before, after }) => `${before.measurement} → ${after.measurement}`)
    }
    expect(renamed([['calls a', 1]])).toStrictEqual([
      'fetch pages → fetch all pages',
      'search → search twice',
    ])
    expect(renamed([])).toStrictEqual([])
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
        const { changed, added, removed, unchanged } = compare(all, all, LIMITS)
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
          compare([one], [other], LIMITS).changed.flatMap(({ changes }) =>
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
