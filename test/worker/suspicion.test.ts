import { describe, expect, test } from 'vitest'
import type { Attempt } from '../../src/core/attempts.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import { readSla } from '../../src/core/sla.ts'
import type { Sla } from '../../src/core/sla.ts'
import { judge } from '../../src/core/verdict.ts'
import { LimitSuspicion } from '../../src/worker/limit-suspicion.ts'
import { errorsOf, settleSuspicions } from '../../src/worker/suspicion.ts'
import type { Suspicion } from '../../src/worker/suspicion.ts'
import type { Check, MeasuredEntry } from '../../src/worker/test-run.ts'
import { measurementOf } from '../helpers/measurement-of.ts'
import { checkOf, recordOf, tryOf } from '../helpers/measurement-record.ts'
import { placeOf } from '../helpers/test-run.ts'
import type { CheckRecord, TryRecord } from '../../src/core/wire.ts'

/** Samples of 100 ms: too slow for a limit of 50, fast enough for one of 200. */
const RUN = measurementOf(new Array<number>(300).fill(100))

function entryOf(measurement: Measurement = RUN): MeasuredEntry {
  return { measurement, checks: [], sla: [], place: placeOf(), errorsShown: false }
}

/** A limit that the entry was checked against, and what is suspected of it. */
function suspect(entry: MeasuredEntry, sla: Sla, overrides: Partial<Check> = {}): LimitSuspicion {
  const [limit] = readSla(sla, 'here')
  if (limit === undefined) throw new Error('no limit')
  const check: Check = {
    verdict: judge(entry.measurement, limit),
    negated: false,
    source: 'matcher',
    ...overrides,
  }
  entry.checks.push(check)
  return new LimitSuspicion(entry, check, ({ statistic }) => new Error(`the ${statistic.label} breached`))
}

function attemptOf(checks: readonly CheckRecord[], overrides: Partial<TryRecord> = {}): Attempt {
  return { kind: 'report', report: { version: 1, tries: [tryOf([recordOf({ checks })], overrides)] } }
}

const breach = attemptOf([checkOf({ limit: 50, outcome: 'fail' })])
const kept = attemptOf([checkOf({ limit: 50, outcome: 'pass' })])
const none: Attempt = { kind: 'failure', reason: 'it ended with code 1 and no answer' }

/** Settles with these answers, one after the other. */
async function settle(
  suspicions: readonly Suspicion[],
  answers: readonly Attempt[],
  repeat = 0,
): Promise<number> {
  let asked = 0
  await settleSuspicions(suspicions, repeat, () => {
    const answer = answers[asked++]
    return answer === undefined
      ? Promise.reject(new Error('asked once too often'))
      : Promise.resolve([answer])
  })
  return asked
}

