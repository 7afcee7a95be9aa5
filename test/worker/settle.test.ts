import { describe, expect, test } from 'vitest'
import type { AttemptRecipe } from '../../src/core/attempts.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import { readSla } from '../../src/core/sla.ts'
import type { Sla, SlaOption } from '../../src/core/sla.ts'
import { max, percentile } from '../../src/core/statistic.ts'
import { judge } from '../../src/core/verdict.ts'
import { recordCheck, rememberEntry, suspect } from '../../src/worker/verdict-log.ts'
import { settle } from '../../src/worker/settle.ts'
import type { Check, MeasuredEntry, TestRun } from '../../src/worker/test-run.ts'
import { failures, measurementOf, range } from '../helpers/measurement-of.ts'
import { placeOf, testRun } from '../helpers/test-run.ts'
import { limitSuspicions } from '../helpers/limit-suspicions.ts'

interface Options extends NonNullable<Parameters<typeof testRun>[0]> {
  readonly sla?: SlaOption
}

/** A test that has measured this, each measurement with limits of its own; the options are the test run's. */
function measured(
  all: readonly (readonly [run: Measurement, own?: Sla | undefined])[],
  options: Options = {},
): TestRun & { readonly first: MeasuredEntry } {
  const run = testRun(options)
  for (const [measurement, own] of all) {
    const limits = own === undefined ? [] : readSla(own, 'here')
    rememberEntry(run, { measurement, checks: [], sla: limits, place: placeOf(), errorsShown: false })
  }
  const [first] = run.entries
  if (first === undefined) throw new Error('nothing was measured')
  return Object.assign(run, { first })
}

const hundred = (): Measurement => measurementOf(range(1, 100))
const failing = (count: number, n = 100): Measurement =>
  measurementOf(range(1, n), failures(count, new TypeError('fetch failed')))
/** What has to fail a test in which nobody suspects anything. */
function errorsIn(run: TestRun, failedWith?: readonly string[]): Error[] {
  const { errors, suspicions } = settle(run, failedWith)
  expect(suspicions).toStrictEqual([])
  return errors
}
const messages = (errors: readonly Error[]): string[] => errors.map((error) => error.message)

describe('settle', () => {
  test('finds nothing wrong with a test that measured nothing, and ends it', () => {
    const run = testRun({ sla: { p95: 1 } })
    expect(settle(run)).toStrictEqual({ errors: [], suspicions: [] })
    expect(run.ended).toBe(true)
  })

  test('keeps quiet about limits that are kept, and notes them for the report', () => {
    const run = measured([[hundred(), { p95: 1_000 }]], { sla: { max: 1_000 } })
    expect(errorsIn(run)).toStrictEqual([])
    expect(run.first.checks).toMatchObject([
      { verdict: { statistic: { label: 'p95' }, outcome: 'pass' }, negated: false, source: 'measurement' },
      { verdict: { statistic: { label: 'max' }, outcome: 'pass' }, negated: false, source: 'options' },
    ])
  })
})

describe("settle: a measurement's own limits", () => {
  test('fail the test at the place of the measurement', () => {
    const run = measured([[hundred(), { p95: 50 }]])
    const [error, ...rest] = errorsIn(run)
    expect(rest).toStrictEqual([])
    expect(error?.name).toBe('AssertionError')
    expect(error?.message).toMatchInlineSnapshot(`
      "SLA   research, real clock, ms

      Expected p95  <   50
      Received p95    95.6          n = 100 · p50 50.5 · p99 99.7 · max 100
      Limit from the \`sla\` of this measurement
      ████████████████████

      51 of 100 samples took 50 ms or longer (51 %).
      At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).

      Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest."
    `)
    expect(error?.stack).toBe(`AssertionError: ${error?.message}\n    at user (/project/skill.test.ts:7:3)`)
  })

  test('are all judged', () => {
    const errors = errorsIn(measured([[hundred(), { p50: 10, p95: 1_000, max: 20, mean: 5 }]]))
    expect(errors).toHaveLength(3)
  })

  test('that nothing can decide are errors, with the first iteration error as the cause', () => {
    const run = measured([[failing(15, 50), { p95: 50 }]])
    const errors = errorsIn(run)
    expect(messages(errors)).toStrictEqual([
      'SLA of "research": the p95 of 50 samples is not known: it needs at least 59. Run "research" with { iterations: 59 } or more.',
    ])
    expect(errors[0]?.cause).toMatchObject({ name: 'TypeError', message: 'fetch failed' })
  })
})

