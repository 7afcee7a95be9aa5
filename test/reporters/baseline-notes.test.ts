import { expect, test } from 'vitest'
import { noteBaseline } from '../../reporters/baseline-notes.ts'
import { baselineReportOf, sideOf } from '../helpers/baseline-report.ts'

const accepted = { reason: null, commit: '0123abc', worse: ['p95 1 100 → 1 300 ms'] }
const one = [sideOf('research')]
const several = ['a', 'b', 'c', 'd'].map((name) => sideOf(name))
const real = one.map((side) => ({ ...side, side: 'real' as const }))

test('nothing where all is as it was', () => {
  expect(noteBaseline(baselineReportOf())).toStrictEqual([])
})

test('a note for each thing to do, one and several', () => {
  const notes = [
    { problem: { message: 'the file, line 3: damaged', failsRun: true } },
    { missing: one },
    { missing: several },
    { missing: one, isShard: true },
    { missing: real },
    { missing: real, isShard: true },
    { missing: real, update: 'all' as const },
    { improvable: one },
    { improvable: several },
    { unaccepted: one.map((side) => ({ ...side, accepted })) },
    { unaccepted: several.map((side) => ({ ...side, accepted })) },
    { obsolete: one },
    { obsolete: several },
    { obsolete: [sideOf('old')], renames: [{ from: sideOf('old'), to: sideOf('new', { test: 'new' }) }] },
    { removed: [sideOf('old')], renames: [{ from: sideOf('old'), to: sideOf('new') }] },
    { failed: 1, update: 'all' as const },
    { failed: 2, update: 'all' as const },
    { failed: 2 },
  ].flatMap((overrides) => noteBaseline(baselineReportOf(overrides)))
  expect(notes.join('\n')).toMatchInlineSnapshot(`
    "the file, line 3: damaged
    "research" is not in skillperf.baseline.json, and was compared with nothing. Add it with vitest run -u, and commit the file
    "a", "b", "c" and 1 more are not in skillperf.baseline.json, and were compared with nothing. Add them with vitest run -u, and commit the file
    "research" is not in skillperf.baseline.json, and was compared with nothing. A shard writes nothing: merge with vitest run --merge-reports -u
    "research" has no real times of this machine (AMD EPYC 7B13, x64, Node 24, V8 13.6, reference 1) in skillperf.baseline.json, and none were compared. Record them here with vitest run -u
    "research" has no real times of this machine (AMD EPYC 7B13, x64, Node 24, V8 13.6, reference 1) in skillperf.baseline.json, and none were compared. A shard writes nothing: merge with vitest run --merge-reports -u
    "research" has no real times of this machine (AMD EPYC 7B13, x64, Node 24, V8 13.6, reference 1) in skillperf.baseline.json, and none were compared. They could not be recorded
    "research" is better than in skillperf.baseline.json (p95 1 100 → 1 300 ms). Accept it with vitest run -u
    "a", "b", "c" and 1 more are better than in skillperf.baseline.json. Accept them with vitest run -u
    "research" became worse (p95 1 100 → 1 300 ms), and was accepted in skillperf.baseline.json without a reason. Say why with SKILLPERF_REASON="…" vitest run -u
    "a", "b", "c" and 1 more became worse, and were accepted in skillperf.baseline.json without a reason. Say why with SKILLPERF_REASON="…" vitest run -u
    skillperf.baseline.json has an entry of no measurement any more: "research". Take it out with vitest run -u
    skillperf.baseline.json has entries of no measurement any more: "a", "b", "c" and 1 more. Take them out with vitest run -u
    "meets its SLA > old" looks renamed to "new", which does just the same. Take the old one out of skillperf.baseline.json with vitest run -u
    "meets its SLA > old" looks renamed to "meets its SLA > new", which does just the same. The old one was taken out of skillperf.baseline.json
    1 measurement of tests that failed was not written to the baseline: let the tests pass first
    2 measurements of tests that failed were not written to the baseline: let the tests pass first"
  `)
})

test('names that are not enough are told with their tests', () => {
  const missing = ['a', 'b'].map((name) => sideOf('research', { test: name }))
  expect(noteBaseline(baselineReportOf({ missing }))).toStrictEqual([
    '"a > research", "b > research" are not in skillperf.baseline.json, and were compared with nothing. Add them with vitest run -u, and commit the file',
  ])
})
