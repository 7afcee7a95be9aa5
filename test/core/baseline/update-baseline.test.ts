import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BaselineUpdate } from '../../../src/core/baseline/baseline-update.ts'
import { keyText } from '../../../src/core/baseline/baseline-key.ts'
import type { Baseline, BaselineKey } from '../../../src/core/baseline/baseline.ts'
import { updateBaseline, wantsReal } from '../../../src/core/baseline/update-baseline.ts'
import type { SeenMeasurement, UpdatePolicy } from '../../../src/core/baseline/update-policy.ts'
import type { UpdateMode } from '../../../src/core/options/baseline-options.ts'
import { anyBaseline } from '../../helpers/arbitrary-baseline.ts'
import { MACHINE, baselineOf, entryOf, exactOf, realOf } from '../../helpers/baseline-of.ts'
import {
  BETTER,
  MISSING,
  NONE,
  SAME,
  WORSE,
  baselineRecordOf,
  policyOf,
  realRecordOf,
  seenOf,
} from '../../helpers/seen-measurement.ts'

const MODES: readonly UpdateMode[] = ['none', 'new', 'all']
const none = baselineOf()
const slower = exactOf({ errors: 3 })

/** What there is to say, by tests' names; without what there is not. */
function said(result: BaselineUpdate): Record<string, readonly string[]> {
  const { after, ...lists } = result
  void after
  return Object.fromEntries(
    Object.entries(lists)
      .filter(([, list]) => list.length > 0)
      .map(([name, list]) => [
        name,
        list.map((one) =>
          'from' in one
            ? `${one.from.test} → ${one.to.test}`
            : 'side' in one
              ? `${one.side} ${one.test}`
              : one.test,
        ),
      ]),
  )
}

function update(
  before: Baseline,
  seen: readonly SeenMeasurement[],
  policy: Partial<UpdatePolicy> = {},
): BaselineUpdate {
  return updateBaseline(before, seen, policyOf(policy))
}

