import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calmProcesses } from '../../../src/core/baseline/calm-processes.ts'
import type { ProcessRow } from '../../../src/core/baseline/process-row.ts'
import { judgeRegression } from '../../../src/core/stats/regression.ts'
import type { Regression } from '../../../src/core/stats/regression.ts'
import { randomStream } from '../../../src/core/time/random.ts'
import type { Random } from '../../../src/core/time/random.ts'
import { rowOf, slower } from '../../helpers/process-rows.ts'
import { scaled } from '../../helpers/soak.ts'

const BASE = [rowOf(), rowOf(), rowOf(), rowOf(), rowOf()]
const WAITING = { busyShare: 0.04, floorNs: 102_000 }

/** Rows of a baseline and of attempts, by the percentages that they differ from `rowOf()`. */
const by = (...percents: readonly number[]): ProcessRow[] =>
  percents.map((percent) => slower(rowOf(), percent))

/** A row whose reference took as many times as long. */
function referenceBy(row: ProcessRow, factor: number): ProcessRow {
  return { ...row, ref05Ns: row.ref05Ns * factor }
}

describe('judgeRegression', () => {
  test.for<[string, ProcessRow[], Regression['result']]>([
    ['nothing has changed', by(0), 'same'],
    ['the first process says nothing of note', by(2.9), 'same'],
    ['the first process says something: fresh ones have to tell', by(3.1), 'open'],
    ['it may be slower', by(6), 'open'],
    ['one process cannot tell, whatever it says', by(500), 'open'],
    ['two cannot either', by(50, 50), 'open'],
    ['three can', by(10, 10, 10), 'worse'],
    ['a process had luck once', by(10, 10, 0), 'same'],
    ['two cannot, if one was as fast as ever', by(10, 0), 'open'],
    ['near the boundary three are not enough', by(6, 6, 6), 'open'],
    ['nor are four', by(6, 6, 6, 6), 'open'],
    ['five are', by(6, 6, 6, 6, 6), 'worse'],
    ['the last of five is below', by(6, 6, 6, 6, 4), 'same'],
    ['it became faster', by(-6), 'better'],
    ['it became a little faster', by(-4), 'same'],
  ])('%s', ([, attempts, result]) => {
    expect(judgeRegression(BASE, attempts, 0.1).result).toBe(result)
  })

  test('compares with the middle of the baseline, whatever its worst and best are', () => {
    const base = by(-30, 0, 0, 0, 80)
    expect(judgeRegression(base, by(10), 0.1).raw).toBeCloseTo(Math.log(1.1), 12)
    expect(judgeRegression(by(0, 10), by(10), 0.1).raw).toBeCloseTo(Math.log(1.1) / 2, 12)
  })

  test('compares the least of several with the least that as many of the baseline would have had', () => {
    const base = by(-4, -2, 0, 2, 4)
    const floorsBy = (...percents: readonly number[]): number[] => {
      const { floorNs, knownFloorNs } = judgeRegression(base, by(...percents), 0.1)
      return [floorNs, knownFloorNs].map((ns) => Math.round(ns / 100) / 10)
    }
    expect(floorsBy(20)).toStrictEqual([120, 100])
    // The first third, quarter and fifth of the baseline; of the attempts hardly more than the least.
    expect(floorsBy(20, 24)).toStrictEqual([120.4, 98.2])
    expect(floorsBy(20, 24, 28)).toStrictEqual([120.7, 97.3])
    expect(floorsBy(20, 24, 28, 32, 36)).toStrictEqual([120.9, 96.8])
  })

  test('has the least of the attempts as they are, and the middle of them beside the reference', () => {
    const attempts = [
      { ...rowOf(), floorNs: 130_000, q05Ns: 140_000 },
      { ...rowOf(), floorNs: 120_000, q05Ns: 126_000 },
      { ...rowOf(), floorNs: 140_000, q05Ns: 142_000, ref05Ns: 49_000 },
    ]
    const found = judgeRegression(BASE, attempts, 0.1)
    // A sixth of the way from the least to the next one.
    expect(found.raw).toBeCloseTo(Math.log(1.2) + Math.log(130 / 120) / 6, 12)
    // 140 / 45, 126 / 45 and 142 / 49, beside 102 / 45.
    expect(found.normalized).toBeCloseTo(Math.log((142 / 49) * (45 / 102)), 12)
    expect(found.score).toBe(Math.min(found.raw, found.normalized))
    expect(found.boundary).toBeCloseTo(Math.log(1.05), 12)
  })

  test('a machine that became slower slows the reference, too: no slowdown', () => {
    const slowMachine = by(25, 25, 25).map((row) => referenceBy(row, 1.25))
    expect(judgeRegression(BASE, slowMachine, 0.1)).toMatchObject({ result: 'same' })
  })

  test.for([0.985, 0.97])('a reference that happens to be fast (%d times) is no slowdown', (factor) => {
    const attempts = by(0, 0, 0, 0, 0).map((row) => referenceBy(row, factor))
    expect(judgeRegression(BASE, attempts, 0.1)).toMatchObject({
      result: 'same',
      fasterMachine: factor < 0.98,
    })
  })

  test('two slow moments that differ much say nothing at once', () => {
    const slow = by(60, 10).map((row) => referenceBy(row, 1.4))
    expect(judgeRegression(BASE, slow, 0.1)).toMatchObject({ result: 'open' })
    const alike = by(38, 40).map((row) => referenceBy(row, 1.4))
    expect(judgeRegression(BASE, alike, 0.1)).toMatchObject({ result: 'same' })
  })

  test('a baseline of slow hours hides no slowdown: the machine became faster, and the code did not', () => {
    const slowHours = by(30, 30, 30, 30, 30).map((row) => referenceBy(row, 1.3))
    const found = judgeRegression(slowHours, by(10, 10, 10), 0.1)
    expect(found).toMatchObject({ result: 'worse', fasterMachine: true })
    expect(found.raw).toBeCloseTo(Math.log(1.1), 12)
    expect(judgeRegression(slowHours, by(0), 0.1).result).toBe('same')
  })

  describe('of moments in which the machine was slow', () => {
    const slow = (percent: number): ProcessRow => referenceBy(slower(rowOf(), percent), 1.5)
    const calm = (percent: number): ProcessRow => slower(rowOf(), percent)

    test.for<[string, ProcessRow[], Regression['result'], number]>([
      ['the first one cannot tell, whatever it says', [slow(40)], 'open', 1],
      ['a calm one after it can', [slow(40), calm(2)], 'same', 1],
      ['a second one that is as slow counts: such is the machine now', [slow(40), slow(40)], 'same', 2],
      ['where it is, the code can be slower all the same', [slow(80), slow(80), slow(80)], 'worse', 3],
      ['those between calm ones do not count', [calm(12), slow(40), slow(40), calm(12)], 'open', 2],
      ['it takes three calm ones', [calm(12), slow(40), slow(40), calm(12), calm(12)], 'worse', 3],
      [
        'after seven there are no more, and all of them count',
        [calm(12), slow(40), slow(40), slow(40), slow(40), slow(40), calm(12)],
        'same',
        7,
      ],
    ])('%s', ([, attempts, result, counted]) => {
      const found = judgeRegression(BASE, attempts, 0.1)
      expect([found.result, found.counted.length]).toStrictEqual([result, counted])
    })
  })

  test('an improvement has to show in both views, too', () => {
    const fastMachine = by(-20).map((row) => referenceBy(row, 0.8))
    expect(judgeRegression(BASE, fastMachine, 0.1).result).toBe('same')
  })

  describe('of code that waits', () => {
    const waiting = (...percents: readonly number[]): ProcessRow[] =>
      percents.map((percent) => slower({ ...rowOf(), ...WAITING }, percent))

    test('leaves the reference out', () => {
      const attempts = waiting(10, 10, 10).map((row) => referenceBy(row, 2))
      const found = judgeRegression(waiting(0, 0, 0), attempts, 0.1)
      expect(found).toMatchObject({ result: 'worse', waits: true })
      expect(found.normalized).toBeCloseTo(Math.log(1.1), 12)
    })

    test('is what most of the baseline does', () => {
      const some = [...waiting(0, 0), ...by(0)]
      expect(judgeRegression(some, waiting(0), 0.1).waits).toBe(true)
      expect(judgeRegression([...some, ...by(0, 0)], waiting(0), 0.1).waits).toBe(false)
    })

    test('compares quantiles where not all processes wait: a floor is another figure then', () => {
      const base = by(0, 0, 0)
      // Its floor is the 5th percentile, 2 % above the least.
      expect(judgeRegression(base, waiting(0), 0.1).raw).toBe(0)
    })
  })

  test.for([
    { share: 0.04, percent: 1.1, result: 'same' },
    { share: 0.04, percent: 1.3, result: 'open' },
    { share: 0.2, percent: 5.9, result: 'same' },
    { share: 0.2, percent: 6.1, result: 'open' },
    { share: 1, percent: 29, result: 'same' },
    { share: 1, percent: 31, result: 'open' },
  ] as const)(
    'where $share is to be found, $percent % in the first process are $result: it settles three tenths of it',
    ({ share, percent, result }) => {
      expect(judgeRegression(BASE, by(percent), share).result).toBe(result)
    },
  )

  test.for([
    { share: 0.1, percent: 7.4, near: true },
    { share: 0.1, percent: 7.8, near: false },
    { share: 0.04, percent: 2.9, near: true },
    { share: 0.04, percent: 3.1, near: false },
  ])('where $share is to be found, $percent % are near the boundary: $near', ({ share, percent, near }) => {
    const { result } = judgeRegression(BASE, by(percent, percent, percent), share)
    expect(result).toBe(near ? 'open' : 'worse')
  })
})

