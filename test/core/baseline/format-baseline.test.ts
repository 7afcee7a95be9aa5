import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compareKeys } from '../../../src/core/baseline/baseline.ts'
import type { Baseline, BaselineEntry } from '../../../src/core/baseline/baseline.ts'
import type { ExactEntry } from '../../../src/core/baseline/exact-entry.ts'
import { formatBaseline } from '../../../src/core/baseline/format-baseline.ts'
import { readBaseline } from '../../../src/core/baseline/read-baseline.ts'
import { anyBaseline } from '../../helpers/arbitrary-baseline.ts'
import { MACHINE, baselineOf, entryOf, exactOf, realOf } from '../../helpers/baseline-of.ts'

test('the whole text', () => {
  const accepted = { reason: 'a larger model', commit: '0123abc', worse: ['p95 1 100 → 1 300 ms'] }
  const baseline = baselineOf(
    entryOf('meets its SLA', {
      exact: new Map([
        [10, exactOf({ times: null, draws: [], counts: [] })],
        [-1, exactOf()],
        [2, exactOf({ accepted: { ...accepted, reason: null } })],
      ]),
      real: new Map([
        ['b', realOf(2)],
        ['a', realOf(1, { accepted })],
      ]),
    }),
    entryOf('meets its SLA', { project: 'unit', exact: new Map([[1, exactOf()]]) }),
  )
  expect(formatBaseline(baseline)).toMatchInlineSnapshot(`
    "{
      "schema": "skillperf/baseline",
      "version": 1,
      "entries": [
        { "file": "test/research.test.ts", "test": "meets its SLA", "measurement": "research",
          "exact": { "-1": { "iterations": 1000, "errors": 0,
              "counts": { "calls llm": 1000, "calls web_search": 2000 },
              "draws": { "llm": "9f3c2a51", "web_search": "aa01bb7c" },
              "times": { "n": 1000, "minMs": 801.2, "meanMs": 900.123, "p50Ms": 899, "p75Ms": 950.1, "p90Ms": 1000, "p95Ms": 1100, "p99Ms": 1200, "maxMs": 1500.5,
                "histogramNs": "HISTFAAAAB42pNpmSzMwMDAxAABzFCaEUzOmNZgfwAi8Z8pMwMDADdYAwM=" } },
            "2": { "iterations": 1000, "errors": 0,
              "accepted": { "reason": null, "commit": "0123abc", "worse": ["p95 1 100 → 1 300 ms"] },
              "counts": { "calls llm": 1000, "calls web_search": 2000 },
              "draws": { "llm": "9f3c2a51", "web_search": "aa01bb7c" },
              "times": { "n": 1000, "minMs": 801.2, "meanMs": 900.123, "p50Ms": 899, "p75Ms": 950.1, "p90Ms": 1000, "p95Ms": 1100, "p99Ms": 1200, "maxMs": 1500.5,
                "histogramNs": "HISTFAAAAB42pNpmSzMwMDAxAABzFCaEUzOmNZgfwAi8Z8pMwMDADdYAwM=" } },
            "10": { "iterations": 1000, "errors": 0,
              "counts": {},
              "draws": {},
              "times": null } },
          "real": { "a": { "accepted": { "reason": "a larger model", "commit": "0123abc", "worse": ["p95 1 100 → 1 300 ms"] },
              "rows": [{ "floorNs": 1, "q05Ns": 701, "ref05Ns": 45012.5, "n": 2400, "busyShare": 0.98 }, { "floorNs": 2, "q05Ns": 701, "ref05Ns": 45012.5, "n": 2400, "busyShare": 0.98 }, { "floorNs": 3, "q05Ns": 701, "ref05Ns": 45012.5, "n": 2400, "busyShare": 0.98 }],
              "quantilesNs": [1, 501, 9001] },
            "b": { "rows": [{ "floorNs": 2, "q05Ns": 702, "ref05Ns": 45012.5, "n": 2400, "busyShare": 0.98 }, { "floorNs": 3, "q05Ns": 702, "ref05Ns": 45012.5, "n": 2400, "busyShare": 0.98 }, { "floorNs": 4, "q05Ns": 702, "ref05Ns": 45012.5, "n": 2400, "busyShare": 0.98 }],
              "quantilesNs": [2, 502, 9002] } }
        },
        { "project": "unit", "file": "test/research.test.ts", "test": "meets its SLA", "measurement": "research",
          "exact": { "1": { "iterations": 1000, "errors": 0,
              "counts": { "calls llm": 1000, "calls web_search": 2000 },
              "draws": { "llm": "9f3c2a51", "web_search": "aa01bb7c" },
              "times": { "n": 1000, "minMs": 801.2, "meanMs": 900.123, "p50Ms": 899, "p75Ms": 950.1, "p90Ms": 1000, "p95Ms": 1100, "p99Ms": 1200, "maxMs": 1500.5,
                "histogramNs": "HISTFAAAAB42pNpmSzMwMDAxAABzFCaEUzOmNZgfwAi8Z8pMwMDADdYAwM=" } } }
        },
        "end"
      ]
    }
    "
  `)
})

