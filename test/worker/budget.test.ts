import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import { readMeasureOptions } from '../../src/core/options/measure-options.ts'
import type { MeasureOptions } from '../../src/core/options/measure-options.ts'
import { planBudget, requireFits, timeAfterWarmup } from '../../src/worker/budget.ts'
import type { Budget, Decidable, TestTime } from '../../src/worker/budget.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const noTimeout: TestTime = { timeoutMs: 0, usedMs: 0 }
/** Nothing that samples decide before the end. */
const nothing: Decidable = { own: false, inherited: false }
const plan = (options: MeasureOptions, test: TestTime = noTimeout, decidable: Decidable = nothing): Budget =>
  planBudget(readMeasureOptions(options, 'here'), decidable, test, 'here')

describe('planBudget', () => {
  test.for<[string, MeasureOptions, Partial<Budget>]>([
    [
      'nothing set',
      {},
      {
        iterations: 300,
        timeMs: 8_000,
        enough: { timeMs: 2_000, iterations: 150 },
        untilDecided: false,
        deadlineMs: Infinity,
        exact: false,
        flexible: true,
      },
    ],
    [
      'iterations',
      { iterations: 50 },
      {
        iterations: 50,
        timeMs: Infinity,
        enough: undefined,
        deadlineMs: Infinity,
        exact: true,
        flexible: false,
      },
    ],
    [
      'time',
      { time: '5s' },
      { iterations: Infinity, timeMs: 5_000, enough: undefined, exact: false, flexible: false },
    ],
    ['more at once than the default', { concurrency: 1_000 }, { iterations: 1_000 }],
    ['arrivals', { arrival: { rate: 50 } }, { iterations: 300, timeMs: 8_000, flexible: true }],
    [
      'stages',
      {
        stages: [
          { duration: '2s', rate: 50 },
          { duration: '1s', rate: 0 },
        ],
      },
      { iterations: Infinity, timeMs: 3_000, enough: undefined, exact: false, flexible: false },
    ],
    [
      'both',
      { iterations: 50, time: '5s' },
      { iterations: 50, timeMs: 5_000, exact: false, flexible: false },
    ],
    ['no warm-up', { warmup: 0 }, { warmup: { iterations: 0, timeMs: Infinity, untilSteady: false } }],
    ['a warm-up', { warmup: 25 }, { warmup: { iterations: 25, timeMs: Infinity, untilSteady: false } }],
  ])('without a timeout, %s', ([, options, expected]) => {
    expect(plan(options)).toMatchObject(expected)
  })

  const own: Decidable = { own: true, inherited: true }
  const inherited: Decidable = { own: false, inherited: true }

  test.for<[string, MeasureOptions, Decidable, Partial<Budget>]>([
    [
      'its own limits, until they are decided, however long that takes',
      {},
      own,
      { untilDecided: true, iterations: 5_000, timeMs: 8_000, enough: undefined },
    ],
    [
      'inherited limits, until they are decided, or there are enough samples',
      {},
      inherited,
      { untilDecided: true, iterations: 5_000, timeMs: 8_000, enough: { timeMs: 2_000, iterations: 150 } },
    ],
    [
      'limits in a time of its own, as many as it takes',
      { time: '5s' },
      own,
      { untilDecided: true, iterations: Infinity, timeMs: 5_000, enough: undefined },
    ],
    ['more at once than the most', { concurrency: 6_000 }, own, { iterations: 6_000 }],
    [
      'a number of iterations: all of them',
      { iterations: 400 },
      own,
      { untilDecided: false, iterations: 400 },
    ],
    [
      'a number of iterations and a time: all of them, if there is time',
      { iterations: 400, time: '5s' },
      own,
      { untilDecided: false, iterations: 400, timeMs: 5_000 },
    ],
    [
      'stages: all of them',
      { stages: [{ duration: '2s', concurrency: 5 }] },
      own,
      { untilDecided: false, iterations: Infinity, timeMs: 2_000 },
    ],
  ])('runs for %s', ([, options, decidable, expected]) => {
    expect(plan(options, noTimeout, decidable)).toMatchObject(expected)
  })

  test('warms up until steady, for a tenth of the time or half a second at most', () => {
    const steady = { iterations: 10_000, untilSteady: true }
    expect(plan({}).warmup).toStrictEqual({ ...steady, timeMs: 500 })
    expect(plan({ warmup: 'steady' }).warmup).toStrictEqual({ ...steady, timeMs: 500 })
    expect(plan({ time: '5s' }).warmup).toStrictEqual({ ...steady, timeMs: 500 })
    expect(plan({ time: '2s' }).warmup).toStrictEqual({ ...steady, timeMs: 200 })
    expect(plan({ stages: [{ duration: '1s', rate: 5 }] }).warmup).toStrictEqual({ ...steady, timeMs: 100 })
    expect(plan({ iterations: 50 }).warmup).toStrictEqual({ ...steady, timeMs: 500 })
    // 950 ms are left; the default time is 80 % of that.
    const short = plan({}, { timeoutMs: 1_000, usedMs: 0 })
    expect(short.warmup).toStrictEqual({ ...steady, timeMs: 76 })
    expect(plan({ iterations: 50 }, { timeoutMs: 1_000, usedMs: 0 }).warmup).toStrictEqual({
      ...steady,
      timeMs: 95,
    })
  })

  // A twentieth of the timeout, between 50 and 500 ms, is kept to report in; half of it is for the last iteration.
  test.for<[TestTime, number]>([
    [{ timeoutMs: 5_000, usedMs: 0 }, 4_875],
    [{ timeoutMs: 5_000, usedMs: 1_000 }, 3_875],
    [{ timeoutMs: 500, usedMs: 0 }, 475],
    [{ timeoutMs: 60_000, usedMs: 0 }, 59_750],
    [{ timeoutMs: 0, usedMs: 100 }, Infinity],
    [{ timeoutMs: Infinity, usedMs: 100 }, Infinity],
  ])('of %o, the deadline is after %d ms', ([test, deadlineMs]) => {
    expect(plan({}, test).deadlineMs).toBe(deadlineMs)
  })

  test('takes four fifths of what the test leaves', () => {
    expect(plan({}, { timeoutMs: 1_000, usedMs: 0 }).timeMs).toBe(760)
    expect(plan({}, { timeoutMs: 60_000, usedMs: 0 }).timeMs).toBe(47_600)
  })

  test('warms up and measures in less time than there is until the deadline', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 60_000 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (timeoutMs, used) => {
          const { warmup, timeMs, deadlineMs } = plan({}, { timeoutMs, usedMs: timeoutMs * used })
          expect(warmup.timeMs + timeMs).toBeLessThan(deadlineMs)
        },
      ),
    )
  })

  test.for<[MeasureOptions, TestTime, string]>([
    [
      { time: '10s' },
      { timeoutMs: 5_000, usedMs: 0 },
      "here: `time` is 10 000 ms, but only 4 750 ms are left of the test's timeout of 5 000 ms. Give the test more, test(name, { timeout: 15_000 }, fn), or the measurement less.",
    ],
    [
      { time: 4_000 },
      { timeoutMs: 5_000, usedMs: 1_000 },
      "here: `time` is 4 000 ms, but only 3 750 ms are left of the test's timeout of 5 000 ms. Give the test more, test(name, { timeout: 10_000 }, fn), or the measurement less.",
    ],
    [
      {
        stages: [
          { duration: '4s', rate: 5 },
          { duration: '2s', rate: 50 },
        ],
      },
      { timeoutMs: 5_000, usedMs: 0 },
      "here: `stages` take 6 000 ms, but only 4 750 ms are left of the test's timeout of 5 000 ms. Give the test more, test(name, { timeout: 10_000 }, fn), or the measurement less.",
    ],
    [
      { time: 10 },
      { timeoutMs: 100, usedMs: 90 },
      "here: `time` is 10.0 ms, but only 0 ms are left of the test's timeout of 100 ms. Give the test more, test(name, { timeout: 5_000 }, fn), or the measurement less.",
    ],
  ])('refuses %o in a test with %o', ([options, test, message]) => {
    const error = thrownBy(() => plan(options, test))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(message)
  })

  test('suggests a timeout that would do', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5_000, max: 600_000 }),
        fc.integer({ min: 100, max: 5_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (time, timeoutMs, used) => {
          const usedMs = Math.round(timeoutMs * used)
          const { message } = thrownBy(() => plan({ time }, { timeoutMs, usedMs }))
          const suggested = Number(/timeout: ([\d_]+)/.exec(message)?.[1]?.replaceAll('_', ''))
          expect(() => plan({ time }, { timeoutMs: suggested, usedMs })).not.toThrow()
        },
      ),
    )
  })
})

