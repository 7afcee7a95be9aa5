import { spawnSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ExceedanceTest, leastForSequential, testExceedances } from '../../../src/core/stats/exceedance.ts'
import { randomStream } from '../../../src/core/time/random.ts'
import { scaled } from '../../helpers/soak.ts'

/** ln Γ(x): Stirling's series, from where it holds to the last digit; below, by Γ(x) = Γ(x + 1) / x. */
function logGamma(x: number): number {
  let [at, offset] = [x, 0]
  for (; at < 20; at++) offset -= Math.log(at)
  const series = 1 / (12 * at) - 1 / (360 * at ** 3) + 1 / (1_260 * at ** 5) - 1 / (1_680 * at ** 7)
  return offset + (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}

/** The closed form of the evidence after `exceeding` of `observations`. */
function logEvidence(exceeding: number, observations: number, share: number): number {
  const b = (1 - share) / share
  const kept = observations - exceeding
  return (
    logBeta(1 + exceeding, b + kept) -
    logBeta(1, b) -
    exceeding * Math.log(share) -
    kept * Math.log(1 - share)
  )
}

function testOf(share: number, observations: Iterable<boolean>): ExceedanceTest {
  const found = new ExceedanceTest(share)
  for (const exceeds of observations) found.add(exceeds)
  return found
}

/** So many that exceed, and so many that do not. */
function* counted(exceeding: number, kept: number): Generator<boolean> {
  for (let i = 0; i < exceeding; i++) yield true
  for (let i = 0; i < kept; i++) yield false
}

/** The seeded series of a rate; how many observations it took to decide, and what. */
function decide(
  share: number,
  rate: number,
  most: number,
  series: number,
): { decision: string; n: number } | undefined {
  const random = randomStream(series, 'exceedances')
  const found = new ExceedanceTest(share)
  for (let n = 1; n <= most; n++) {
    found.add(random() < rate)
    if (found.decision !== undefined) return { decision: found.decision, n }
  }
  return undefined
}

const share = fc.double({ min: 0.001, max: 0.999, noNaN: true })
const observations = fc.array(fc.boolean(), { maxLength: 300 })

describe('the oracle', () => {
  test.for([
    [1, 0],
    [2, 0],
    [5, Math.log(24)],
    [0.5, Math.log(Math.PI) / 2],
    [21, Math.log(2_432_902_008_176_640_000)],
  ] as const)('ln Γ(%d) is %d', ([x, expected]) => {
    expect(logGamma(x)).toBeCloseTo(expected, 12)
  })
})

describe('ExceedanceTest', () => {
  test('has the evidence of the closed form', () => {
    fc.assert(
      fc.property(share, observations, (tested, series) => {
        const exceeding = series.filter(Boolean).length
        const expected = logEvidence(exceeding, series.length, tested)
        expect(testOf(tested, series).logEvidence).toBeCloseTo(expected, 8)
      }),
    )
  })

  test.for([
    [0, 100_000, 0.001],
    [100, 99_900, 0.001],
    [50_000, 50_000, 0.5],
    [100_000, 0, 0.05],
  ] as const)(
    'has it after %d that exceed and %d that do not, against %d, too',
    ([exceeding, kept, tested]) => {
      const expected = logEvidence(exceeding, exceeding + kept, tested)
      const found = testOf(tested, counted(exceeding, kept)).logEvidence
      expect(Math.abs(found - expected)).toBeLessThan(1e-6)
    },
  )

  test('comes to the same evidence in any order', () => {
    const shuffled = observations.chain((series) =>
      fc.tuple(
        fc.constant(series),
        fc.shuffledSubarray(series, { minLength: series.length, maxLength: series.length }),
      ),
    )
    fc.assert(
      fc.property(share, shuffled, (tested, [one, other]) => {
        expect(testOf(tested, one).logEvidence).toBeCloseTo(testOf(tested, other).logEvidence, 8)
      }),
    )
  })

  test('has none before the first observation', () => {
    const found = new ExceedanceTest(0.05)
    expect([found.share, found.logEvidence, found.decision]).toStrictEqual([0.05, 0, undefined])
  })

  test.for([
    [0.001, true, 'above'],
    [0.05, true, 'above'],
    [0.5, true, 'above'],
    [0.5, false, 'below'],
    [0.999, false, 'below'],
  ] as const)('against %d, decides nothing before 20 observations, all %s', ([tested, exceeds, decision]) => {
    const found = new ExceedanceTest(tested)
    for (let n = 1; n < 20; n++) {
      found.add(exceeds)
      expect(found.decision).toBeUndefined()
    }
    expect(found.logEvidence).toBeGreaterThan(Math.log(20))
    found.add(exceeds)
    expect(found.decision).toBe(decision)
  })

  test.for([
    [0.05, 93],
    [0.01, 473],
    [0.001, 4_742],
  ] as const)('against %d, decides below at observation %d when none exceeds', ([tested, least]) => {
    const found = testOf(tested, counted(0, least - 1))
    expect(found.decision).toBeUndefined()
    found.add(false)
    expect(found.decision).toBe('below')
  })

  test('goes with what comes after', () => {
    const found = testOf(0.05, counted(0, 93))
    for (const exceeds of counted(10_000, 0)) found.add(exceeds)
    expect(found.decision).toBe('above')
    expect(testExceedances({ observations: 10_093, exceeding: 10_000 }, 0.05)).toBe('above')
  })

  test('decides once the evidence is above 20 : 1, and at that point only', () => {
    fc.assert(
      fc.property(share, observations, (tested, series) => {
        const found = new ExceedanceTest(tested)
        let [exceeding, n] = [0, 0]
        for (const exceeds of series) {
          found.add(exceeds)
          n++
          if (exceeds) exceeding++
          if (found.decision !== undefined) break
          if (n >= 20) expect(found.logEvidence).toBeLessThanOrEqual(Math.log(20))
        }
        if (found.decision === undefined) return
        expect(n).toBeGreaterThanOrEqual(20)
        expect(found.logEvidence).toBeGreaterThan(Math.log(20))
        expect(found.decision).toBe(exceeding / n < tested ? 'below' : 'above')
      }),
    )
  })
})

describe('testExceedances', () => {
  test('says what the test says of the same observations, whatever their order', () => {
    fc.assert(
      fc.property(share, fc.nat(2_000), fc.nat(2_000), (tested, exceeding, kept) => {
        const n = exceeding + kept
        const evidence = logEvidence(exceeding, n, tested)
        // Too near to 20 : 1 for any two ways of adding up to agree.
        fc.pre(Math.abs(evidence - Math.log(20)) > 1e-6)
        const expected =
          n < 20 || evidence <= Math.log(20) ? undefined : exceeding / n < tested ? 'below' : 'above'
        expect(testExceedances({ observations: n, exceeding }, tested)).toBe(expected)
      }),
    )
  })

  test('agrees with a test that has just decided', () => {
    fc.assert(
      fc.property(share, observations, (tested, series) => {
        const found = new ExceedanceTest(tested)
        let [exceeding, n] = [0, 0]
        for (const exceeds of series) {
          found.add(exceeds)
          n++
          if (exceeds) exceeding++
          if (found.decision !== undefined) break
        }
        fc.pre(Math.abs(found.logEvidence - Math.log(20)) > 1e-6)
        expect(testExceedances({ observations: n, exceeding }, tested)).toBe(found.decision)
      }),
    )
  })

  test.for([
    [0, 0, 0.05, undefined],
    [1, 0, 0.05, undefined],
    [1, 1, 0.05, undefined],
    [19, 19, 0.001, undefined],
    [20, 20, 0.001, 'above'],
    [92, 0, 0.05, undefined],
    [93, 0, 0.05, 'below'],
    // As many as allowed are never evidence.
    [2_000, 100, 0.05, undefined],
    [100_000, 5_000, 0.05, undefined],
    [1_000, 10, 0.05, 'below'],
    [1_000, 100, 0.05, 'above'],
  ] as const)('of %d observations, %d exceeding, against %d: %s', ([n, exceeding, tested, decision]) => {
    expect(testExceedances({ observations: n, exceeding }, tested)).toBe(decision)
  })
})

describe('leastForSequential', () => {
  test.for([
    [0.999, 20],
    [0.5, 20],
    [0.25, 20],
    [0.1, 46],
    [0.05, 93],
    [0.01, 473],
    [0.001, 4_742],
    [0.000_1, 47_437],
  ] as const)('for %d: %d', ([tested, least]) => {
    expect(leastForSequential(tested)).toBe(least)
  })

  test('is known at once, however small the share is', { timeout: 30_000 }, () => {
    // In a process of its own, which can be ended: counting up to it would take hours, or never end.
    const source = new URL('../../../src/core/stats/exceedance.ts', import.meta.url).href
    const shares = [1e-9, 1e-12, 1e-17, 1e-300]
    const script = `import { leastForSequential } from '${source}'
      console.log(JSON.stringify([${shares.join(', ')}].map(leastForSequential)))`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      timeout: 10_000,
    })
    const found = JSON.parse(stdout || '[]') as number[]
    expect(found).toHaveLength(shares.length)
    // x − ln(1 + x) is ln 20 at x = n · share.
    for (const [i, tested] of shares.entries()) expect((found[i] ?? 0) * tested).toBeCloseTo(4.743_864_5, 6)
  })

  test('is the first number whose evidence, without an exceedance, is above 20 : 1', () => {
    fc.assert(
      fc.property(share, (tested) => {
        const least = leastForSequential(tested)
        expect(least).toBeGreaterThanOrEqual(20)
        expect(logEvidence(0, least, tested)).toBeGreaterThan(Math.log(20) - 1e-9)
        if (least > 20) expect(logEvidence(0, least - 1, tested)).toBeLessThan(Math.log(20) + 1e-9)
      }),
    )
  })
})

