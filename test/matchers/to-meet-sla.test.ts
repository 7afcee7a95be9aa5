import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import { settle } from '../../src/worker/settle.ts'
import { errorsOf, settleSuspicions } from '../../src/worker/suspicion.ts'
import { outcomeOf } from '../../src/worker/test-run.ts'
import type { MeasuredEntry } from '../../src/worker/test-run.ts'
import { callMatcher, describeMatcher, durationFix, remembered } from '../helpers/matcher-laws.ts'
import { failures, measurementOf, range } from '../helpers/measurement-of.ts'
import { checkOf, recordOf, tryOf } from '../helpers/measurement-record.ts'
import { testRun } from '../helpers/test-run.ts'
import { thrownBy } from '../helpers/thrown-by.ts'
import { limitSuspicions } from '../helpers/limit-suspicions.ts'

describeMatcher({
  name: 'toMeetSla',
  args: [{ max: 1_500, p95: '1s', throughput: '30/min' }],
  shownArgs: '{ max: 1500, p95: "1s", throughput: "30/min" }',
  passes: () => measurementOf(range(1, 100)),
  fails: () => measurementOf(range(1_001, 1_100)),
  failure: `expect(run).toMeetSla({ max: 1500, p95: "1s", throughput: "30/min" })   research, real clock

✗ p95         < 1 000 ms  received 1 096 ms
✓ max         < 1 500 ms  received 1 100 ms
✓ throughput  >   0.5/s   received 0.952/s
n = 100 · p50 1 051 · p99 1 100 · max 1 100
████████████████████

100 of 100 samples took 1 000 ms or longer (100 %).
At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).

Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
  notFailure: `expect(run).not.toMeetSla({ max: 1500, p95: "1s", throughput: "30/min" })   research, real clock

✓ p95         < 1 000 ms  received 95.6 ms
✓ max         < 1 500 ms  received  100 ms
✓ throughput  >   0.5/s   received 19.8/s
n = 100 · p50 50.5 · p99 99.7 · max 100
████████████████████

0 of 100 samples took 1 000 ms or longer (0 %).
Less than 5 % of all iterations do: 95 % sure (exact binomial bound).`,
  inconclusive: {
    run: () => measurementOf(range(905, 1_004)),
    failure: `expect(run).toMeetSla({ max: 1500, p95: "1s", throughput: "30/min" })   research, real clock

~ p95         < 1 000 ms  received 999.6 ms
✓ max         < 1 500 ms  received 1 004 ms
✓ throughput  >   0.5/s   received  1.05/s
n = 100 · p50 955 · p99 1 004 · max 1 004
████████████████████

Inconclusive: 5 of 100 samples took 1 000 ms or longer (5 %), too near to 5 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.`,
    notFailure: `expect(run).not.toMeetSla({ max: 1500, p95: "1s", throughput: "30/min" })   research, real clock

~ p95         < 1 000 ms  received 999.6 ms
✓ max         < 1 500 ms  received 1 004 ms
✓ throughput  >   0.5/s   received  1.05/s
n = 100 · p50 955 · p99 1 004 · max 1 004
████████████████████

Inconclusive: 5 of 100 samples took 1 000 ms or longer (5 %), too near to 5 % to tell. Run more iterations, or leave \`iterations\` out and put the limit into \`sla\`: it then runs until it knows.`,
  },
  badLimit: [
    { p95: 'soon' },
    `toMeetSla \`p95\`: the limit must be a number with one of the units ns, µs, ms, s, min, h, received "soon". ${durationFix}`,
  ],
  undecidable: [
    () => measurementOf(range(1, 58)),
    'toMeetSla: the p95 of 58 samples is not known: it needs at least 59. Run "research" with { iterations: 59 } or more.',
  ],
})

const example = 'Write for example { p95: 1500, errorRate: 0.01 }.'

