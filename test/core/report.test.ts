import { describe, expect, test } from 'vitest'
import { finalTries, flakyChecks, summarize } from '../../src/core/report.ts'
import type { CheckRecord, MeasurementRecord, TryRecord } from '../../src/core/wire.ts'
import { checkOf, fileOf, recordOf, testOf, tryOf } from '../helpers/measurement-record.ts'

describe('finalTries', () => {
  test('keeps the last retry of each repetition', () => {
    const tries = [
      tryOf([], { repeat: 0, retry: 0 }),
      tryOf([], { repeat: 0, retry: 1 }),
      tryOf([], { repeat: 1, retry: 0 }),
      tryOf([], { repeat: 2, retry: 0 }),
      tryOf([], { repeat: 2, retry: 1 }),
      tryOf([], { repeat: 2, retry: 2 }),
    ]
    expect(finalTries(testOf('test', ...tries))).toStrictEqual([tries[1], tries[2], tries[5]])
  })
})

describe('summarize', () => {
  test('is all zeros for no files', () => {
    expect(summarize([])).toStrictEqual({
      files: 0,
      measurements: 0,
      iterations: 0,
      errors: 0,
      checks: { pass: 0, fail: 0, inconclusive: 0 },
      flaky: 0,
    })
  })

  test('adds files up, and leaves out tries that were retried', () => {
    const failed = recordOf({ n: 10, errors: 10, checks: [checkOf({ outcome: 'fail' })] })
    const passed = recordOf({ n: 20, errors: 2, checks: [checkOf(), checkOf({ outcome: 'inconclusive' })] })
    const other = recordOf({ n: 300, checks: [checkOf({ outcome: 'fail' })] })
    const files = [
      fileOf([testOf('retried', tryOf([failed], { retry: 0 }), tryOf([passed], { retry: 1 }))]),
      fileOf([testOf('two measurements', tryOf([other, recordOf({ n: 5 })]))], { file: 'b.test.ts' }),
    ]
    expect(summarize(files)).toStrictEqual({
      files: 2,
      measurements: 3,
      iterations: 327,
      errors: 2,
      checks: { pass: 1, fail: 1, inconclusive: 1 },
      // The p95 that the first try broke, and the second one kept.
      flaky: 1,
    })
  })
})

describe('summarize: batches', () => {
  test('counts the iterations in each sample', () => {
    const files = [
      fileOf([testOf('test', tryOf([recordOf({ n: 10, batch: 500, iterations: 5003, errors: 3 })]))]),
    ]
    expect(summarize(files)).toMatchObject({ iterations: 5_003, errors: 3 })
  })
})

describe('flakyChecks', () => {
  const broken = checkOf({ outcome: 'fail' })
  const kept = checkOf()
  const max = (overrides: Partial<CheckRecord> = {}): CheckRecord =>
    checkOf({ statistic: 'max', ...overrides })
  const trial = (retry: number, ...checks: readonly CheckRecord[]): TryRecord =>
    tryOf([recordOf({ checks })], { retry })

  test('finds none without a retry', () => {
    expect(flakyChecks(testOf('test', trial(0, kept, max())))).toStrictEqual([])
    expect(flakyChecks({ ...testOf('test', trial(0, broken)), state: 'failed' })).toStrictEqual([])
  })

  test('names a limit that was broken, and kept in a later try, with that try', () => {
    expect(flakyChecks(testOf('test', trial(0, broken, max()), trial(1, kept, max())))).toStrictEqual([
      { measurement: 'research', view: undefined, statistic: 'p95', retry: 1 },
    ])
    expect(flakyChecks(testOf('test', trial(0, broken), trial(1, broken), trial(2, kept)))).toStrictEqual([
      { measurement: 'research', view: undefined, statistic: 'p95', retry: 2 },
    ])
  })

  test('looks at each try: another one may have failed for another limit', () => {
    const tries = [trial(0, broken, max()), trial(1, kept, max({ outcome: 'fail' })), trial(2, kept, max())]
    expect(flakyChecks(testOf('test', ...tries))).toStrictEqual([
      { measurement: 'research', view: undefined, statistic: 'p95', retry: 2 },
      { measurement: 'research', view: undefined, statistic: 'max', retry: 2 },
    ])
  })

  test('finds none where the last try has failed, too', () => {
    expect(
      flakyChecks({ ...testOf('test', trial(0, broken), trial(1, broken)), state: 'failed' }),
    ).toStrictEqual([])
    expect(
      flakyChecks({ ...testOf('test', trial(0, broken, max()), trial(1, kept, max())), state: 'failed' }),
    ).toStrictEqual([])
  })

  test('finds none where the first try failed for another reason', () => {
    expect(flakyChecks(testOf('test', trial(0, kept), trial(1, kept)))).toStrictEqual([])
  })

  test('tells measurements apart, and repetitions', () => {
    const named = (name: string, check: CheckRecord): MeasurementRecord => recordOf({ name, checks: [check] })
    const two = testOf(
      'test',
      tryOf([named('one', broken), named('two', kept)]),
      tryOf([named('one', kept), named('two', kept)], { retry: 1 }),
    )
    expect(flakyChecks(two)).toStrictEqual([
      { measurement: 'one', view: undefined, statistic: 'p95', retry: 1 },
    ])
    const repeated = testOf(
      'test',
      tryOf([named('one', broken)]),
      tryOf([named('one', kept)], { retry: 1 }),
      tryOf([named('one', kept)], { repeat: 1 }),
    )
    expect(flakyChecks(repeated)).toStrictEqual([
      { measurement: 'one', view: undefined, statistic: 'p95', retry: 1 },
    ])
  })

  test('names a statistic once, however many limits it has', () => {
    const test = testOf('test', trial(0, broken, broken), trial(1, kept, kept))
    expect(flakyChecks(test)).toHaveLength(1)
  })

  test('tells a view from the measurement itself', () => {
    const view = { view: 'first item' } as const
    const test = testOf('test', trial(0, kept, checkOf({ ...view, outcome: 'fail' })), trial(1, kept))
    // The limit on the first item was not asked for again, and the one on the whole was never broken.
    expect(flakyChecks(test)).toStrictEqual([])
  })

  test('names one that a later try did not decide, too: it was not broken again', () => {
    const test = testOf('test', trial(0, broken), trial(1, checkOf({ outcome: 'inconclusive' })))
    expect(flakyChecks(test)).toStrictEqual([
      { measurement: 'research', view: undefined, statistic: 'p95', retry: 1 },
    ])
  })
})