describe('exact entries', () => {
  const seen = (found: typeof SAME, exact = slower): SeenMeasurement =>
    seenOf('t', { record: baselineRecordOf({ exact, found: { exact: found, real: NONE } }) })

  test.for<[UpdateMode, string]>([
    ['none', 'missing'],
    ['new', 'added'],
    ['all', 'added'],
  ])('that are new, under %s: %s', ([mode, what]) => {
    const result = update(none, [seen(MISSING)], { mode })
    expect(said(result)).toStrictEqual({ [what]: ['exact t'] })
    expect(result.after).toStrictEqual(
      what === 'added' ? baselineOf(entryOf('t', { exact: new Map([[1, slower]]) })) : none,
    )
  })

  test.for(MODES)('that are the same stay, under %s', (mode) => {
    const before = baselineOf(entryOf('t'))
    const result = update(before, [seen(SAME)], { mode })
    expect(result.after).toBe(before)
    expect(said(result)).toStrictEqual({})
  })

  test('that draw otherwise are replaced under all, because they cannot be compared exactly again', () => {
    const before = baselineOf(entryOf('t'))
    const redrawn = exactOf({ draws: [['llm', 'ffff']] })
    expect(update(before, [seen(SAME, redrawn)]).after).toBe(before)
    const result = update(before, [seen(SAME, redrawn)], { mode: 'all' })
    expect(result.after).toStrictEqual(baselineOf(entryOf('t', { exact: new Map([[1, redrawn]]) })))
    expect(said(result)).toStrictEqual({})
  })

  test('that are worse stay, unless -u accepts them', () => {
    const before = baselineOf(entryOf('t'))
    expect(update(before, [seen(WORSE)]).after).toBe(before)
    const result = update(before, [seen(WORSE)], { mode: 'all' })
    const accepted = { reason: null, commit: '0123abc', worse: ['p95 1 100 → 1 300 ms'] }
    expect(result.after).toStrictEqual(
      baselineOf(entryOf('t', { exact: new Map([[1, { ...slower, accepted }]]) })),
    )
    expect(result.worsened).toStrictEqual([
      {
        project: '',
        file: 'test/research.test.ts',
        test: 't',
        measurement: 'research',
        side: 'exact',
        changes: ['p95 1 100 → 1 300 ms'],
      },
    ])
    expect(said(result)).toStrictEqual({ worsened: ['exact t'], unaccepted: ['exact t'] })
  })

  test('that are worse, accepted with a reason', () => {
    const result = update(baselineOf(entryOf('t')), [seen(WORSE)], { mode: 'all', reason: 'a larger model' })
    expect(said(result)).toStrictEqual({ worsened: ['exact t'] })
    expect(result.after.entries[0]?.exact.get(1)?.accepted?.reason).toBe('a larger model')
  })

  test('that are better wait for -u', () => {
    const before = baselineOf(entryOf('t'))
    const waiting = update(before, [seen(BETTER)])
    expect(waiting.after).toBe(before)
    expect(said(waiting)).toStrictEqual({ improvable: ['exact t'] })
    const result = update(before, [seen(BETTER)], { mode: 'all' })
    expect(said(result)).toStrictEqual({ improved: ['exact t'] })
    expect(result.after.entries[0]?.exact.get(1)).toStrictEqual(slower)
  })

  test('that somebody added since they were compared stay for the next run', () => {
    const before = baselineOf(entryOf('t'))
    for (const mode of MODES) expect(update(before, [seen(MISSING)], { mode }).after).toBe(before)
  })

  test('of other seeds stay', () => {
    const before = baselineOf(entryOf('t', { exact: new Map([[2, exactOf()]]) }))
    const result = update(before, [seen(MISSING)])
    expect([...(result.after.entries[0]?.exact ?? [])]).toStrictEqual([
      [2, exactOf()],
      [1, slower],
    ])
  })

  test('end under -u where nothing is exact any more', () => {
    const before = baselineOf(entryOf('t'))
    const real = seenOf('t', { clock: 'real', record: realRecordOf(MISSING) })
    expect(update(before, [real]).after).toBe(before)
    expect(update(before, [real], { mode: 'all' }).after).toStrictEqual(none)
  })
})

describe('a reason that comes later', () => {
  const accepted = { reason: null, commit: 'fedc', worse: ['errors 0 → 3'] }
  const before = baselineOf(entryOf('t', { exact: new Map([[1, { ...slower, accepted }]]) }), entryOf('u'))

  test('is missed in every run', () => {
    expect(said(update(before, [seenOf('u')]))).toStrictEqual({ unaccepted: ['exact t'] })
  })

  test('is written by -u, where the measurement was seen', () => {
    const result = update(before, [seenOf('t')], { mode: 'all', reason: 'agreed' })
    expect(result.after.entries[0]?.exact.get(1)?.accepted).toStrictEqual({ ...accepted, reason: 'agreed' })
    expect(said(result)).toStrictEqual({})
    expect(update(before, [seenOf('u')], { mode: 'all', reason: 'agreed' }).after).toBe(before)
    expect(update(before, [seenOf('t')], { mode: 'new', reason: 'agreed' }).after).toBe(before)
  })

  test('does not take the place of an earlier one', () => {
    const explained = update(before, [seenOf('t')], { mode: 'all', reason: 'agreed' }).after
    expect(update(explained, [seenOf('t')], { mode: 'all', reason: 'other' }).after).toBe(explained)
  })

  test('is no longer needed once it is better', () => {
    const better = seenOf('t', { record: baselineRecordOf({ found: { exact: BETTER, real: NONE } }) })
    expect(said(update(before, [better], { mode: 'all' }))).toStrictEqual({ improved: ['exact t'] })
  })
})