const percent = fc.integer({ min: -300, max: 300 }).map((tenths) => tenths / 10)
const busyShare = fc.constantFrom(0, 0.3, 0.49, 0.5, 0.9, 1)
const row = fc
  .record({ floor: percent, above: fc.integer({ min: 0, max: 50 }), reference: percent, busyShare })
  .map(({ floor, above, reference, busyShare }): ProcessRow => {
    const floorNs = 100_000 * (1 + floor / 100)
    const q05Ns = floorNs * (1 + above / 1_000)
    return {
      floorNs: busyShare < 0.5 ? q05Ns : floorNs,
      q05Ns,
      ref05Ns: 45_000 * (1 + reference / 100),
      n: 300,
      busyShare,
    }
  })
const rows = fc.array(row, { minLength: 1, maxLength: 6 })
const seven = fc.array(row, { minLength: 7, maxLength: 7 })
const share = fc.constantFrom(0.04, 0.1, 0.2, 1)

/** Asks for one process after the other, as a test does. */
function settle(
  base: readonly ProcessRow[],
  attempts: readonly ProcessRow[],
  slowdown: number,
): { readonly result: Regression['result']; readonly asked: number } {
  for (let asked = 1; asked <= attempts.length; asked++) {
    const { result } = judgeRegression(base, attempts.slice(0, asked), slowdown)
    if (result !== 'open') return { result, asked }
  }
  throw new Error('still open')
}

