import { describe, expect, test } from 'vitest'
import type { Measurement } from '../../src/core/measurement.ts'
import { readSla } from '../../src/core/sla.ts'
import type { Sla } from '../../src/core/sla.ts'
import { percentile } from '../../src/core/statistic.ts'
import { judge } from '../../src/core/verdict.ts'
import { recordCheck, rememberEntry } from '../../src/worker/verdict-log.ts'
import { settle } from '../../src/worker/settle.ts'
import type { MeasuredEntry, TestRun } from '../../src/worker/test-run.ts'
import { failures, measurementOf, range } from '../helpers/measurement-of.ts'
import { placeOf, testRun } from '../helpers/test-run.ts'

const sla = (limits: Sla) => readSla(limits, 'here')

/** A test that has measured this, each measurement with limits of its own. */
function measured(
  ...all: readonly (readonly [run: Measurement, own?: Sla | undefined])[]
): TestRun & { readonly first: MeasuredEntry } {
  const run = testRun()
  for (const [measurement, own] of all) {
    const limits = own === undefined ? [] : sla(own)
    rememberEntry(run, { measurement, checks: [], sla: limits, place: placeOf(), errorsShown: false })
  }
  const [first] = run.entries
  if (first === undefined) throw new Error('nothing was measured')
  return Object.assign(run, { first })
}

const hundred = (): Measurement => measurementOf(range(1, 100))
const failing = (count: number, n = 100): Measurement =>
  measurementOf(range(1, n), failures(count, new TypeError('fetch failed')))
const messages = (errors: readonly Error[]): string[] => errors.map((error) => error.message)

describe('settle', () => {
  test('finds nothing wrong with a test that measured nothing, and ends it', () => {
    const run = testRun()
    expect(settle(run, sla({ p95: 1 }))).toStrictEqual([])
    expect(run.ended).toBe(true)
  })

  test('keeps quiet about limits that are kept, and notes them for the report', () => {
    const run = measured([hundred(), { p95: 1_000 }])
    expect(settle(run, sla({ max: 1_000 }))).toStrictEqual([])
    expect(run.first.checks).toMatchObject([
      { verdict: { statistic: { label: 'p95' }, outcome: 'pass' }, negated: false, source: 'measurement' },
      { verdict: { statistic: { label: 'max' }, outcome: 'pass' }, negated: false, source: 'options' },
    ])
  })
})

describe("settle: a measurement's own limits", () => {
  test('fail the test at the place of the measurement', () => {
    const run = measured([hundred(), { p95: 50 }])
    const [error, ...rest] = settle(run, [])
    expect(rest).toStrictEqual([])
    expect(error?.name).toBe('AssertionError')
    expect(error?.message).toMatchInlineSnapshot(`
      "SLA   research, real clock, ms

      Expected p95  <   50
      Received p95    95.6          n = 100 · p50 50.5 · p99 99.7 · max 100
      Limit from the \`sla\` of this measurement
      ████████████████████

      51 of 100 samples took 50 ms or longer (51 %).

      Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest."
    `)
    expect(error?.stack).toBe(`AssertionError: ${error?.message}\n    at user (/project/skill.test.ts:7:3)`)
  })

  test('are all judged', () => {
    const errors = settle(measured([hundred(), { p50: 10, p95: 1_000, max: 20, mean: 5 }]), [])
    expect(errors).toHaveLength(3)
  })

  test('that nothing can decide are errors, with the first iteration error as the cause', () => {
    const run = measured([failing(15, 5), { p95: 50 }])
    const errors = settle(run, [])
    expect(messages(errors)).toStrictEqual([
      'SLA of "research": the p95 of 5 samples is not known: it needs at least 20. Run "research" with { iterations: 20 } or more.',
    ])
    expect(errors[0]?.cause).toMatchObject({ name: 'TypeError', message: 'fetch failed' })
  })
})

describe('settle: inherited limits', () => {
  test('fail the test, and say where they come from', () => {
    const errors = settle(measured([hundred()]), sla({ p95: 50 }))
    expect(errors).toHaveLength(1)
    expect(errors[0]?.message.split('\n').slice(0, 5)).toMatchInlineSnapshot(`
      [
        "SLA   research, real clock, ms",
        "",
        "Expected p95  <   50",
        "Received p95    95.6          n = 100 · p50 50.5 · p99 99.7 · max 100",
        "Limit from \`sla\` in the skillperf options (inherited)",
      ]
    `)
    expect(errors[0]?.stack).toContain('at user (/project/skill.test.ts:7:3)')
  })

  test('are judged for each measurement', () => {
    const run = measured([hundred()], [measurementOf(range(1, 100), { name: 'second' })])
    expect(settle(run, sla({ p95: 50 }))).toHaveLength(2)
  })

  test.for<[string, Sla]>([
    ['looser', { p95: 1_000 }],
    ['stricter', { p95: 500 }],
  ])("yield to the measurement's own limit on the same statistic, even a %s one", ([, own]) => {
    const run = measured([hundred(), own])
    expect(settle(run, sla({ p95: 50, max: 1_000 }))).toStrictEqual([])
    expect(run.first.checks.map((check) => [check.verdict.statistic.label, check.source])).toStrictEqual([
      ['p95', 'measurement'],
      ['max', 'options'],
    ])
  })

  test('yield to a matcher on the same statistic', () => {
    const measurement = hundred()
    const run = measured([measurement])
    const verdict = judge(measurement, { statistic: percentile(95, 'here'), limit: 1_000 })
    recordCheck(measurement, { verdict, negated: false, source: 'matcher' })
    expect(settle(run, sla({ p95: 50 }))).toStrictEqual([])
  })

  test('that nothing can decide are inconclusive, and fail nothing', () => {
    const run = measured([measurementOf([1, 2, 3])])
    expect(settle(run, sla({ p95: 1, max: 1_000 }))).toStrictEqual([])
    expect(run.first.checks).toMatchObject([
      {
        verdict: {
          outcome: 'inconclusive',
          reason:
            'the p95 of 3 samples is not known: it needs at least 20. Run "research" with { iterations: 20 } or more.',
        },
        source: 'options',
      },
      { verdict: { outcome: 'pass' } },
    ])
  })
})

