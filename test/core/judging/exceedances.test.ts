import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leastObservations } from '../../../src/core/judging/exceedances.ts'
import type { Finding } from '../../../src/core/judging/rule.ts'
import type { Measurement } from '../../../src/core/measurement.ts'
import type { Overrides } from '../../helpers/measurement-of.ts'
import { errorRate, percentile } from '../../../src/core/statistic.ts'
import type { Statistic } from '../../../src/core/statistic.ts'
import { failures, measurementOf } from '../../helpers/measurement-of.ts'

const LIMIT = 100
const p95 = percentile(95, 'here')

/** So many samples, of which some are as long as the limit. */
function runOf(n: number, slow: number, overrides: Overrides = {}): Measurement {
  return measurementOf(
    Array.from({ length: n }, (_, i) => (i < slow ? LIMIT : LIMIT - 0.001)),
    overrides,
  )
}

function find(statistic: Statistic, run: Measurement, limit: number = LIMIT): Finding {
  return statistic.rule.find(run, limit)
}

describe('a percentile, after a number of samples that was fixed', () => {
  test.for([
    // p, n, slow
    [95, 59, 0, 'pass'],
    [95, 58, 0, 'inconclusive'],
    [95, 93, 1, 'pass'],
    [95, 92, 1, 'inconclusive'],
    [95, 300, 8, 'pass'],
    [95, 300, 9, 'inconclusive'],
    [95, 300, 15, 'inconclusive'],
    [95, 300, 25, 'inconclusive'],
    [95, 300, 26, 'fail'],
    [95, 300, 300, 'fail'],
    [99, 299, 0, 'pass'],
    [99, 298, 0, 'inconclusive'],
    [99.9, 2_995, 0, 'pass'],
    [99.9, 2_994, 0, 'inconclusive'],
    [50, 5, 0, 'pass'],
    [50, 4, 0, 'inconclusive'],
    [50, 8, 8, 'fail'],
    [50, 7, 7, 'inconclusive'],
    [5, 1, 0, 'pass'],
    [1, 1, 0, 'pass'],
    [0, 1, 0, 'pass'],
  ] as const)('p%d of %d samples, %d of them as long as the limit: %s', ([p, n, slow, outcome]) => {
    expect(find(percentile(p, 'here'), runOf(n, slow)).outcome).toBe(outcome)
  })

  test('tells what it counted', () => {
    expect(find(p95, runOf(300, 12)).evidence).toStrictEqual({
      kind: 'exceedances',
      observations: 300,
      exceeding: 12,
      allowed: 0.05,
      method: 'binomial',
    })
  })

  test('counts arrivals that were turned away as too slow', () => {
    expect(find(p95, runOf(280, 0, { dropped: 27 }))).toStrictEqual({
      outcome: 'fail',
      evidence: { kind: 'exceedances', observations: 307, exceeding: 27, allowed: 0.05, method: 'binomial' },
    })
    expect(p95.rule.observations(runOf(280, 0, { dropped: 27 }))).toBe(307)
  })

  test('leaves failed iterations to the error rate', () => {
    expect(find(p95, runOf(59, 0, failures(1_000))).outcome).toBe('pass')
  })

  test('knows nothing without samples', () => {
    expect(find(p95, runOf(0, 0)).outcome).toBe('inconclusive')
  })
})

describe('a percentile, when its samples have ended the run', () => {
  const stopping = 'sequential'
  test.for([
    [95, 93, 0, 'pass'],
    [95, 92, 0, 'inconclusive'],
    [95, 59, 0, 'inconclusive'],
    [95, 20, 20, 'fail'],
    [95, 19, 19, 'inconclusive'],
    [99, 473, 0, 'pass'],
    [99, 472, 0, 'inconclusive'],
    [50, 20, 0, 'pass'],
    [50, 19, 0, 'inconclusive'],
    [95, 2_000, 100, 'inconclusive'],
  ] as const)('p%d of %d samples, %d of them as long as the limit: %s', ([p, n, slow, outcome]) => {
    expect(find(percentile(p, 'here'), runOf(n, slow, { stopping })).outcome).toBe(outcome)
  })

  test('tells so', () => {
    expect(find(p95, runOf(93, 0, { stopping })).evidence).toStrictEqual({
      kind: 'exceedances',
      observations: 93,
      exceeding: 0,
      allowed: 0.05,
      method: 'sequential',
    })
  })

  test('knows nothing without samples', () => {
    expect(find(p95, runOf(0, 0, { stopping })).outcome).toBe('inconclusive')
  })
})

