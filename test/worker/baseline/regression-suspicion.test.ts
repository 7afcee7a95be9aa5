import { describe, expect, test } from 'vitest'
import type { Attempt } from '../../../src/core/attempts.ts'
import type { Finding } from '../../../src/core/baseline/baseline-record.ts'
import type { ProcessRow } from '../../../src/core/baseline/process-row.ts'
import type { RegressionEvidence } from '../../../src/core/baseline/regression-failure.ts'
import type { MeasurementRecord, TryRecord } from '../../../src/core/wire.ts'
import { RegressionSuspicion } from '../../../src/worker/baseline/regression-suspicion.ts'
import { settleSuspicions } from '../../../src/worker/suspicion.ts'
import { recordOf, tryOf } from '../../helpers/measurement-record.ts'
import { rowOf, slower } from '../../helpers/process-rows.ts'
import { baselineRecordOf, realEntryOf } from '../../helpers/real-times.ts'

interface Suspected {
  readonly suspicion: RegressionSuspicion
  /** What it was settled as. */
  readonly findings: Finding[]
  /** What the error was made of. */
  readonly told: RegressionEvidence[]
}

/** A measurement that is slower by some per cent in the test run itself. */
function suspect(percent: number, measurement: string = 'parse'): Suspected {
  const findings: Finding[] = []
  const told: RegressionEvidence[] = []
  const suspicion = new RegressionSuspicion({
    measurement,
    known: realEntryOf(),
    row: slower(rowOf(), percent),
    minDetectableSlowdown: 0.1,
    settled: (finding) => findings.push(finding),
    error({ result }, evidence, policy) {
      if (result !== 'worse' && (result !== 'inconclusive' || policy === 'warn')) return undefined
      told.push(evidence)
      return new Error(result)
    },
  })
  return { suspicion, findings, told }
}

function attemptOf(row: ProcessRow | undefined, overrides: Partial<TryRecord> = {}): Attempt {
  const compared: Partial<MeasurementRecord> = row === undefined ? {} : { baseline: baselineRecordOf(row) }
  const measurements = [recordOf({ name: 'parse', ...compared })]
  return { kind: 'report', report: { version: 1, tries: [tryOf(measurements, overrides)] } }
}

/** An attempt that is slower by some per cent. */
const by = (percent: number): Attempt => attemptOf(slower(rowOf(), percent))
const silent: Attempt = { kind: 'failure', reason: 'it ended with code 1 and no answer' }

/** Settles with these answers; how many it took. */
async function settle(
  { suspicion }: Suspected,
  answers: readonly Attempt[],
  repeat: number = 0,
): Promise<number> {
  let asked = 0
  await settleSuspicions([suspicion], repeat, () => {
    const answer = answers[asked++]
    return answer === undefined
      ? Promise.reject(new Error('asked once too often'))
      : Promise.resolve([answer])
  })
  return asked
}

describe('RegressionSuspicion', () => {
  test.for<[string, Attempt[], number, Finding]>([
    [
      'two that are as slow confirm it',
      [by(14), by(13), by(0)],
      2,
      { result: 'worse', changes: ['12 % slower, 0.100 → 0.112 ms'] },
    ],
    ['a first that is as fast as ever refutes it', [by(-2), by(20)], 2, { result: 'same', changes: [] }],
    ['so does a second', [by(20), by(-2)], 2, { result: 'same', changes: [] }],
    [
      'one that has no say is replaced',
      [by(14), silent, by(13)],
      3,
      { result: 'worse', changes: ['12 % slower, 0.100 → 0.112 ms'] },
    ],
    [
      'two that have none leave it open',
      [by(14), silent, silent],
      3,
      {
        result: 'inconclusive',
        changes: [],
        reason:
          '12 % slower, 0.100 → 0.112 ms; 2 fresh attempts had no say: it ended with code 1 and no answer',
      },
    ],
    [
      'one that did not compare it has none',
      [attemptOf(undefined), attemptOf(undefined)],
      2,
      {
        result: 'inconclusive',
        changes: [],
        reason:
          '12 % slower, 0.100 → 0.112 ms; 2 fresh attempts had no say: it did not compare "parse" with the baseline',
      },
    ],
  ])('%s', async ([, answers, attempts, finding]) => {
    const suspected = suspect(12)
    expect(await settle(suspected, answers)).toBe(attempts)
    expect(suspected.findings).toStrictEqual([finding])
  })

  test('asks for two more near the boundary', async () => {
    const suspected = suspect(6)
    expect(await settle(suspected, [by(6), by(6), by(6), by(6)])).toBe(4)
    expect(suspected.findings).toMatchObject([{ result: 'worse' }])
  })

  test('looks at its own repetition of the test', async () => {
    const [mine, other] = [slower(rowOf(), 12), rowOf()]
    const tries = [other, mine, other].map((row, repeat) =>
      tryOf([recordOf({ name: 'parse', baseline: baselineRecordOf(row) })], { repeat }),
    )
    const answer: Attempt = { kind: 'report', report: { version: 1, tries } }
    const suspected = suspect(12)
    await settle(suspected, [answer, answer], 1)
    expect(suspected.findings).toMatchObject([{ result: 'worse' }])
  })

  test('finds a measurement again though its name holds a secret, which reports do not', async () => {
    const suspected = suspect(12, 'https://me:hunter2@example.com/')
    const record = recordOf({
      name: 'https://[redacted]@example.com/',
      baseline: baselineRecordOf(slower(rowOf(), 12)),
    })
    const answer: Attempt = { kind: 'report', report: { version: 1, tries: [tryOf([record])] } }
    await settle(suspected, [answer, answer])
    expect(suspected.findings).toMatchObject([{ result: 'worse' }])
  })

  test('fails by an error that is made of all processes', async () => {
    const suspected = suspect(12)
    await settle(suspected, [by(14), by(13)])
    expect(suspected.suspicion.failure('warn')).toStrictEqual(new Error('worse'))
    expect(suspected.told).toMatchObject([
      {
        attempts: [slower(rowOf(), 12), slower(rowOf(), 14), slower(rowOf(), 13)],
        regression: { result: 'worse' },
        reason: undefined,
      },
    ])
  })

  test.for([
    { answers: [by(-2), by(0)], policy: 'fail', message: undefined },
    { answers: [silent, silent], policy: 'warn', message: undefined },
    { answers: [silent, silent], policy: 'fail', message: 'inconclusive' },
    { answers: [by(12), by(12)], policy: 'warn', message: 'worse' },
  ] as const)('under $policy it fails by $message', async ({ answers, policy, message }) => {
    const suspected = suspect(12)
    await settle(suspected, answers)
    expect(suspected.suspicion.failure(policy)?.message).toBe(message)
    if (message === 'inconclusive') expect(suspected.told[0]?.reason).toContain('had no say')
  })

  test('left alone it is inconclusive, and says why', () => {
    const { suspicion, findings } = suspect(12)
    suspicion.leave('the test failed for another reason')
    expect(suspicion.wants).toBeUndefined()
    expect(findings).toStrictEqual([
      {
        result: 'inconclusive',
        changes: [],
        reason:
          '12 % slower, 0.100 → 0.112 ms; fresh processes were not asked, because the test failed for another reason',
      },
    ])
  })
})
