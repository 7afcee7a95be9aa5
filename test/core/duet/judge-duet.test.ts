import { describe, expect, test } from 'vitest'
import { tally } from '../../../src/core/attempts.ts'
import type { DuetRecord } from '../../../src/core/duet/duet-record.ts'
import { judgeDuet, voteOfDuet } from '../../../src/core/duet/judge-duet.ts'

const SLOWDOWN = 0.1

/** The new version took so many times as long as the old one. */
function duetOf(ratio: number, overrides: Partial<DuetRecord> = {}): DuetRecord {
  return {
    measurement: 'research',
    slices: 150,
    played: 150,
    old: { n: 400, errors: 0, q25Ns: 2e6 },
    new: { n: 400, errors: 0, q25Ns: 2e6 * ratio },
    ...overrides,
  }
}

describe('a single duet', () => {
  test.for<[number, unknown]>([
    [1.051, 'breach'],
    [1.049, 'kept'],
    [1, 'kept'],
    [0.5, 'kept'],
  ])('of ratio %d votes by half the slowdown that is to be found', ([ratio, vote]) => {
    expect(voteOfDuet(duetOf(ratio), SLOWDOWN)).toBe(vote)
  })

  test.for<[string, DuetRecord | undefined]>([
    ['both versions did not come to it at once', undefined],
    ['too few slices: 11, and it takes 12; give the test more time', duetOf(2, { slices: 11, played: 11 })],
    [
      'the machine was busy: 11 of 300 slices had a processor to themselves, and it takes 12',
      duetOf(2, { slices: 11, played: 300 }),
    ],
    ['3 of 10 iterations of the new version failed', duetOf(2, { new: { n: 10, errors: 3, q25Ns: 1 } })],
    ['it did not end within 400 ms', duetOf(2, { reason: 'it did not end within 400 ms' })],
    ['it is too fast for the clock', duetOf(2, { old: { n: 10, errors: 0, q25Ns: 0 } })],
    ['it is too fast for the clock', duetOf(2, { new: { n: 0, errors: 0, q25Ns: null } })],
  ])('has no vote, and is inconclusive: %s', ([reason, record]) => {
    expect(voteOfDuet(record, SLOWDOWN)).toStrictEqual({ none: reason })
    expect(judgeDuet([record], undefined, SLOWDOWN)).toStrictEqual({ outcome: 'inconclusive', reason })
  })
})

describe('a verdict', () => {
  test('of a first run that is not suspicious is its own', () => {
    expect(judgeDuet([duetOf(1.04)], undefined, SLOWDOWN)).toMatchObject({ outcome: 'same', oldMs: 2 })
    expect(judgeDuet([duetOf(0.94)], undefined, SLOWDOWN)).toMatchObject({ outcome: 'better', newMs: 1.88 })
  })

  test('of a slowdown needs two fresh processes that agree, and tells of the one in the middle', () => {
    const verdict = judgeDuet([duetOf(1.3), duetOf(1.1), duetOf(1.2)], tally(['breach', 'breach']), SLOWDOWN)
    expect(verdict).toMatchObject({ outcome: 'worse', oldMs: 2, newMs: 2.4 })
  })

  test('that two fresh processes deny is noise', () => {
    const runs = [duetOf(1.2), duetOf(1), duetOf(1.01)]
    expect(judgeDuet(runs, tally(['kept', 'kept']), SLOWDOWN)).toMatchObject({ outcome: 'same' })
  })

  test('that nobody could repeat is inconclusive', () => {
    const votes = [{ none: 'Vitest ended' }, { none: 'Vitest ended' }, { none: 'Vitest ended' }]
    expect(judgeDuet([duetOf(1.2)], tally(votes), SLOWDOWN)).toStrictEqual({
      outcome: 'inconclusive',
      reason: 'slower at first, and not confirmed: Vitest ended',
    })
  })
})