describe('settleSuspicions', () => {
  const noise = 'most probably the machine was busy.'

  test.for<[string, Attempt[], number, Partial<Check['verdict']>]>([
    [
      'two breaches confirm it',
      [breach, breach, kept],
      2,
      { outcome: 'fail', attempts: { votes: 2, breaches: 2 } },
    ],
    [
      'two of three confirm it',
      [breach, kept, breach],
      3,
      { outcome: 'fail', attempts: { votes: 3, breaches: 2 } },
    ],
    [
      'two that kept it refute it',
      [kept, kept, breach],
      2,
      {
        outcome: 'inconclusive',
        attempts: { votes: 2, breaches: 0 },
        reason: `breached here, and in 0 of 2 fresh attempts: ${noise}`,
      },
    ],
    [
      'two of three refute it',
      [kept, breach, kept],
      3,
      {
        outcome: 'inconclusive',
        attempts: { votes: 3, breaches: 1 },
        reason: `breached here, and in 1 of 3 fresh attempts: ${noise}`,
      },
    ],
    [
      'one each, and one without a vote, leave it open',
      [breach, none, kept],
      3,
      {
        outcome: 'inconclusive',
        attempts: { votes: 2, breaches: 1 },
        reason:
          'breached here, and in 1 of 2 fresh attempts; another attempt had no say: it ended with code 1 and no answer.',
      },
    ],
    [
      'no vote at all leaves it open',
      [none, none, none],
      3,
      {
        outcome: 'inconclusive',
        attempts: { votes: 0, breaches: 0 },
        reason:
          'breached here, and in 0 of 0 fresh attempts; another attempt had no say: it ended with code 1 and no answer.',
      },
    ],
  ])('%s', async ([, answers, attempts, expected]) => {
    const suspicion = suspect(entryOf(), { p95: 50 })
    const before = suspicion.check.verdict
    expect(await settle([suspicion], answers)).toBe(attempts)
    expect(suspicion.check.verdict).toStrictEqual({ ...before, ...expected })
  })

  test('asks for nothing without suspicions', async () => {
    expect(await settle([], [])).toBe(0)
  })

  test('settles several with the same attempts, as many as the last of them needs', async () => {
    const entry = entryOf()
    const [p95, p99] = [suspect(entry, { p95: 50 }), suspect(entry, { p99: 60 })]
    const answer = (one: 'pass' | 'fail', other: 'pass' | 'fail'): Attempt =>
      attemptOf([
        checkOf({ statistic: 'p95', limit: 50, outcome: one }),
        checkOf({ statistic: 'p99', limit: 60, outcome: other }),
      ])
    const answers = [answer('fail', 'fail'), answer('fail', 'pass'), answer('pass', 'pass')]
    expect(await settle([p95, p99], answers)).toBe(3)
    // The third came after the p95 was settled.
    expect(p95.check.verdict).toMatchObject({ outcome: 'fail', attempts: { votes: 2, breaches: 2 } })
    expect(p99.check.verdict).toMatchObject({ outcome: 'inconclusive', attempts: { votes: 3, breaches: 1 } })
  })

  test('tells limits that are the same apart by their order', async () => {
    const entry = entryOf()
    const first = suspect(entry, { p95: 50 })
    suspect(entry, { p99: 50 })
    const second = suspect(entry, { p95: 50 })
    const answer = attemptOf([
      checkOf({ limit: 50, outcome: 'fail' }),
      checkOf({ limit: 50, outcome: 'pass', statistic: 'p99' }),
      checkOf({ limit: 50, outcome: 'pass' }),
    ])
    await settle([first, second], [answer, answer])
    expect([first.check.verdict.outcome, second.check.verdict.outcome]).toStrictEqual([
      'fail',
      'inconclusive',
    ])
  })

  test.for<[string, Partial<Check>, Partial<CheckRecord>]>([
    ['its source', { source: 'options' }, { source: 'options' }],
    ['its view', { view: 'first item' }, { view: 'first item' }],
    ['.not', { negated: true }, { negated: true }],
  ])('finds a limit again by %s', async ([, overrides, record]) => {
    const suspicion = suspect(entryOf(), { p95: 50 }, overrides)
    const same = attemptOf([checkOf({ limit: 50, outcome: 'fail', ...record })])
    await settle([suspicion], [same, same])
    expect(suspicion.check.verdict.attempts).toStrictEqual({ votes: 2, breaches: 2 })
    const other = suspect(entryOf(), { p95: 50 }, overrides)
    await settle([other], [breach, breach, breach])
    expect(other.check.verdict.attempts).toStrictEqual({ votes: 0, breaches: 0 })
  })

  test('finds a measurement again though its name holds a secret, which reports do not', async () => {
    const suspicion = suspect(
      entryOf(measurementOf(new Array<number>(300).fill(100), { name: 'https://me:hunter2@example.com/' })),
      { p95: 50 },
    )
    const answer: Attempt = {
      kind: 'report',
      report: {
        version: 1,
        tries: [
          tryOf([
            recordOf({
              name: 'https://[redacted]@example.com/',
              checks: [checkOf({ limit: 50, outcome: 'fail' })],
            }),
          ]),
        ],
      },
    }
    await settle([suspicion], [answer, answer])
    expect(suspicion.check.verdict.attempts).toStrictEqual({ votes: 2, breaches: 2 })
  })

  test('looks at its own repetition of the test', async () => {
    const suspicion = suspect(entryOf(), { p95: 50 })
    const answer: Attempt = {
      kind: 'report',
      report: {
        version: 1,
        tries: [
          tryOf([recordOf({ checks: [checkOf({ limit: 50, outcome: 'pass' })] })]),
          tryOf([recordOf({ checks: [checkOf({ limit: 50, outcome: 'fail' })] })], { repeat: 1 }),
          tryOf([recordOf({ checks: [checkOf({ limit: 50, outcome: 'pass' })] })], { repeat: 2 }),
        ],
      },
    }
    await settle([suspicion], [answer, answer], 1)
    expect(suspicion.check.verdict.attempts).toStrictEqual({ votes: 2, breaches: 2 })
  })
})

describe('errorsOf', () => {
  test('has the errors of breaches that are real, from their final verdicts', async () => {
    const { entry, check } = suspect(entryOf(), { p95: 50 })
    const told = new LimitSuspicion(
      entry,
      check,
      ({ attempts }: Check['verdict']) => new Error(JSON.stringify(attempts)),
    )
    await settle([told], [breach, breach])
    expect(errorsOf([told], 'warn').map(({ message }) => message)).toStrictEqual(['{"votes":2,"breaches":2}'])
  })

  test.for([
    ['warn', []],
    ['fail', ['the p95 breached']],
  ] as const)('with %s for what nobody could decide: %o', async ([policy, expected]) => {
    const suspicion = suspect(entryOf(), { p95: 50 })
    await settle([suspicion], [kept, kept])
    expect(errorsOf([suspicion], policy).map(({ message }) => message)).toStrictEqual(expected)
  })

  test('has none of a limit that was kept', () => {
    expect(errorsOf([suspect(entryOf(), { p95: 200 })], 'fail')).toStrictEqual([])
  })

  test('turns both around under .not', () => {
    const [pass, fail] = [
      suspect(entryOf(), { p95: 200 }, { negated: true }),
      suspect(entryOf(), { p95: 50 }, { negated: true }),
    ]
    expect(errorsOf([pass, fail], 'warn')).toHaveLength(1)
  })

  test('has an error that tells of several limits once', () => {
    const entry = entryOf()
    const both = new Error('both')
    const error = (): Error => both
    const suspicions = [
      new LimitSuspicion(entry, suspect(entry, { p95: 50 }).check, error),
      new LimitSuspicion(entry, suspect(entry, { p99: 50 }).check, error),
    ]
    expect(errorsOf(suspicions, 'warn')).toStrictEqual([both])
  })

  test('has none without suspicions', () => {
    expect(errorsOf([], 'fail')).toStrictEqual([])
  })
})

describe('leave', () => {
  test('makes breaches inconclusive, and says why', () => {
    const entry = entryOf()
    const suspicions = [suspect(entry, { p95: 50 }), suspect(entry, { p99: 50 })]
    for (const one of suspicions) {
      one.leave('the test failed anyway')
      expect(one.wants).toBeUndefined()
      expect(one.check.verdict).toMatchObject({
        outcome: 'inconclusive',
        reason: 'breached, but not repeated, because the test failed anyway.',
      })
      expect(one.check.verdict.attempts).toBeUndefined()
    }
  })
})
