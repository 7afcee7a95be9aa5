import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import { settle } from '../../src/worker/settle.ts'
import type { MeasuredEntry } from '../../src/worker/test-run.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import { callMatcher, remembered } from '../helpers/matcher-laws.ts'
import { failures, measurementOf, range } from '../helpers/measurement-of.ts'
import { testRun } from '../helpers/test-run.ts'
import { thrownBy } from '../helpers/thrown-by.ts'
import { limitSuspicions } from '../helpers/limit-suspicions.ts'

const rememberedAlone = (measurement: Measurement): MeasuredEntry => remembered(testRun(), measurement)

describe('a limit matcher', () => {
  test.for([
    { limit: 200, not: false, outcome: 'pass', fails: false },
    { limit: 20, not: false, outcome: 'fail', fails: true },
    { limit: 200, not: true, outcome: 'pass', fails: true },
    { limit: 20, not: true, outcome: 'fail', fails: false },
  ])('notes its verdict for the report: $limit ms, not: $not', ({ limit, not, outcome, fails }) => {
    const entry = rememberedAlone(measurementOf(range(1, 100)))
    const call = (): void => callMatcher(entry.measurement, 'toHaveP95Below', [limit], { not })
    if (fails) thrownBy(call)
    else call()
    expect(entry.checks).toHaveLength(1)
    expect(entry.checks[0]).toMatchObject({ verdict: { outcome, limit }, negated: not, source: 'matcher' })
    expect(entry.errorsShown).toBe(fails)
  })

  test('notes nothing of a limit that is none', () => {
    const entry = rememberedAlone(measurementOf(range(1, 5)))
    thrownBy(() => callMatcher(entry.measurement, 'toHaveP95Below', ['soon']))
    expect(entry.checks).toStrictEqual([])
  })

  test('notes what it cannot decide as inconclusive', () => {
    const entry = rememberedAlone(measurementOf(range(1, 5)))
    thrownBy(() => callMatcher(entry.measurement, 'toHaveP95Below', [5]))
    expect(entry.checks).toMatchObject([{ source: 'matcher', verdict: { outcome: 'inconclusive' } }])
  })

  test('shows the first iteration error as the cause, when failures left too few samples', () => {
    const boom = new Error('boom')
    const entry = rememberedAlone(measurementOf(range(1, 50), failures(15, boom)))
    expect(thrownBy(() => callMatcher(entry.measurement, 'toHaveP95Below', [5])).cause).toMatchObject({
      message: 'boom',
    })
    expect(entry.errorsShown).toBe(true)
  })

  test('judges a measurement that no test has made', () => {
    callMatcher(measurementOf(range(1, 100)), 'toHaveP95Below', [200])
  })

  test('shows limits as they were written', () => {
    const run = measurementOf(range(1, 100))
    const title = (limit: unknown): string | undefined =>
      thrownBy(() => callMatcher(run, 'toHaveMaxBelow', [limit])).message.split('   ')[0]
    expect([title('0.05s'), title(50)]).toStrictEqual([
      'expect(run).toHaveMaxBelow("0.05s")',
      'expect(run).toHaveMaxBelow(50)',
    ])
  })
})

