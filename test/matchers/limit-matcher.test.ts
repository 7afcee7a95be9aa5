import { describe, expect, test } from 'vitest'
import { rememberEntry } from '../../src/worker/verdict-log.ts'
import type { MeasuredEntry } from '../../src/worker/test-run.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import { callMatcher } from '../helpers/matcher-laws.ts'
import { failures, measurementOf, range } from '../helpers/measurement-of.ts'
import { testRun } from '../helpers/test-run.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

function remembered(measurement: Measurement): MeasuredEntry {
  const entry = { measurement, checks: [], sla: [], place: new Error('here'), errorsShown: false }
  rememberEntry(testRun(), entry)
  return entry
}

describe('a limit matcher', () => {
  test.for([
    { limit: 200, not: false, outcome: 'pass', fails: false },
    { limit: 20, not: false, outcome: 'fail', fails: true },
    { limit: 200, not: true, outcome: 'pass', fails: true },
    { limit: 20, not: true, outcome: 'fail', fails: false },
  ])('notes its verdict for the report: $limit ms, not: $not', ({ limit, not, outcome, fails }) => {
    const entry = remembered(measurementOf(range(1, 100)))
    const call = (): void => callMatcher(entry.measurement, 'toHaveP95Below', [limit], { not })
    if (fails) thrownBy(call)
    else call()
    expect(entry.checks).toHaveLength(1)
    expect(entry.checks[0]).toMatchObject({ verdict: { outcome, limit }, negated: not, source: 'matcher' })
    expect(entry.errorsShown).toBe(fails)
  })

  test('notes nothing of a limit that is none', () => {
    const entry = remembered(measurementOf(range(1, 5)))
    thrownBy(() => callMatcher(entry.measurement, 'toHaveP95Below', ['soon']))
    expect(entry.checks).toStrictEqual([])
  })

  test('notes what it cannot decide as inconclusive', () => {
    const entry = remembered(measurementOf(range(1, 5)))
    thrownBy(() => callMatcher(entry.measurement, 'toHaveP95Below', [5]))
    expect(entry.checks).toMatchObject([{ source: 'matcher', verdict: { outcome: 'inconclusive' } }])
  })

  test('shows the first iteration error as the cause, when failures left too few samples', () => {
    const boom = new Error('boom')
    const entry = remembered(measurementOf(range(1, 5), failures(15, boom)))
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