describe('requireFits', () => {
  const time: TestTime = { timeoutMs: 5_000, usedMs: 0 }
  const exact = plan({ iterations: 100 }, time)
  const progress = { done: 10, fastestMs: 10, nowMs: 200, concurrency: 1 }

  test.for<[string, Budget, Partial<typeof progress>]>([
    ['what fits', exact, {}],
    ['what just fits', exact, { fastestMs: 50, nowMs: 250 }],
    ['the last iteration', exact, { done: 100, fastestMs: 4_000, nowMs: 4_000 }],
    ['what fits several at a time', exact, { fastestMs: 100, concurrency: 2 }],
    ['any number, when nobody asked for exactly so many', plan({}, time), { fastestMs: 4_000 }],
    [
      'any number, when there is a time to stop at',
      plan({ iterations: 100, time: '1s' }, time),
      { fastestMs: 4_000 },
    ],
    ['any number, without a timeout', plan({ iterations: 100 }), { fastestMs: 4_000 }],
    // Three are under way, and each may be done a moment from now.
    [
      'what is under way already',
      plan({ iterations: 4 }, time),
      { done: 1, fastestMs: 4_000, nowMs: 4_000, concurrency: 4 },
    ],
  ])('lets %s go on', ([, budget, changed]) => {
    expect(() => requireFits(budget, { ...progress, ...changed }, time, 'here')).not.toThrow()
  })

  test.for<[Partial<typeof progress>, string]>([
    [
      { fastestMs: 100 },
      "here: 100 iterations of 100 ms or more need 9 200 ms, but the test's timeout of 5 000 ms left 4 875 ms. Give the test more, test(name, { timeout: 15_000 }, fn), or run fewer iterations.",
    ],
    [
      { fastestMs: 400, concurrency: 4 },
      "here: 100 iterations of 400 ms or more, 4 at a time, need 8 900 ms, but the test's timeout of 5 000 ms left 4 875 ms. Give the test more, test(name, { timeout: 15_000 }, fn), or run fewer iterations.",
    ],
  ])('gives up at %o', ([changed, message]) => {
    const error = thrownBy(() => requireFits(exact, { ...progress, ...changed }, time, 'here'))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toMatch(/^here: 100 iterations of \d+ ms or more/)
    expect(error.message).toBe(message)
  })
})

