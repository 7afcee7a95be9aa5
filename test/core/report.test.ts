import { describe, expect, test } from 'vitest'
import { finalTries, summarize } from '../../src/core/report.ts'
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
    })
  })
})
