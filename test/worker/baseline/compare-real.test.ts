import { describe, expect, test } from 'vitest'
import type { Attempt } from '../../../src/core/attempts.ts'
import type { Finding } from '../../../src/core/baseline/baseline-record.ts'
import type { ProcessRow } from '../../../src/core/baseline/process-row.ts'
import { compareReal } from '../../../src/worker/baseline/compare-real.ts'
import { errorsOf, settleSuspicions } from '../../../src/worker/suspicion.ts'
import type { TestRun } from '../../../src/worker/test-run.ts'
import { recordOf, tryOf } from '../../helpers/measurement-record.ts'
import { rowOf, slower } from '../../helpers/process-rows.ts'
import { MACHINE, baselineRecordOf, comparedRun, realEntryOf } from '../../helpers/real-times.ts'
import { placeOf, testRun } from '../../helpers/test-run.ts'

interface Compared {
  readonly run: TestRun
  readonly finding: Finding
  readonly pending: boolean
  readonly settled: Finding[]
}

function compare(row: ProcessRow, run: TestRun): Compared {
  const settled: Finding[] = []
  const answer = compareReal(run, comparedRun(row), {
    real: new Map([[MACHINE, realEntryOf()]]),
    baseline: { machine: MACHINE, minDetectableSlowdown: 0.1 },
    title: 'expect(run).toMatchBaseline()',
    file: 'parse.test.ts',
    place: placeOf(),
    fails: ({ result }) => result === 'worse',
    settled: (finding) => settled.push(finding),
  })
  return { run, settled, ...answer }
}

function attemptOf(row: ProcessRow): Attempt {
  const record = recordOf({ name: 'parse', baseline: baselineRecordOf(row) })
  return { kind: 'report', report: { version: 1, tries: [tryOf([record])] } }
}

describe('compareReal', () => {
  test('what is the same is settled at once', () => {
    const { finding, pending, run } = compare(rowOf(), testRun({ attempts: 'here' }))
    expect({ result: finding.result, pending, suspicions: run.suspicions }).toStrictEqual({
      result: 'same',
      pending: false,
      suspicions: [],
    })
  })

  test('what looks slower fails the test at its end, at the line of the user, when fresh processes agree', async () => {
    const slow = slower(rowOf(), 12)
    const { pending, run, settled } = compare(slow, testRun({ attempts: 'here' }))
    expect(pending).toBe(true)
    await settleSuspicions(run.suspicions, 0, () => Promise.resolve([attemptOf(slow)]))
    expect(settled).toStrictEqual([{ result: 'worse', changes: ['12 % slower, 0.100 → 0.112 ms'] }])
    const [error] = errorsOf(run.suspicions, 'warn')
    expect(error?.stack).toContain('\n    at user (/project/skill.test.ts:7:3)')
    expect(error).toMatchObject({
      name: 'AssertionError',
      message: expect.stringMatching(/^expect\(run\)\.toMatchBaseline\(\) {3}parse, real clock, ms\n/),
    })
  })

  test('it passes when they do not', async () => {
    const { run, settled } = compare(slower(rowOf(), 12), testRun({ attempts: 'here' }))
    await settleSuspicions(run.suspicions, 0, () => Promise.resolve([attemptOf(rowOf())]))
    expect(settled).toStrictEqual([{ result: 'same', changes: [] }])
    expect(errorsOf(run.suspicions, 'fail')).toStrictEqual([])
  })

  test('it is inconclusive where nobody can run the test again', () => {
    const { finding, pending, run } = compare(slower(rowOf(), 12), testRun())
    expect(finding).toStrictEqual({
      result: 'inconclusive',
      changes: [],
      reason: '12 % slower, 0.100 → 0.112 ms, and one process cannot tell',
    })
    expect([pending, run.suspicions]).toStrictEqual([false, []])
  })
})