describe('toMeetSla: the limits', () => {
  test.for<[unknown, string]>([
    [1500, `toMeetSla: options must be a plain object, received 1500. ${example}`],
    [undefined, `toMeetSla: options must be a plain object, received undefined. ${example}`],
    [{}, `toMeetSla: an SLA needs at least one limit. ${example}`],
    [{ p95: undefined }, `toMeetSla: an SLA needs at least one limit. ${example}`],
    [
      { p96: 5 },
      'toMeetSla: unknown option `p96`. Did you mean `p90`? Known: p50, p75, p90, p95, p99, p999, mean, max, throughput, errorRate.',
    ],
    [
      { byName: { research: { p95: 5 } } },
      'toMeetSla: unknown option `byName`. Known: p50, p75, p90, p95, p99, p999, mean, max, throughput, errorRate.',
    ],
  ])('are refused: %o', ([sla, message]) => {
    const run = measurementOf(range(1, 100))
    for (const not of [false, true]) {
      const error = thrownBy(() => callMatcher(run, 'toMeetSla', [sla], { not }))
      expect(error).toBeInstanceOf(SkillperfError)
      expect(error.message).toBe(message)
    }
  })

  test('are shown as they were written, those that are left out too', () => {
    const run = measurementOf(range(1, 100))
    const { message } = thrownBy(() => callMatcher(run, 'toMeetSla', [{ max: '0.05s', p95: undefined }]))
    expect(message.split('   ')[0]).toBe('expect(run).toMeetSla({ max: "0.05s", p95: undefined })')
  })

  test('judge a view of a measurement by its own samples', () => {
    const { firstItem } = measurementOf(range(1, 100), {
      firstItemNs: Float64Array.from(range(101, 200), (ms) => ms * 1e6),
    })
    callMatcher(firstItem, 'toMeetSla', [{ p95: 300, max: 300 }])
    const { message } = thrownBy(() => callMatcher(firstItem, 'toMeetSla', [{ p95: 120 }]))
    expect(message.split('\n').slice(0, 4)).toStrictEqual([
      'expect(run.firstItem).toMeetSla({ p95: 120 })   research · first item, real clock',
      '',
      '✗ p95  < 120 ms  received 196 ms',
      'n = 100 · p50 151 · p99 200 · max 200',
    ])
  })
})

describe('toMeetSla: what it notes for the report', () => {
  const told = ({ checks }: MeasuredEntry): unknown[] =>
    checks.map((check) => [check.verdict.statistic.label, check.source, check.negated, outcomeOf(check)])

  test('is every limit, kept or not', () => {
    const entry = remembered(testRun(), measurementOf(range(1, 100)))
    thrownBy(() => callMatcher(entry.measurement, 'toMeetSla', [{ p50: 20, p95: 95, max: 200 }]))
    expect(told(entry)).toStrictEqual([
      ['p50', 'matcher', false, 'fail'],
      ['p95', 'matcher', false, 'inconclusive'],
      ['max', 'matcher', false, 'pass'],
    ])
    expect(entry.errorsShown).toBe(true)
  })

  test('is every limit, even when one of them can never be decided', () => {
    const entry = remembered(testRun(), measurementOf(range(1, 50)))
    thrownBy(() => callMatcher(entry.measurement, 'toMeetSla', [{ p95: 100, max: 100 }]))
    expect(told(entry)).toStrictEqual([
      ['p95', 'matcher', false, 'inconclusive'],
      ['max', 'matcher', false, 'pass'],
    ])
  })

  test('under .not is one question, noted as the first limit: a failure when all were kept', () => {
    const entry = remembered(testRun(), measurementOf(range(1, 100)))
    thrownBy(() => callMatcher(entry.measurement, 'toMeetSla', [{ p95: 200, max: 200 }], { not: true }))
    expect(told(entry)).toStrictEqual([['p95', 'matcher', true, 'fail']])
  })

  test('under .not passes when one was broken, whatever was kept beside it', () => {
    const entry = remembered(testRun(), measurementOf(range(1, 100)))
    callMatcher(entry.measurement, 'toMeetSla', [{ p50: 20, p95: 95, max: 200 }], { not: true })
    expect(told(entry)).toStrictEqual([['p50', 'matcher', true, 'pass']])
    expect(entry.errorsShown).toBe(false)
  })

  test('under .not is no failure when something is not decided, and the test passes', () => {
    const entry = remembered(testRun(), measurementOf(range(1, 100)))
    callMatcher(entry.measurement, 'toMeetSla', [{ p95: 95, max: 200 }], { not: true })
    expect(told(entry)).toStrictEqual([['p95', 'matcher', true, 'inconclusive']])
  })

  test('takes the place of the limits of the options on the same statistics', () => {
    const test = testRun({ sla: { p95: 1, mean: 200 } })
    const entry = remembered(test, measurementOf(range(1, 100)))
    callMatcher(entry.measurement, 'toMeetSla', [{ p95: 200 }])
    expect(settle(test).errors).toStrictEqual([])
    expect(told(entry)).toStrictEqual([
      ['p95', 'matcher', false, 'pass'],
      ['mean', 'options', false, 'pass'],
    ])
  })

  test('says how many failures are fine', () => {
    const test = testRun()
    const { measurement } = remembered(test, measurementOf(range(1, 100), failures(1)))
    callMatcher(measurement, 'toMeetSla', [{ max: 200, errorRate: '10%' }])
    expect(settle(test).errors).toStrictEqual([])
  })
})