test('the example in the docs', () => {
  const page = readFileSync(new URL('../../../docs/baseline-file.md', import.meta.url), 'utf8')
  const [, example = ''] = /```\n(\{[\s\S]*?)```/.exec(page) ?? []
  expect(formatBaseline(readBaseline(example, 'docs'))).toBe(example)
})

test('the empty one', () => {
  expect(formatBaseline(baselineOf())).toMatchInlineSnapshot(`
    "{
      "schema": "skillperf/baseline",
      "version": 1,
      "entries": [
        "end"
      ]
    }
    "
  `)
})

test('an entry takes a dozen lines at most', () => {
  const accepted = { reason: null, commit: null, worse: [] }
  const lines = (entry: BaselineEntry): number => formatBaseline(baselineOf(entry)).split('\n').length
  const none = formatBaseline(baselineOf()).split('\n').length
  expect(lines(entryOf('virtual')) - none).toBe(7)
  const full = entryOf('both, accepted', {
    exact: new Map([[1, exactOf({ accepted })]]),
    real: new Map([[MACHINE, realOf(1, { accepted })]]),
  })
  expect(lines(full) - none).toBeLessThanOrEqual(12)
})

test('is the same text in whatever order things come', () => {
  const turned = ({ entries }: Baseline): Baseline => ({ entries: entries.toReversed().map(turnEntry) })
  const turnEntry = (entry: BaselineEntry): BaselineEntry => ({
    ...entry,
    exact: new Map([...entry.exact].toReversed().map(([seed, one]) => [seed, turnExact(one)])),
    real: new Map([...entry.real].toReversed()),
  })
  const turnExact = <T extends ExactEntry>(one: T): T => ({
    ...one,
    counts: one.counts.toReversed(),
    draws: one.draws.toReversed(),
  })
  fc.assert(
    fc.property(anyBaseline, (baseline) => {
      expect(formatBaseline(turned(baseline))).toBe(formatBaseline(baseline))
    }),
  )
})

test('a figure that is not finite is never written', () => {
  const exact = new Map([[1, exactOf({ errors: Number.NaN })]])
  expect(() => formatBaseline(baselineOf(entryOf('t', { exact })))).toThrow(
    new RangeError('a baseline holds finite figures, received NaN'),
  )
})