describe('the error rate', () => {
  test.for([
    // n, errors, limit
    [59, 0, 0.05, 'pass'],
    [58, 0, 0.05, 'inconclusive'],
    [273, 27, 0.05, 'fail'],
    [0, 10, 0.05, 'fail'],
    [1, 0, 1, 'pass'],
    [1, 9, 1, 'pass'],
    [0, 1, 1, 'fail'],
    [0, 0, 1, 'fail'],
    [299, 0, 0.01, 'pass'],
    [1, 0, 0.95, 'pass'],
    [1, 0, 0.999, 'pass'],
  ] as const)('of %d that succeeded and %d that failed, below %d: %s', ([n, errors, limit, outcome]) => {
    const run = measurementOf(new Array<number>(n).fill(1), failures(errors))
    expect(find(errorRate, run, limit).outcome).toBe(outcome)
    expect(errorRate.rule.observations(run)).toBe(n + errors)
  })

  test('with a limit of 1 needs one that succeeds, at the end', () => {
    for (const stopping of ['fixed', 'sequential'] as const) {
      const run = measurementOf([1], { ...failures(999), stopping })
      expect(find(errorRate, run, 1).outcome).toBe('pass')
    }
  })

  test.for([1e-9, 1e-12, 1e-17, Number.MIN_VALUE])(
    'below %d, which is as good as none, fails when all fail',
    (limit) => {
      const run = measurementOf([], failures(100))
      expect(find(errorRate, run, limit).outcome).toBe('fail')
    },
  )

  test('does not count arrivals that were turned away', () => {
    const run = measurementOf(new Array<number>(59).fill(1), { dropped: 1_000 })
    expect(find(errorRate, run, 0.05)).toStrictEqual({
      outcome: 'pass',
      evidence: { kind: 'exceedances', observations: 59, exceeding: 0, allowed: 0.05, method: 'binomial' },
    })
  })

  test('judges the iterations that its figure is made of, when they are timed in batches', () => {
    // 30 samples of 1,000 iterations each, and 5 that failed: 0.017 %.
    const run = measurementOf(new Array<number>(30).fill(1), {
      ...failures(5),
      batch: 1_000,
      successes: 30_000,
    })
    expect(run.errorRate).toBeCloseTo(5 / 30_005, 12)
    expect(find(errorRate, run, 0.01)).toStrictEqual({
      outcome: 'pass',
      evidence: {
        kind: 'exceedances',
        observations: 30_005,
        exceeding: 5,
        allowed: 0.01,
        method: 'binomial',
      },
    })
  })
})

describe('leastObservations', () => {
  test.for([
    [0.05, 59, 93],
    [0.01, 299, 473],
    [0.001, 2_995, 4_742],
    [0.5, 5, 20],
    [1, 1, 1],
    [1.5, 1, 1],
  ] as const)('of a share of %d: %d fixed, %d sequential', ([share, fixed, sequential]) => {
    expect([leastObservations(share, 'fixed'), leastObservations(share, 'sequential')]).toStrictEqual([
      fixed,
      sequential,
    ])
    // A second time, because it is remembered.
    expect([leastObservations(share, 'fixed'), leastObservations(share, 'sequential')]).toStrictEqual([
      fixed,
      sequential,
    ])
  })

  test('is where a run without an exceedance passes, and one sample before it does not', () => {
    const share = fc.double({ min: 0.002, max: 0.999, noNaN: true })
    fc.assert(
      fc.property(share, fc.constantFrom('fixed', 'sequential'), (allowed, stopping) => {
        const least = errorRate.rule.least(stopping, allowed)
        const of = (n: number): Measurement => measurementOf(new Array<number>(n).fill(1), { stopping })
        expect(find(errorRate, of(least), allowed).outcome).toBe('pass')
        if (least > 1) expect(find(errorRate, of(least - 1), allowed).outcome).toBe('inconclusive')
      }),
    )
  })
})

describe('any outcome', () => {
  const counted = fc
    .tuple(fc.nat(400), fc.nat(400), fc.constantFrom(0.001, 0.01, 0.05, 0.1, 0.5, 0.9, 1))
    .map(([n, errors, allowed]) => ({ n, errors, allowed }))
  const order = { pass: 0, inconclusive: 1, fail: 2 }

  test.for(['fixed', 'sequential'] as const)('%s: one more error never makes it better', (stopping) => {
    fc.assert(
      fc.property(counted, ({ n, errors, allowed }) => {
        fc.pre(n > 0)
        const of = (failed: number): number => {
          const run = measurementOf(new Array<number>(n + errors - failed).fill(1), {
            ...failures(failed),
            stopping,
          })
          return order[find(errorRate, run, allowed).outcome]
        }
        expect(of(errors + 1)).toBeGreaterThanOrEqual(of(errors))
      }),
    )
  })

  test.for(['fixed', 'sequential'] as const)('%s: is on the side that the figure is on', (stopping) => {
    fc.assert(
      fc.property(counted, ({ n, errors, allowed }) => {
        fc.pre(n + errors > 0)
        const run = measurementOf(new Array<number>(n).fill(1), { ...failures(errors), stopping })
        const { outcome } = find(errorRate, run, allowed)
        if (outcome === 'pass') expect(run.errorRate).toBeLessThan(allowed)
        if (outcome === 'fail') expect(run.errorRate).toBeGreaterThanOrEqual(allowed)
      }),
    )
  })
})