describe('settle: inherited limits', () => {
  test('fail the test, and say where they come from', () => {
    const errors = errorsIn(measured([[hundred()]], { sla: { p95: 50 } }))
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
    const run = measured([[hundred()], [measurementOf(range(1, 100), { name: 'second' })]], {
      sla: { p95: 50 },
    })
    expect(errorsIn(run)).toHaveLength(2)
  })

  test.for<[string, Sla]>([
    ['looser', { p95: 1_000 }],
    ['stricter', { p95: 500 }],
  ])("yield to the measurement's own limit on the same statistic, even a %s one", ([, own]) => {
    const run = measured([[hundred(), own]], { sla: { p95: 50, max: 1_000 } })
    expect(errorsIn(run)).toStrictEqual([])
    expect(run.first.checks.map((check) => [check.verdict.statistic.label, check.source])).toStrictEqual([
      ['p95', 'measurement'],
      ['max', 'options'],
    ])
  })

  test('yield to a matcher on the same statistic', () => {
    const measurement = hundred()
    const run = measured([[measurement]], { sla: { p95: 50 } })
    const verdict = judge(measurement, { statistic: percentile(95, 'here'), limit: 1_000 })
    recordCheck(measurement, { verdict, negated: false, source: 'matcher' })
    expect(errorsIn(run)).toStrictEqual([])
  })

  test('that nothing can decide are inconclusive, and fail nothing', () => {
    const run = measured([[measurementOf([1, 2, 3])]], { sla: { p95: 5, max: 1_000 } })
    expect(errorsIn(run)).toStrictEqual([])
    expect(run.first.checks).toMatchObject([
      {
        verdict: {
          outcome: 'inconclusive',
          reason:
            'the p95 of 3 samples is not known: it needs at least 59. Run "research" with { iterations: 59 } or more.',
        },
        source: 'options',
      },
      { verdict: { outcome: 'pass' } },
    ])
  })
})