describe('toMeetSla: a breach that is left to fresh attempts', () => {
  const slow = (): Measurement => measurementOf(range(1, 100))
  const sla = { p50: 20, p95: 95, max: 50, mean: 200 }

  /** What a run of the test again finds. */
  const report = (...broken: readonly string[]) => ({
    kind: 'report' as const,
    report: {
      version: 1 as const,
      tries: [
        tryOf([
          recordOf({
            checks: [
              ['p50', 20],
              ['p95', 95],
              ['mean', 200],
              ['max', 50],
            ].map(([statistic, limit]) =>
              checkOf({
                statistic: String(statistic),
                limit: Number(limit),
                outcome: broken.includes(String(statistic)) ? 'fail' : 'pass',
              }),
            ),
          }),
        ]),
      ],
    },
  })

  test('is a suspicion for each limit that is broken, and one error for all', async () => {
    const test = testRun({ attempts: 'here' })
    const { measurement } = remembered(test, slow())
    callMatcher(measurement, 'toMeetSla', [sla])
    const { errors, suspicions } = settle(test)
    expect(errors).toStrictEqual([])
    expect(limitSuspicions(suspicions).map(({ check }) => check.verdict.statistic.label)).toStrictEqual([
      'p50',
      'max',
    ])
    await settleSuspicions(suspicions, 0, async () => [report('p50', 'max')])
    const settled = errorsOf(suspicions, 'warn')
    expect(settled.map(({ name }) => name)).toStrictEqual(['AssertionError'])
    expect(settled[0]?.message.split('\n').slice(0, 11)).toStrictEqual([
      'expect(run).toMeetSla({ p50: 20, p95: 95, max: 50, mean: 200 })   research, real clock',
      '',
      '✗ p50   <  20 ms  received 50.5 ms',
      '~ p95   <  95 ms  received 95.6 ms',
      '✓ mean  < 200 ms  received 50.5 ms',
      '✗ max   <  50 ms  received  100 ms',
      'n = 100 · p50 50.5 · p99 99.7 · max 100',
      '████████████████████',
      '',
      '81 of 100 samples took 20 ms or longer (81 %).',
      'At least 50 % of all iterations do: 99.5 % sure (exact binomial bound).',
    ])
    expect(settled[0]?.message).toContain('\nRepeated in 2 of 2 fresh attempts.\n')
  })

  test('tells only of those that repeat as broken', async () => {
    const test = testRun({ attempts: 'here' })
    const { measurement } = remembered(test, slow())
    callMatcher(measurement, 'toMeetSla', [sla])
    const { suspicions } = settle(test)
    await settleSuspicions(suspicions, 0, async () => [report('max')])
    expect(errorsOf(suspicions, 'warn').map(({ message }) => message.split('\n').slice(2, 6))).toStrictEqual([
      [
        '~ p50   <  20 ms  received 50.5 ms',
        '~ p95   <  95 ms  received 95.6 ms',
        '✓ mean  < 200 ms  received 50.5 ms',
        '✗ max   <  50 ms  received  100 ms',
      ],
    ])
  })

  test('is none when nothing repeats', async () => {
    const test = testRun({ attempts: 'here' })
    const { measurement, checks } = remembered(test, slow())
    callMatcher(measurement, 'toMeetSla', [sla])
    const { suspicions } = settle(test)
    await settleSuspicions(suspicions, 0, async () => [report()])
    expect(errorsOf(suspicions, 'warn')).toStrictEqual([])
    expect(checks.map(outcomeOf)).toStrictEqual(['inconclusive', 'inconclusive', 'pass', 'inconclusive'])
    expect(errorsOf(suspicions, 'fail')).toHaveLength(1)
  })

  test('under .not leaves no limit broken in the report when nothing repeats', async () => {
    const test = testRun({ attempts: 'here' })
    const { measurement, checks } = remembered(test, slow())
    callMatcher(measurement, 'toMeetSla', [{ p95: 200, max: 200 }], { not: true })
    const { suspicions } = settle(test)
    const kept = checkOf({ limit: 200, negated: true })
    const answer = {
      version: 1 as const,
      tries: [tryOf([recordOf({ checks: [kept, { ...kept, statistic: 'max' }] })])],
    }
    await settleSuspicions(suspicions, 0, async () => [{ kind: 'report', report: answer }])
    expect(errorsOf(suspicions, 'warn')).toStrictEqual([])
    // Whatever the test comes to, the report has to say the same.
    expect(checks.map(outcomeOf)).not.toContain('fail')
  })
})