// Hundreds of seeded series; thousands when soaking.
describe('over many series', { timeout: 60_000 }, () => {
  const SERIES = scaled(8_000)
  const LENGTH = 2_000
  const all = (tested: number, rate: number): ReturnType<typeof decide>[] =>
    Array.from({ length: SERIES }, (_, series) => decide(tested, rate, LENGTH, series))

  test.for([0.01, 0.05, 0.1, 0.5])(
    'whose rate is %d, as tested, at most one in twenty ever decides',
    (tested) => {
      const wrong = all(tested, tested).filter((found) => found !== undefined).length
      // Three standard deviations of the number, if it were 5 %.
      expect(wrong).toBeLessThanOrEqual(SERIES * 0.05 + 3 * Math.sqrt(SERIES * 0.05 * 0.95))
    },
  )

  test('whose rate is three times the tested one, 99 % decide above, and none below', () => {
    const decisions = all(0.05, 0.15).map((found) => found?.decision)
    expect(decisions.filter((decision) => decision === 'above').length).toBeGreaterThanOrEqual(SERIES * 0.99)
    expect(decisions).not.toContain('below')
  })

  test('whose rate is a fifth of the tested one, 99 % decide below, and none above', () => {
    const decisions = all(0.05, 0.01).map((found) => found?.decision)
    expect(decisions.filter((decision) => decision === 'below').length).toBeGreaterThanOrEqual(SERIES * 0.99)
    expect(decisions).not.toContain('above')
  })

  test('that never exceed, all decide below at the same point', () => {
    for (const found of all(0.05, 0)) expect(found).toStrictEqual({ decision: 'below', n: 93 })
  })
})