describe('laws', () => {
  test('seven processes always settle it', () => {
    fc.assert(
      fc.property(rows, seven, share, (base, attempts, slowdown) => {
        expect(settle(base, attempts, slowdown).asked).toBeLessThanOrEqual(7)
      }),
    )
  })

  test('on a machine that is as fast as ever it stands on three processes, or five', () => {
    const sameMachine = (all: readonly ProcessRow[]): ProcessRow[] =>
      all.map((one) => ({ ...one, ref05Ns: 45_000, busyShare: 1 }))
    fc.assert(
      fc.property(rows.map(sameMachine), seven.map(sameMachine), share, (base, attempts, slowdown) => {
        const score = (n: number): number => judgeRegression(base, attempts.slice(0, n), slowdown).score
        const boundary = Math.log1p(slowdown / 2)
        const slow = score(1) > Math.log1p(slowdown * 0.3)
        const near = Math.abs(score(3) - boundary) < Math.log1p(slowdown / 4)
        const worse = slow && score(near ? 5 : 3) > boundary
        expect(settle(base, attempts, slowdown).result === 'worse').toBe(worse)
      }),
    )
  })

  test('the unit of time and the order of the baseline do not matter', () => {
    fc.assert(
      fc.property(
        rows,
        seven,
        share,
        fc.integer({ min: 1, max: 1_000 }),
        (base, attempts, slowdown, unit) => {
          const scaledBy = (one: ProcessRow): ProcessRow => ({
            ...one,
            floorNs: one.floorNs * unit,
            q05Ns: one.q05Ns * unit,
            ref05Ns: one.ref05Ns * unit,
          })
          const found = judgeRegression(base, attempts, slowdown)
          const same = judgeRegression(base.map(scaledBy).toReversed(), attempts.map(scaledBy), slowdown)
          expect(same.score).toBeCloseTo(found.score, 9)
        },
      ),
    )
  })

  test('code that is slower by more than the boundary in every view fails, and code that is no slower does not', () => {
    fc.assert(
      fc.property(rows, share, fc.double({ min: 0, max: 3, noNaN: true }), (base, slowdown, more) => {
        const [first] = base
        if (first === undefined) return
        const same = [first, first, first]
        const attempts = [1, 2, 3, 4, 5, 6, 7].map(() => slower(first, slowdown * 80 + more))
        expect(settle(same, attempts, slowdown).result).toBe('worse')
        expect(settle(same, by(0).concat(same, same, same).slice(1), slowdown).result).toBe('same')
      }),
    )
  })
})