describe('settle: errors in iterations', () => {
  test('fail the test when nobody said how many are fine', () => {
    const errors = settle(measured([failing(3)]), [])
    expect(messages(errors)).toStrictEqual([
      '3 of 103 iterations of "research" failed (2.9 %).\n' +
        'First, in iteration 0: TypeError: fetch failed\n' +
        'Repair it, or say how many failures are fine: expect(run).toHaveErrorRateBelow(0.05)',
    ])
    expect(errors[0]?.name).toBe('SkillperfError')
    expect(errors[0]?.cause).toMatchObject({ name: 'TypeError', message: 'fetch failed' })
    expect(errors[0]?.stack).toContain('at user (/project/skill.test.ts:7:3)')
  })

  test.for<[string, Sla | undefined, Sla | undefined]>([
    ['its own limit', { errorRate: 0.05 }, undefined],
    ['an inherited limit', undefined, { errorRate: '5%' }],
  ])('do not, when %s on the error rate is kept', ([, own, inherited]) => {
    const run = measured([failing(3), own])
    expect(settle(run, inherited === undefined ? [] : sla(inherited))).toStrictEqual([])
  })

  test('fail it once, by the limit on the error rate, when that is not kept', () => {
    const errors = settle(measured([failing(10), { errorRate: 0.05 }]), [])
    expect(errors).toHaveLength(1)
    expect(errors[0]?.message).toContain('Expected error rate')
    expect(errors[0]?.message).toContain(
      '10 of 110 iterations failed (9.1 %); first, in iteration 0: TypeError: fetch failed',
    )
  })

  test('do not come up again after a failure that showed them', () => {
    const run = measured([failing(3), { p95: 50 }])
    const errors = settle(run, [])
    expect(errors).toHaveLength(1)
    expect(errors[0]?.message).toContain('3 of 103 iterations failed')

    const shown = measured([failing(3)])
    shown.first.errorsShown = true
    expect(settle(shown, [], ['the breach'])).toStrictEqual([])
  })

  test('come up when the failure that showed them was caught', () => {
    const run = measured([failing(3)])
    run.first.errorsShown = true
    expect(messages(settle(run, []))[0]).toContain('3 of 103 iterations of "research" failed')
  })

  test('still fail the test when limits on other statistics are kept', () => {
    expect(settle(measured([failing(3), { p95: 1_000 }]), sla({ max: 1_000 }))).toHaveLength(1)
  })
})

describe('settle: what else fails a test', () => {
  test('a measurement that nobody awaited', () => {
    const run = testRun()
    const reasons: string[] = []
    run.measuring = {
      name: 'research',
      place: new Error('place'),
      stop: (reason) => reasons.push(reason.message),
    }
    expect(messages(settle(run, []))).toStrictEqual([
      'perf.measure "research" was still running when the test ended. Await it: const run = await perf.measure(…).',
    ])
    expect(reasons).toStrictEqual(['The test has ended.'])
  })

  test('an error that the code under test swallowed', () => {
    const run = measured([hundred()])
    const swallowed = range(1, 5).map((i) => new Error(`nothing answers GET https://x.example/${i}`))
    run.failures.push(...swallowed)
    expect(settle(run, [])).toStrictEqual(swallowed.slice(0, 3))
  })

  test('but not one that has come up as an iteration error', () => {
    const unanswered = new Error('nothing answers GET https://x.example/')
    const run = measured([measurementOf(range(1, 100), failures(1, unanswered))])
    run.failures.push(unanswered)
    expect(settle(run, [])).toHaveLength(1)
  })

  test('also a swallowed one that came after one that was not', () => {
    const unanswered = new Error('nothing answers GET https://x.example/')
    const swallowed = new Error('nothing answers GET https://y.example/')
    const run = measured([measurementOf(range(1, 100), failures(1, unanswered))])
    run.failures.push(unanswered, swallowed)
    expect(settle(run, []).at(-1)).toBe(swallowed)
  })

  test('everything in the order in which it arose', () => {
    const run = measured(
      [failing(2), { p95: 50 }],
      [measurementOf(range(1, 100), { name: 'second', ...failures(1) })],
    )
    run.measuring = { name: 'third', place: new Error('place'), stop() {} }
    const swallowed = new Error('swallowed')
    run.failures.push(swallowed)
    expect(messages(settle(run, sla({ max: 50 }))).map((message) => message.split('\n')[0]))
      .toMatchInlineSnapshot(`
        [
          "perf.measure "third" was still running when the test ended. Await it: const run = await perf.measure(…).",
          "SLA   research, real clock, ms",
          "SLA   research, real clock, ms",
          "SLA   second, real clock, ms",
          "swallowed",
        ]
      `)
  })
})