describe('real entries', () => {
  const seen = (found: typeof SAME, overrides: Partial<SeenMeasurement> = {}): SeenMeasurement =>
    seenOf('t', { clock: 'real', record: realRecordOf(found), ...overrides })
  const known = entryOf('t', { exact: new Map(), real: new Map([[MACHINE, realOf(1)]]) })

  test.for<[string, UpdateMode, SeenMeasurement, boolean]>([
    ['missing, under -u', 'all', seen(MISSING), true],
    ['missing, without', 'new', seen(MISSING), false],
    ['on the virtual clock', 'all', seenOf('t'), false],
    ['not comparable', 'all', seen(NONE), false],
    [
      'missing, before a reference has run',
      'all',
      seen(MISSING, { record: realRecordOf(MISSING, { row: null }) }),
      true,
    ],
    [
      'of a matcher under .not',
      'all',
      seen(MISSING, { record: { ...realRecordOf(MISSING), negated: true } }),
      false,
    ],
  ])('are recorded: %s: %s', ([, mode, one, wanted]) => {
    expect(wantsReal(undefined, one, policyOf({ mode }))).toBe(wanted)
  })

  test.for<[typeof SAME, boolean]>([
    [SAME, false],
    [{ result: 'inconclusive', changes: [] }, false],
    [WORSE, true],
    [BETTER, true],
  ])('that are there are recorded anew: %o: %s', ([found, wanted]) => {
    expect(wantsReal(known, seen(found), policyOf({ mode: 'all' }))).toBe(wanted)
    expect(wantsReal(known, seen(found), policyOf({ mode: 'new' }))).toBe(false)
    expect(wantsReal(known, seen(found), policyOf({ mode: 'all', rewritesReal: true }))).toBe(true)
    expect(wantsReal(known, seen(found), policyOf({ mode: 'all', machine: 'another' }))).toBe(true)
  })

  test('are written under -u once they were recorded, beside those of other machines', () => {
    const others = baselineOf(entryOf('t', { exact: new Map(), real: new Map([['another', realOf(1)]]) }))
    expect(said(update(others, [seen(MISSING)], { mode: 'all' }))).toStrictEqual({ missing: ['real t'] })
    const result = update(others, [seen(MISSING, { real: realOf(2) })], { mode: 'all' })
    expect(said(result)).toStrictEqual({ added: ['real t'] })
    expect(Object.fromEntries(result.after.entries[0]?.real ?? [])).toStrictEqual({
      another: realOf(1),
      [MACHINE]: realOf(2),
    })
  })

  test('are not added by a run without -u', () => {
    const result = update(none, [seen(MISSING, { real: realOf(2) })])
    expect(said(result)).toStrictEqual({ missing: ['real t'] })
    expect(result.after).toBe(none)
  })

  test('that are worse are accepted under -u', () => {
    const result = update(baselineOf(known), [seen(WORSE, { real: realOf(2) })], {
      mode: 'all',
      reason: 'safer',
    })
    expect(said(result)).toStrictEqual({ worsened: ['real t'] })
    expect(result.after.entries[0]?.real.get(MACHINE)).toStrictEqual({
      ...realOf(2),
      accepted: { reason: 'safer', commit: '0123abc', worse: ['p95 1 100 → 1 300 ms'] },
    })
  })

  test('that could not be recorded stay', () => {
    expect(update(baselineOf(known), [seen(WORSE)], { mode: 'all' }).after).toStrictEqual(baselineOf(known))
  })

  test('that are the same are replaced by SKILLPERF_UPDATE=real alone', () => {
    const again = [seen(SAME, { real: realOf(2) })]
    const before = baselineOf(known)
    expect(update(before, again, { mode: 'all' }).after).toBe(before)
    const rewritten = update(before, again, { mode: 'all', rewritesReal: true })
    expect(rewritten.after.entries[0]?.real.get(MACHINE)).toStrictEqual(realOf(2))
  })

  test('of all machines end under -u on the virtual clock', () => {
    const both = baselineOf(entryOf('t', { real: new Map([['another', realOf(1)]]) }))
    expect(update(both, [seenOf('t')]).after).toBe(both)
    expect(update(both, [seenOf('t')], { mode: 'all' }).after).toStrictEqual(baselineOf(entryOf('t')))
  })

  test('without a reference stay', () => {
    const one = seen(NONE, { record: realRecordOf(NONE, { row: null }) })
    const before = baselineOf(known)
    expect(update(before, [one], { mode: 'all' }).after).toBe(before)
  })
})