describe('git merges two branches', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'skillperf-merge-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  function merge(ours: Baseline, base: Baseline, theirs: Baseline): string {
    const paths = Object.entries({ ours, base, theirs }).map(([name, baseline]) => {
      writeFileSync(join(folder, name), formatBaseline(baseline))
      return join(folder, name)
    })
    const { stdout, status, error } = spawnSync('git', ['merge-file', '-p', ...paths], {
      encoding: 'utf8',
    })
    if (error) throw error
    expect(status, stdout).toBe(0)
    return stdout
  }

  const real = new Map([[MACHINE, realOf()]])
  const base = ['b', 'd', 'f', 'h'].map((name) => entryOf(name, { real }))

  type Edit = (entry: BaselineEntry) => BaselineEntry[]
  const accepted = { reason: null, commit: null, worse: ['errors 0 → 3'] }
  const EDITS: Readonly<Record<string, Edit>> = {
    'changes the first figure': (entry) => [{ ...entry, exact: new Map([[1, exactOf({ errors: 3 })]]) }],
    'changes the last figure': (entry) => [{ ...entry, real: new Map([[MACHINE, realOf(50_000)]]) }],
    'accepts what is worse': (entry) => [
      { ...entry, exact: new Map([[1, exactOf({ errors: 3, accepted })]]) },
    ],
    'takes the real times away': (entry) => [{ ...entry, real: new Map() }],
    'adds a machine': (entry) => [{ ...entry, real: new Map([...real, ['Apple M9', realOf()]]) }],
    'takes it away': () => [],
  }

  test.for(Object.keys(EDITS))('one %s, the other changes or adds a neighbour', (name) => {
    const edit = EDITS[name] ?? (() => [])
    const [before, entry, after] = base
    for (const [otherName, other] of Object.entries(EDITS)) {
      // Git sees one gap where two neighbours were taken away, and asks.
      if (name === otherName && name === 'takes it away') continue
      for (const neighbour of [before, after]) {
        const edited = (edits: ReadonlyMap<BaselineEntry | undefined, Edit>): Baseline =>
          baselineOf(...base.flatMap((one) => edits.get(one)?.(one) ?? [one]))
        const [ours, theirs] = [edited(new Map([[entry, edit]])), edited(new Map([[neighbour, other]]))]
        const both = edited(
          new Map([
            [entry, edit],
            [neighbour, other],
          ]),
        )
        expect(merge(ours, baselineOf(...base), theirs)).toBe(formatBaseline(both))
      }
    }
  })

  test('each adds an entry, or one adds and one changes', () => {
    const gaps = ['a', 'c', 'e', 'g', 'i'].map((name) => entryOf(name))
    const change = EDITS['changes the last figure'] ?? (() => [])
    for (const added of gaps) {
      const ours = [...base, added]
      for (const other of gaps.filter((one) => one !== added)) {
        expect(merge(baselineOf(...ours), baselineOf(...base), baselineOf(...base, other))).toBe(
          formatBaseline(baselineOf(...base, added, other)),
        )
      }
      for (const entry of base) {
        const theirs = base.flatMap((one) => (one === entry ? change(one) : [one]))
        expect(merge(baselineOf(...ours), baselineOf(...base), baselineOf(...theirs))).toBe(
          formatBaseline(baselineOf(...theirs, added)),
        )
      }
    }
  })

  test('what was merged is read', () => {
    const ours = baselineOf(...base, entryOf('a'))
    const merged = merge(ours, baselineOf(...base), baselineOf(...base, entryOf('z')))
    expect(readBaseline(merged, 'merged').entries.map(({ test: name }) => name)).toStrictEqual([
      'a',
      'b',
      'd',
      'f',
      'h',
      'z',
    ])
  })
})

test('keys are ordered by code units, from the project down', () => {
  const names = ['', 'B', 'a', 'é', '\u{1F600}', '\uFFFD']
  const entries = names.flatMap((project) =>
    names.map((name) => entryOf(name, { project, measurement: name })),
  )
  const sorted = entries.toSorted(compareKeys)
  expect(sorted).toStrictEqual(entries)
  expect(readBaseline(formatBaseline({ entries: entries.toReversed() }), 'file').entries).toStrictEqual(
    sorted,
  )
})