/**
 * A process as they come: the machine is faster or slower by a few per cent for
 * its whole life, which moves code and reference alike but not quite, and
 * others get in its way now and then, which only slows.
 */
function processOf(random: Random, slowdown: number): ProcessRow {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const machine = Math.exp(0.015 * normal())
  const contended = (): number => Math.exp(-0.01 * Math.log(1 - random()))
  const floorNs = 100_000 * slowdown * machine * Math.exp(0.007 * normal()) * contended()
  return {
    floorNs,
    q05Ns: floorNs * 1.02 * contended(),
    ref05Ns: 45_000 * machine * Math.exp(0.007 * normal()) * contended(),
    n: 3_000,
    busyShare: 1,
  }
}

/** The share of seeded comparisons that fail, in per cent. */
function failsOf(slowdown: number, series: number): number {
  let fails = 0
  for (let nth = 0; nth < series; nth++) {
    const random = randomStream(nth, 'regression', slowdown)
    const base = Array.from({ length: 5 }, () => processOf(random, 1))
    const attempts = Array.from({ length: 7 }, () => processOf(random, slowdown))
    if (settle(base, attempts, 0.1).result === 'worse') fails++
  }
  return (100 * fails) / series
}

/** Like it, on a machine that slows a quarter of the processes: the code by less than the reference. */
function disturbed(random: Random, row: ProcessRow): ProcessRow {
  if (random() < 0.75) return row
  const slow = 1.4 + 0.3 * random()
  return slower({ ...row, ref05Ns: row.ref05Ns * slow * 1.1 }, (slow - 1) * 100)
}

describe('how often it errs, over seeded series', () => {
  const series = scaled(40_000)

  test('unchanged code is accused in less than 0.5 %', () => {
    expect(failsOf(1, series)).toBeLessThan(0.5)
  })

  test.for([
    { slowdown: 1.1, percent: 90 },
    { slowdown: 1.2, percent: 99 },
  ])('code that takes $slowdown × is caught in at least $percent %', ({ slowdown, percent }) => {
    expect(failsOf(slowdown, series)).toBeGreaterThan(percent)
  })

  test.for([
    { slowdown: 1, least: 0, most: 0.5 },
    { slowdown: 1.1, least: 90, most: 100 },
  ])(
    'on a machine that is slow now and then, $slowdown × fails in $least to $most %',
    ({ slowdown, least, most }) => {
      let fails = 0
      for (let nth = 0; nth < series; nth++) {
        const random = randomStream(nth, 'disturbed', slowdown)
        const recorded = Array.from({ length: 10 }, () => ({ row: disturbed(random, processOf(random, 1)) }))
        const base = calmProcesses(recorded).map(({ row }) => row)
        const attempts = Array.from({ length: 7 }, () => disturbed(random, processOf(random, slowdown)))
        if (settle(base, attempts, 0.1).result === 'worse') fails++
      }
      const percent = (100 * fails) / series
      expect(percent).toBeGreaterThanOrEqual(least)
      expect(percent).toBeLessThanOrEqual(most)
    },
  )

  test('the rule that it replaces does not hold this', () => {
    // One process of each, 5 % on the 5th percentile.
    let fails = 0
    for (let nth = 0; nth < series; nth++) {
      const random = randomStream(nth, 'naive')
      if (processOf(random, 1).q05Ns > 1.05 * processOf(random, 1).q05Ns) fails++
    }
    expect((100 * fails) / series).toBeGreaterThan(5)
  })
})
