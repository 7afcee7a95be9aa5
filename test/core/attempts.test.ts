import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tally, voteOf } from '../../src/core/attempts.ts'
import type { Attempt, CheckIdentity, Tally, Vote } from '../../src/core/attempts.ts'
import type { CheckRecord, MeasurementRecord } from '../../src/core/wire.ts'
import { checkOf, recordOf, tryOf } from '../helpers/measurement-record.ts'

const busy: Vote = { none: 'it was busy', busy: true }
const gone: Vote = { none: 'it ended with code 1 and no answer' }

describe('tally', () => {
  const confirmed = (votes: number, breaches: number): Tally => ({ state: 'confirmed', votes, breaches })
  const refuted = (votes: number, breaches: number): Tally => ({ state: 'refuted', votes, breaches })
  const unknown = (votes: number, breaches: number, reason: string): Tally => ({
    state: 'unknown',
    votes,
    breaches,
    reason,
  })
  const open: Tally = { state: 'open' }

  test.for<[Vote[], Tally]>([
    [[], open],
    [['breach'], open],
    [['kept'], open],
    [[busy], open],
    [['breach', 'kept'], open],
    [['kept', busy], open],
    [[busy, gone], open],
    [['breach', 'breach'], confirmed(2, 2)],
    [['breach', 'kept', 'breach'], confirmed(3, 2)],
    [['breach', busy, 'breach'], confirmed(2, 2)],
    [['kept', 'kept'], refuted(2, 0)],
    [['kept', 'breach', 'kept'], refuted(3, 1)],
    [[busy, 'kept', 'kept'], refuted(2, 0)],
    [['breach', 'kept', gone], unknown(2, 1, 'it ended with code 1 and no answer')],
    [['breach', 'kept', busy], open],
    [['breach', 'kept', busy, busy], open],
    [['breach', 'kept', busy, busy, busy], unknown(2, 1, 'it was busy')],
    [['breach', busy, busy, 'kept', 'breach'], confirmed(3, 2)],
    [['breach', busy, gone], open],
    [['breach', busy, gone, gone], unknown(1, 1, 'it was busy')],
    [[gone, gone, 'kept'], unknown(1, 0, 'it ended with code 1 and no answer')],
    [[busy, busy, busy, busy, busy], unknown(0, 0, 'it was busy')],
  ])('of %o: %o', ([votes, expected]) => {
    expect(tally(votes)).toStrictEqual(expected)
  })

  test('is settled after five attempts at most, and says the same in any order', () => {
    const vote = fc.constantFrom<Vote>('breach', 'kept', busy)
    const five = fc.array(vote, { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(five, (votes) => {
        const found = tally(votes)
        expect(found.state).not.toBe('open')
        expect(tally(votes.toReversed())).toStrictEqual(found)
      }),
    )
  })
})

describe('voteOf', () => {
  const check: CheckIdentity = {
    measurement: 'research',
    statistic: 'p95',
    limit: 1500,
    negated: false,
    source: 'matcher',
    view: undefined,
    repeat: 0,
    nth: 0,
  }
  const breach = checkOf({ outcome: 'fail' })

  /** A try that measured this once. */
  function attemptOf(checks: readonly CheckRecord[], overrides: Partial<MeasurementRecord> = {}): Attempt {
    return reportOf(tryOf([recordOf({ checks, ...overrides })]))
  }

  function reportOf(...tries: readonly ReturnType<typeof tryOf>[]): Attempt {
    return { kind: 'report', report: { version: 1, tries } }
  }

  test.for<[string, Attempt, Partial<CheckIdentity>, Vote]>([
    ['a breach', attemptOf([breach]), {}, 'breach'],
    ['a limit that was kept', attemptOf([checkOf({ outcome: 'pass' })]), {}, 'kept'],
    ['one that its samples do not decide', attemptOf([checkOf({ outcome: 'inconclusive' })]), {}, 'kept'],
    ['an attempt that failed', { kind: 'failure', reason: 'no way' }, {}, { none: 'no way' }],
    // The processor
    ['a breach with a processor to itself', attemptOf([breach], { waitShare: 0 }), {}, 'breach'],
    ['one that waited for a tenth of its time', attemptOf([breach], { waitShare: 0.1 }), {}, 'breach'],
    [
      'one that waited for more',
      attemptOf([breach], { waitShare: 0.256 }),
      {},
      { none: 'it waited for a processor for 26 % of its time', busy: true },
    ],
    ['one where the system does not tell', attemptOf([breach], { waitShare: null }), {}, 'breach'],
    ['a limit that was kept in spite of waiting', attemptOf([checkOf()], { waitShare: 0.9 }), {}, 'kept'],
    // The measurement
    ['no try at all', reportOf(), {}, { none: 'it did not measure "research"' }],
    ['a try without measurements', reportOf(tryOf([])), {}, { none: 'it did not measure "research"' }],
    [
      'another measurement',
      attemptOf([breach], { name: 'other' }),
      {},
      { none: 'it did not measure "research"' },
    ],
    // The limit
    ['no check', attemptOf([]), {}, { none: 'it did not come to this limit' }],
    ...(
      [
        ['another statistic', { statistic: 'p99' }],
        ['another limit', { limit: 1_501 }],
        ['under .not', { negated: true }],
        ['from somewhere else', { source: 'options' }],
        ['of a view', { view: 'first item' }],
      ] as const
    ).map(([what, overrides]): [string, Attempt, Partial<CheckIdentity>, Vote] => [
      `a check ${what}`,
      attemptOf([checkOf({ outcome: 'fail', ...overrides })]),
      {},
      { none: 'it did not come to this limit' },
    ]),
    [
      'the check of the same view',
      attemptOf([checkOf(), checkOf({ outcome: 'fail', view: 'first item' })]),
      { view: 'first item' },
      'breach',
    ],
    // Several that are the same
    ['the first of two', attemptOf([breach, checkOf()]), { nth: 0 }, 'breach'],
    ['the second of two', attemptOf([breach, checkOf()]), { nth: 1 }, 'kept'],
    ['the last, where there are fewer', attemptOf([checkOf(), breach]), { nth: 2 }, 'breach'],
    [
      'the second of two, with another in between',
      attemptOf([breach, checkOf({ outcome: 'fail', statistic: 'p99' }), checkOf()]),
      { nth: 1 },
      'kept',
    ],
    // Retries and repetitions
    [
      'the last retry',
      reportOf(
        tryOf([recordOf({ checks: [breach] })]),
        tryOf([recordOf({ checks: [checkOf()] })], { retry: 1 }),
      ),
      {},
      'kept',
    ],
    [
      'its own repetition',
      reportOf(
        tryOf([recordOf({ checks: [checkOf()] })]),
        tryOf([recordOf({ checks: [breach] })], { repeat: 1 }),
        tryOf([recordOf({ checks: [checkOf()] })], { repeat: 2 }),
      ),
      { repeat: 1 },
      'breach',
    ],
    [
      'the last retry of its own repetition',
      reportOf(
        tryOf([recordOf({ checks: [breach] })], { repeat: 1 }),
        tryOf([recordOf({ checks: [checkOf()] })], { repeat: 1, retry: 1 }),
        tryOf([recordOf({ checks: [breach] })], { repeat: 2 }),
      ),
      { repeat: 1 },
      'kept',
    ],
    [
      'the last try, where there is no such repetition',
      reportOf(
        tryOf([recordOf({ checks: [checkOf()] })]),
        tryOf([recordOf({ checks: [breach] })], { repeat: 1 }),
      ),
      { repeat: 5 },
      'breach',
    ],
  ])('of %s', ([, attempt, overrides, expected]) => {
    expect(voteOf(attempt, { ...check, ...overrides })).toStrictEqual(expected)
  })
})
