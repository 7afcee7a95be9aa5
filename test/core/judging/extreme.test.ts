import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Overrides } from '../../helpers/measurement-of.ts'
import { max, percentile } from '../../../src/core/statistic.ts'
import { failures, measurementOf } from '../../helpers/measurement-of.ts'

const p0 = percentile(0, 'here')
const p100 = percentile(100, 'here')

describe.for([
  ['max', max],
  ['p100', p100],
] as const)('%s: every sample is below the limit', ([, statistic]) => {
  test.for<[number[], Overrides, string]>([
    [[99.999], {}, 'pass'],
    [[100], {}, 'fail'],
    [[1, 2, 100], {}, 'fail'],
    [[1, 2, 99], {}, 'pass'],
    [[], {}, 'pass'],
    [[1], { dropped: 1 }, 'inconclusive'],
    [[100], { dropped: 1 }, 'fail'],
    [[1], failures(5), 'pass'],
    [[1], { stopping: 'sequential' }, 'pass'],
  ])('%o, %o: %s', ([samples, overrides, outcome]) => {
    expect(statistic.rule.find(measurementOf(samples, overrides), 100)).toStrictEqual({
      outcome,
      evidence: { kind: 'extreme' },
    })
  })

  test('needs one sample', () => {
    expect([statistic.rule.least('fixed', 100), statistic.rule.least('sequential', 100)]).toStrictEqual([
      1, 1,
    ])
    expect(statistic.rule.observations(measurementOf([1, 2], failures(5)))).toBe(2)
  })

  test('while it runs, one long sample fails it for good, and nothing passes it', () => {
    const watch = statistic.rule.watch?.(100)
    expect([watch?.decidable, watch?.state]).toStrictEqual([false, 'open'])
    watch?.sample(99.999)
    watch?.error()
    watch?.dropped()
    expect(watch?.state).toBe('open')
    watch?.sample(100)
    watch?.sample(1)
    expect(watch?.state).toBe('fail')
  })
})

describe('p0: some sample is below the limit', () => {
  test.for<[number[], Overrides, string]>([
    [[99.999], {}, 'pass'],
    [[100], {}, 'fail'],
    [[1, 500, 500], {}, 'pass'],
    [[100, 100, 101], {}, 'fail'],
    [[], {}, 'fail'],
    [[1], { dropped: 5 }, 'pass'],
    [[100], { dropped: 5 }, 'fail'],
  ])('%o, %o: %s', ([samples, overrides, outcome]) => {
    expect(p0.rule.find(measurementOf(samples, overrides), 100)).toStrictEqual({
      outcome,
      evidence: { kind: 'extreme' },
    })
  })

  test('only the end tells', () => {
    expect(p0.rule).not.toHaveProperty('watch')
    expect(p0.rule.least('fixed', 100)).toBe(1)
  })
})

test('the outcome is what the figure says', () => {
  const samples = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 200 }), (given, limit) => {
      const run = measurementOf(given)
      for (const statistic of [max, p0, p100]) {
        const expected = statistic.value(run) < limit ? 'pass' : 'fail'
        expect(statistic.rule.find(run, limit).outcome).toBe(expected)
      }
    }),
  )
})

test('the outcome is what the figure says to the nanosecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.constantFrom(-1, 0, 1), (ns, off) => {
      const limit = ns / 1e6
      const run = measurementOf([], { samplesNs: Float64Array.of(ns + off) })
      for (const statistic of [max, p0]) {
        expect(statistic.rule.find(run, limit).outcome).toBe(off < 0 ? 'pass' : 'fail')
      }
    }),
  )
})