describe('a limit matcher on a view of a measurement', () => {
  const measured = (): Measurement =>
    measurementOf(range(1, 100), { firstItemNs: Float64Array.from(range(101, 200), (ms) => ms * 1e6) })

  test('judges it by its own samples, and says so', () => {
    const { firstItem } = measured()
    callMatcher(firstItem, 'toHaveP95Below', [300])
    expect(thrownBy(() => callMatcher(firstItem, 'toHaveP95Below', [120])).message).toBe(
      `expect(run.firstItem).toHaveP95Below(120)   research · first item, real clock, ms

Expected p95  < 120
Received p95    196          n = 100 · p50 151 · p99 200 · max 200
████████████████████

81 of 100 samples took 120 ms or longer (81 %).
At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).

Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
    )
    expect(thrownBy(() => callMatcher(firstItem, 'toHaveP95Below', [300], { not: true })).message).toContain(
      'expect(run.firstItem).not.toHaveP95Below(300)',
    )
  })

  test('notes it with the measurement, under its own name', () => {
    const entry = rememberedAlone(measured())
    callMatcher(entry.measurement.firstItem, 'toHaveP95Below', [300])
    callMatcher(entry.measurement, 'toHaveP95Below', [300])
    expect(entry.checks.map((check) => check.view)).toStrictEqual(['first item', undefined])
  })

  test('leaves its breach to fresh attempts, too', () => {
    const test = testRun({ attempts: 'here' })
    const entry = remembered(test, measured())
    callMatcher(entry.measurement.firstItem, 'toHaveP95Below', [120])
    expect(settle(test).suspicions).toMatchObject([{ entry, check: { view: 'first item' } }])
  })

  test('refuses one without samples', () => {
    const error = thrownBy(() => callMatcher(measurementOf([1]).firstItem, 'toHaveMaxBelow', [300]))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(
      'toHaveMaxBelow: "research" has no first item. The measured function has to return a stream, a Response or an async iterable with at least one item.',
    )
  })
})

describe('a limit matcher whose breach is left to fresh attempts', () => {
  const breached = (): Measurement => measurementOf(range(1, 100), failures(2))

  test('makes an error that leads to the line of the matcher', () => {
    const test = testRun({ attempts: 'here' })
    const entry = remembered(test, breached())
    callMatcher(entry.measurement, 'toHaveP95Below', [20])
    const [suspicion] = limitSuspicions(settle(test).suspicions)
    const error = suspicion?.error(suspicion.check.verdict)
    expect(error?.name).toBe('AssertionError')
    expect(error?.stack).toContain('matcher-laws.ts')
    expect(error?.stack).not.toMatch(/\/(?:src|matchers)\/(?!.*\.test\.ts)/)
  })

  test('tells what the attempts said', () => {
    const test = testRun({ attempts: 'here' })
    const entry = remembered(test, breached())
    callMatcher(entry.measurement, 'toHaveP95Below', [20])
    const [suspicion] = limitSuspicions(settle(test).suspicions)
    if (suspicion === undefined) throw new Error('unreachable')
    const { verdict } = suspicion.check
    expect(suspicion.error({ ...verdict, attempts: { votes: 3, breaches: 2 } }).message).toContain(
      '\nRepeated in 2 of 3 fresh attempts.\n',
    )
  })

  test('has shown nobody the errors of its iterations yet', () => {
    const entry = remembered(testRun({ attempts: 'here' }), breached())
    callMatcher(entry.measurement, 'toHaveP95Below', [20])
    expect(entry.errorsShown).toBe(false)
  })

  test('throws at once when the test has ended, or nobody made the measurement', () => {
    const test = testRun({ attempts: 'here' })
    const entry = remembered(test, breached())
    test.end()
    expect(() => callMatcher(entry.measurement, 'toHaveP95Below', [20])).toThrow(/Expected p95/)
    expect(() => callMatcher(breached(), 'toHaveP95Below', [20])).toThrow(/Expected p95/)
    expect(test.suspicions).toStrictEqual([])
  })
})

describe('a limit matcher whose samples do not decide', () => {
  test('has shown nobody the errors of its iterations, unless that fails', () => {
    const near = (): Measurement => measurementOf(range(1, 100), failures(2))
    const warned = rememberedAlone(near())
    callMatcher(warned.measurement, 'toHaveP95Below', [95])
    expect(warned.errorsShown).toBe(false)
    const failed = remembered(testRun({ inconclusive: 'fail' }), near())
    thrownBy(() => callMatcher(failed.measurement, 'toHaveP95Below', [95]))
    expect(failed.errorsShown).toBe(true)
  })
})