describe('timeAfterWarmup', () => {
  const time: TestTime = { timeoutMs: 5_000, usedMs: 0 }

  test.for<[string, MeasureOptions, { warmupMs: number; usedMs: number }, number]>([
    ['a warm-up that nobody asked for comes out of the time', { time: 50 }, { warmupMs: 5, usedMs: 5 }, 45],
    ['loading beforehand does not', { time: 50 }, { warmupMs: 5, usedMs: 90 }, 45],
    ['nor does a warm-up that was asked for', { time: 50, warmup: 9 }, { warmupMs: 30, usedMs: 120 }, 50],
    ['iterations alone have all the time', { iterations: 9 }, { warmupMs: 5, usedMs: 90 }, Infinity],
    ['the default time stays', {}, { warmupMs: 5, usedMs: 90 }, 3_800],
    ['unless less is left of the test', { warmup: 200 }, { warmupMs: 3_000, usedMs: 3_875 }, 800],
    [
      'stages stay as long as they are, whatever the warm-up took',
      { stages: [{ duration: 500, rate: 5 }] },
      { warmupMs: 50, usedMs: 60 },
      500,
    ],
  ])('%s', ([, options, spent, expected]) => {
    expect(timeAfterWarmup(plan(options, time), spent)).toBe(expected)
  })
})