describe('entries that nothing has any more', () => {
  const before = baselineOf(entryOf('gone'), entryOf('skipped'), entryOf('t'))
  const isObsolete = ({ test: name }: { test: string }): boolean => name !== 'skipped'

  test.for(MODES)('stay in a run that was not whole, under %s', (mode) => {
    const result = update(before, [seenOf('t')], { mode })
    expect(result.after).toBe(before)
    expect(said(result)).toStrictEqual({})
  })

  test('are told of in a whole run', () => {
    const result = update(before, [seenOf('t')], { isObsolete })
    expect(result.after).toBe(before)
    expect(said(result)).toStrictEqual({ obsolete: ['gone'] })
  })

  test('are taken away by a whole run with -u', () => {
    const result = update(before, [seenOf('t')], { isObsolete, mode: 'all' })
    expect(result.after).toStrictEqual(baselineOf(entryOf('skipped'), entryOf('t')))
    expect(said(result)).toStrictEqual({ removed: ['gone'] })
  })

  test('may have been renamed: what is new does just the same, and has the nearest name', () => {
    const exact = exactOf({ errors: 9 })
    const old = baselineOf(
      entryOf('meets its SLA', { exact: new Map([[1, exact]]) }),
      entryOf('recovers', { exact: new Map([[1, exact]]) }),
      entryOf('other'),
    )
    const added = ['recovers at once', 'always meets its SLA'].map((name) =>
      seenOf(name, { record: baselineRecordOf({ exact, found: { exact: MISSING, real: NONE } }) }),
    )
    expect(said(update(old, added, { isObsolete: () => true }))).toStrictEqual({
      added: ['exact recovers at once', 'exact always meets its SLA'],
      obsolete: ['meets its SLA', 'recovers', 'other'],
      renames: ['meets its SLA → always meets its SLA', 'recovers → recovers at once'],
    })
  })

  test('were not renamed to what has nothing to compare', () => {
    const blank = exactOf({ counts: [], times: null })
    const old = baselineOf(entryOf('a', { exact: new Map([[1, blank]]) }))
    const added = seenOf('b', {
      clock: 'real',
      record: baselineRecordOf({ exact: blank, found: { exact: MISSING, real: NONE } }),
    })
    expect(said(update(old, [added], { isObsolete: () => true }))).toStrictEqual({
      added: ['exact b'],
      obsolete: ['a'],
    })
  })
})

test('a run that saw just what is there changes nothing, under whatever mode', () => {
  fc.assert(
    fc.property(anyBaseline, fc.constantFrom(...MODES), (before, mode) => {
      const seen = before.entries.flatMap(({ project, file, test: name, measurement, exact: bySeed }) =>
        [...bySeed].map(([seed, exact]) =>
          seenOf(name, {
            project,
            file,
            measurement,
            seed,
            clock: 'real',
            record: baselineRecordOf({ exact }),
          }),
        ),
      )
      const keys = new Set(seen.map(keyText))
      const isObsolete = (key: BaselineKey): boolean => keys.has(keyText(key))
      expect(update(before, seen, { mode, isObsolete }).after).toBe(before)
    }),
  )
})

test('entries are in the order of the file, and none is there twice', () => {
  const seen = ['b', 'a', 'c', 'a'].map((name, seed) =>
    seenOf(name, { seed, record: baselineRecordOf({ found: { exact: MISSING, real: NONE } }) }),
  )
  const { after } = update(none, seen)
  expect(after.entries.map(({ test: name, exact }) => [name, Array.from(exact.keys())])).toStrictEqual([
    ['a', [1, 3]],
    ['b', [0]],
    ['c', [2]],
  ])
})
