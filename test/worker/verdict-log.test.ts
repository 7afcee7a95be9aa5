import { describe, expect, test } from 'vitest'
import { mean } from '../../src/core/statistic.ts'
import { judge } from '../../src/core/verdict.ts'
import {
  failsInconclusive,
  markErrorsShown,
  recordCheck,
  rememberEntry,
  suspect,
  viewOf,
} from '../../src/worker/verdict-log.ts'
import type { Check, MeasuredEntry, TestRun } from '../../src/worker/test-run.ts'
import { limitSuspicions } from '../helpers/limit-suspicions.ts'
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

function remembered(run: TestRun): MeasuredEntry {
  const measurement = measurementOf([1, 2])
  const entry = { measurement, checks: [], sla: [], place: placeOf(), errorsShown: false }
  rememberEntry(run, entry)
  return entry
}

const checkOf = ({ measurement }: MeasuredEntry): Check => ({
  verdict: judge(measurement, { statistic: mean, limit: 5 }),
  negated: false,
  source: 'matcher',
})

describe('a view', () => {
  test('belongs to its measurement', () => {
    const entry = remembered(testRun({ attempts: 'here', inconclusive: 'fail' }))
    const { firstItem } = entry.measurement
    const check = checkOf(entry)
    recordCheck(firstItem, check)
    markErrorsShown(firstItem)
    expect(entry).toMatchObject({ checks: [check], errorsShown: true })
    expect(failsInconclusive(firstItem)).toBe(true)
    expect(suspect(firstItem, check, () => new Error('breached'))).toBe(true)
  })

  test('is told from the measurement itself', () => {
    const run = measurementOf([1])
    expect([viewOf(run), viewOf(run.firstItem)]).toStrictEqual([undefined, 'first item'])
  })
})

describe('failsInconclusive', () => {
  test('is what the options of its test say; without a test, nothing fails', () => {
    expect(failsInconclusive(remembered(testRun()).measurement)).toBe(false)
    expect(failsInconclusive(remembered(testRun({ inconclusive: 'fail' })).measurement)).toBe(true)
    expect(failsInconclusive(measurementOf([1]))).toBe(false)
  })
})

describe('suspect', () => {
  const error = (): Error => new Error('breached')

  test('leaves a breach to the end of a test that can be run again', () => {
    const run = testRun({ attempts: 'here' })
    const entry = remembered(run)
    const check = checkOf(entry)
    expect(suspect(entry.measurement, check, error)).toBe(true)
    const [suspicion] = limitSuspicions(run.suspicions)
    expect(suspicion).toMatchObject({ entry, error })
    expect(suspicion?.check).toBe(check)
  })

  test('does not, where nobody can run it again, it has ended, or there is none', () => {
    const run = testRun()
    const entry = remembered(run)
    expect(suspect(entry.measurement, checkOf(entry), error)).toBe(false)
    const over = testRun({ attempts: 'here' })
    const late = remembered(over)
    over.end()
    expect(suspect(late.measurement, checkOf(late), error)).toBe(false)
    expect(suspect(measurementOf([1]), checkOf(entry), error)).toBe(false)
    expect([...run.suspicions, ...over.suspicions]).toStrictEqual([])
  })
})