describe('settle: errors in iterations', () => {
  test('fail the test when nobody said how many are fine', () => {
    const errors = errorsIn(measured([[failing(3)]]))
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
    ['its own limit', { errorRate: 0.1 }, undefined],
    ['an inherited limit', undefined, { errorRate: '10%' }],
  ])('do not, when %s on the error rate is kept', ([, own, inherited]) => {
    const run = measured([[failing(3), own]], inherited === undefined ? {} : { sla: inherited })
    expect(errorsIn(run)).toStrictEqual([])
  })

  test('fail it once, by the limit on the error rate, when that is not kept', () => {
    const errors = errorsIn(measured([[failing(20), { errorRate: 0.05 }]]))
    expect(errors).toHaveLength(1)
    expect(errors[0]?.message).toContain('Expected error rate')
    expect(errors[0]?.message).toContain(
      '20 of 120 iterations failed (17 %); first, in iteration 0: TypeError: fetch failed',
    )
  })

  test('do not come up again after a failure that showed them', () => {
    const run = measured([[failing(3), { p95: 50 }]])
    const errors = errorsIn(run)
    expect(errors).toHaveLength(1)
    expect(errors[0]?.message).toContain('3 of 103 iterations failed')

    const shown = measured([[failing(3)]])
    shown.first.errorsShown = true
    expect(errorsIn(shown, ['the breach'])).toStrictEqual([])
  })

  test('come up when the failure that showed them was caught', () => {
    const run = measured([[failing(3)]])
    run.first.errorsShown = true
    expect(messages(errorsIn(run))[0]).toContain('3 of 103 iterations of "research" failed')
  })

  test('still fail the test when limits on other statistics are kept', () => {
    expect(errorsIn(measured([[failing(3), { p95: 1_000 }]], { sla: { max: 1_000 } }))).toHaveLength(1)
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
    expect(messages(errorsIn(run))).toStrictEqual([
      'perf.measure "research" was still running when the test ended. Await it: const run = await perf.measure(…).',
    ])
    expect(reasons).toStrictEqual(['The test has ended.'])
  })

  test('an error that the code under test swallowed', () => {
    const run = measured([[hundred()]])
    const swallowed = range(1, 5).map((i) => new Error(`nothing answers GET https://x.example/${i}`))
    run.failures.push(...swallowed)
    expect(errorsIn(run)).toStrictEqual(swallowed.slice(0, 3))
  })

  test('but not one that has come up as an iteration error', () => {
    const unanswered = new Error('nothing answers GET https://x.example/')
    const run = measured([[measurementOf(range(1, 100), failures(1, unanswered))]])
    run.failures.push(unanswered)
    expect(errorsIn(run)).toHaveLength(1)
  })

  test('also a swallowed one that came after one that was not', () => {
    const unanswered = new Error('nothing answers GET https://x.example/')
    const swallowed = new Error('nothing answers GET https://y.example/')
    const run = measured([[measurementOf(range(1, 100), failures(1, unanswered))]])
    run.failures.push(unanswered, swallowed)
    expect(errorsIn(run).at(-1)).toBe(swallowed)
  })

  test('everything in the order in which it arose', () => {
    const run = measured(
      [[failing(2), { p95: 50 }], [measurementOf(range(1, 100), { name: 'second', ...failures(1) })]],
      { sla: { max: 50 } },
    )
    run.measuring = { name: 'third', place: new Error('place'), stop() {} }
    const swallowed = new Error('swallowed')
    run.failures.push(swallowed)
    expect(messages(errorsIn(run)).map((message) => message.split('\n')[0])).toMatchInlineSnapshot(`
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

describe('settle: inherited limits by name', () => {
  const labels = ({ checks }: MeasuredEntry): unknown[] =>
    checks.map(({ verdict }) => [verdict.statistic.label, verdict.limit, verdict.outcome])

  test("are those of the measurement's name, of its test's, and of the full name", () => {
    const byName = {
      research: { p50: 1_000 },
      'a test': { p90: 1_000 },
      'suite > *': { p95: 1_000 },
      no: { max: 1 },
    }
    const run = measured([[hundred()]], { name: 'a test', names: ['suite', 'a test'], sla: { byName } })
    expect(errorsIn(run)).toStrictEqual([])
    expect(labels(run.first)).toStrictEqual([
      ['p50', 1_000, 'pass'],
      ['p90', 1_000, 'pass'],
      ['p95', 1_000, 'pass'],
    ])
  })

  test('come before those for all, and say where they stand', () => {
    const sla = { p95: 1_000, byName: { 're*': { p95: 50 } } }
    const run = measured([[hundred()], [measurementOf(range(1, 100), { name: 'second' })]], { sla })
    const errors = errorsIn(run)
    expect(errors).toHaveLength(1)
    expect(errors[0]?.message).toContain(
      '\nLimit from `sla.byName` "re*" in the skillperf options (inherited)\n',
    )
    expect(run.entries.map(labels)).toStrictEqual([[['p95', 50, 'fail']], [['p95', 1_000, 'pass']]])
  })

  test("yield to the measurement's own", () => {
    const run = measured([[hundred(), { p95: 1_000 }]], { sla: { byName: { research: { p95: 50 } } } })
    expect(errorsIn(run)).toStrictEqual([])
  })

  test('say how many failures are fine, for those that they are for', () => {
    const second = measurementOf(range(1, 100), { name: 'second', ...failures(1) })
    const run = measured([[failing(1)], [second]], { sla: { byName: { research: { errorRate: '10%' } } } })
    expect(messages(errorsIn(run)).map((message) => message.split('\n')[0])).toStrictEqual([
      '1 of 101 iterations of "second" failed (0.99 %).',
    ])
  })
})

describe('settle: a matcher on a view of a measurement', () => {
  test('takes no place of a limit on the measurement itself', () => {
    const measurement = measurementOf(range(1, 100), {
      firstItemNs: Float64Array.from(range(1, 100), () => 1e6),
    })
    const { firstItem } = measurement
    const run = measured([[measurement, { max: 50 }]], { sla: { p95: 50 } })
    for (const limit of readSla({ max: 1_000, p95: 1_000 }, 'here')) {
      recordCheck(firstItem, {
        verdict: judge(firstItem, limit),
        negated: false,
        source: 'matcher',
        view: 'first item',
      })
    }
    expect(messages(errorsIn(run)).map((message) => message.split('\n')[2])).toStrictEqual([
      'Expected max  <  50',
      'Expected p95  <   50',
    ])
  })
})

describe('settle: what the samples do not decide', () => {
  const near = (): TestRun => measured([[hundred(), { p95: 95 }]], { sla: { p50: 50 } })

  test('fails nothing, and is noted', () => {
    const run = near()
    expect(errorsIn(run)).toStrictEqual([])
    expect(run.entries[0]?.checks).toMatchObject([
      { verdict: { outcome: 'inconclusive' }, source: 'measurement' },
      { verdict: { outcome: 'inconclusive' }, source: 'options' },
    ])
  })

  test('fails the test where the options say so, attempts or not', () => {
    for (const attempts of [undefined, 'here'] as const) {
      const run = measured([[hundred(), { p95: 95 }]], { sla: { p50: 50 }, inconclusive: 'fail', attempts })
      const errors = errorsIn(run)
      expect(errors.map((error) => error.name)).toStrictEqual(['AssertionError', 'AssertionError'])
      expect(errors[0]?.message.split('\n').slice(0, 8)).toStrictEqual([
        'SLA   research, real clock, ms',
        '',
        'Expected p95  <   95',
        'Received p95    95.6          n = 100 · p50 50.5 · p99 99.7 · max 100',
        'Limit from the `sla` of this measurement',
        '████████████████████',
        '',
        'Inconclusive: 6 of 100 samples took 95 ms or longer (6 %), too near to 5 % to tell. Run more iterations, or leave `iterations` out and put the limit into `sla`: it then runs until it knows.',
      ])
    }
  })

  test('fails it for too few samples, too', () => {
    const run = measured([[measurementOf([1, 2, 3])]], { sla: { p95: 5 }, inconclusive: 'fail' })
    expect(messages(errorsIn(run))[0]).toContain(
      '\nInconclusive: the p95 of 3 samples is not known: it needs at least 59. Run "research" with { iterations: 59 } or more.',
    )
  })

  test('does not hide that every iteration has failed', () => {
    // Fifty are too few to pass an error rate of 1 %, but plenty to see that it is above.
    const run = measured([[failing(50, 0)]], { sla: { errorRate: '1%' } })
    expect(errorsIn(run)).toHaveLength(1)
  })

  test('does not hide that every iteration was far too slow', () => {
    const run = measured([[measurementOf(range(1_001, 1_050))]], { sla: { p95: 50 } })
    expect(errorsIn(run)).toHaveLength(1)
  })
})

describe('settle: a breach that fresh attempts have to repeat', () => {
  const recipe: AttemptRecipe = {
    script: '/script.js',
    node: 'node',
    execArgv: [],
    lock: '/lock',
    request: {
      root: '/project',
      config: false,
      project: undefined,
      pool: 'forks',
      cli: {},
      options: { seed: 1, sla: undefined, inconclusive: 'warn' },
    },
  }

  test.for([['here'], [recipe]] as const)(
    'is a suspicion, where the test can be run again: %o',
    ([attempts]) => {
      const run = measured([[hundred(), { p95: 50, max: 1_000 }]], { sla: { mean: 5 }, attempts })
      const { errors, suspicions } = settle(run)
      expect(errors).toStrictEqual([])
      expect(suspicions).toMatchObject([
        {
          entry: run.first,
          check: { verdict: { statistic: { label: 'p95' }, outcome: 'fail' }, source: 'measurement' },
        },
        {
          entry: run.first,
          check: { verdict: { statistic: { label: 'mean' }, outcome: 'fail' }, source: 'options' },
        },
      ])
      expect(run.first.checks).toHaveLength(3)
      expect(run.first.checks).toContain(limitSuspicions(suspicions)[0]?.check)
    },
  )

  test('makes the error that it would have been, from the verdict in the end', () => {
    const told = (attempts: 'here' | undefined): TestRun => measured([[hundred(), { p95: 50 }]], { attempts })
    const [atOnce] = errorsIn(told(undefined))
    const [suspicion] = limitSuspicions(settle(told('here')).suspicions)
    if (suspicion === undefined) throw new Error('unreachable')
    const { verdict } = suspicion.check
    expect(suspicion.error(verdict)).toStrictEqual(atOnce)
    expect(suspicion.error(verdict).stack).toBe(atOnce?.stack)
    expect(suspicion.error({ ...verdict, attempts: { votes: 2, breaches: 2 } }).message).toContain(
      '\nRepeated in 2 of 2 fresh attempts.\n',
    )
  })

  test('is no error of the iterations: these still fail the test', () => {
    const run = measured([[failing(3), { p95: 50 }]], { attempts: 'here' })
    const { errors, suspicions } = settle(run)
    expect(messages(errors)[0]).toContain('3 of 103 iterations of "research" failed')
    expect(suspicions).toHaveLength(1)
  })

  test('is none of a limit that nothing can decide: that is an error at once', () => {
    const run = measured([[measurementOf(range(1, 50)), { p95: 500 }]], { attempts: 'here' })
    expect(messages(errorsIn(run))).toStrictEqual([
      'SLA of "research": the p95 of 50 samples is not known: it needs at least 59. Run "research" with { iterations: 59 } or more.',
    ])
  })

  test('stands beside those of matchers, which came first', () => {
    const run = measured([[hundred(), { p95: 50 }]], { attempts: 'here' })
    const { measurement } = run.first
    const check: Check = {
      verdict: judge(measurement, { statistic: max, limit: 5 }),
      negated: false,
      source: 'matcher',
    }
    recordCheck(measurement, check)
    suspect(measurement, check, () => new Error('the matcher'))
    expect(
      limitSuspicions(settle(run).suspicions).map((one) => one.check.verdict.statistic.label),
    ).toStrictEqual(['max', 'p95'])
  })
})

describe('settle: a measurement that the first broken limit has ended', () => {
  // `abortOnFail`: one sample was enough against the max, and too few for the p95.
  const aborted = (attempts: 'here' | undefined): TestRun =>
    measured([[measurementOf([10], { stopping: 'sequential' }), { p95: 1_000, max: 5 }]], { attempts })

  test('fails for that limit alone: the others are not decided, and nobody may ask for more samples', () => {
    const run = aborted(undefined)
    expect(messages(errorsIn(run)).map((message) => message.split('\n')[2])).toStrictEqual([
      'Expected max  <    5',
    ])
    expect(run.entries[0]?.checks).toMatchObject([
      { verdict: { statistic: { label: 'p95' }, outcome: 'inconclusive' } },
      { verdict: { statistic: { label: 'max' }, outcome: 'fail' } },
    ])
  })

  test('can be repeated in fresh attempts', () => {
    const { errors, suspicions } = settle(aborted('here'))
    expect(errors).toStrictEqual([])
    expect(suspicions).toHaveLength(1)
  })
})
