import { describe, expect, test } from 'vitest'
import { mean } from '../../src/core/statistic.ts'
import { judge } from '../../src/core/verdict.ts'
import { markErrorsShown, recordCheck, rememberEntry } from '../../src/worker/verdict-log.ts'
import type { Check, MeasuredEntry } from '../../src/worker/test-run.ts'
import { measurementOf } from '../helpers/measurement-of.ts'
import { placeOf, testRun } from '../helpers/test-run.ts'

describe('checks', () => {
  const run = testRun()
  const [one, other] = [measurementOf([1]), measurementOf([2])].map((measurement): MeasuredEntry => {
    const entry = { measurement, checks: [], sla: [], place: placeOf(), errorsShown: false }
    rememberEntry(run, entry)
    return entry
  })
  if (one === undefined || other === undefined) throw new Error('unreachable')
  const check: Check = {
    verdict: judge(one.measurement, { statistic: mean, limit: 5 }),
    negated: false,
    source: 'matcher',
  }

  test('go to the measurement that they are about', () => {
    recordCheck(one.measurement, check)
    markErrorsShown(one.measurement)
    expect(run.entries).toStrictEqual([one, other])
    expect([one.checks, other.checks]).toStrictEqual([[check], []])
    expect([one.errorsShown, other.errorsShown]).toStrictEqual([true, false])
  })

  test('of a measurement that no test has made go nowhere', () => {
    const stranger = measurementOf([3])
    expect(() => recordCheck(stranger, check)).not.toThrow()
    expect(() => markErrorsShown(stranger)).not.toThrow()
  })
})
