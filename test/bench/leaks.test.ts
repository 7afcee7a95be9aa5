import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { judgeFindings } from '../../bench/goals.ts'
import { summarizeLeaks } from '../../bench/leaks.ts'
import { PEER_RULES } from '../../bench/leak-rules.ts'
import { readRuns } from '../../bench/leaks-record.ts'
import type { CaseRecord, LeakRun } from '../../bench/leaks-record.ts'
import { renderFindings } from '../../bench/table.ts'

/** Levels that go up by so much in each block. */
function climbing(...steps: readonly number[]): readonly number[] {
  const levels = [5_000_000]
  for (const step of steps) levels.push((levels.at(-1) ?? 0) + step)
  return levels
}

describe('rules of others', () => {
  test.for<[string, readonly number[], readonly string[]]>([
    ['still', [0, 0, 0, 0, 0, 0], []],
    ['64 000 B in all', [64_000, 0, 0, 0, 0, 0], []],
    ['more than 64 kB in all', [64_001, 0, 0, 0, 0, 0], ['naive > 64 kB']],
    ['more than 1 MB at once', [0, 0, 1_000_001, 0, 0, 0], ['naive > 64 kB', 'naive > 1 MB']],
    ['1 024 B in each of six blocks', [1_024, 1_024, 1_024, 1_024, 1_024, 1_024], []],
    ['1 025 B in four of six', [1_025, 1_025, 1_025, 1_025, 0, 0], []],
    ['1 025 B in five of six', [0, 1_025, 1_025, 1_025, 1_025, 1_025], ["leakage's rule"]],
    ['1 025 B in five of six, not in a row', [1_025, 1_025, 0, 1_025, 1_025, 1_025], []],
  ])('%s', ([, steps, expected]) => {
    const trace = { levels: climbing(...steps), warmupCalls: 255, callsPerBlock: 500 }
    expect(PEER_RULES.filter((rule) => rule.accuses(trace)).map(({ name }) => name)).toStrictEqual(expected)
  })

  test('a trace without levels accuses nobody', () => {
    const trace = { levels: [], warmupCalls: 255, callsPerBlock: 500 }
    expect(PEER_RULES.filter((rule) => rule.accuses(trace))).toStrictEqual([])
  })
})

const STILL = climbing(0, 0, 0, 0, 0, 0)
const GROWING = climbing(2_000, 2_000, 2_000, 2_000, 2_000, 2_000)

function record(name: string, leaky: boolean, given: Partial<CaseRecord> = {}): CaseRecord {
  return {
    name,
    leaky,
    verdict: leaky ? 'leak' : 'clean',
    levels: leaky ? GROWING : STILL,
    warmupCalls: 255,
    callsPerBlock: 500,
    tookMs: leaky ? 900 : 400,
    ...given,
  }
}

function runOf(given: Partial<LeakRun> = {}): LeakRun {
  const cases = [
    record('a Map', true),
    record('16 B per call', true, { levels: STILL }),
    record('a cache', false),
    record('JSON', false, { tookMs: 500 }),
  ]
  return { of: 'here', pool: 'forks', seed: 1, cases, ...given }
}

/** Runs in which some of the cases went otherwise. */
function runsWith(...others: readonly CaseRecord[]): readonly LeakRun[] {
  const whole = runOf()
  const cases = whole.cases.map((one) => others.find(({ name }) => name === one.name) ?? one)
  return [runOf({ cases }), runOf({ seed: 2 }), runOf({ pool: 'threads' })]
}

function render(runs: readonly LeakRun[]): string {
  const findings = summarizeLeaks(runs)
  return renderFindings(findings, judgeFindings('leaks', findings), (_, text) => text).join('\n')
}

describe('summarizeLeaks', () => {
  test('says how often all were right', () => {
    expect(render(runsWith())).toMatchInlineSnapshot(`
      "Verdicts on leaks: 4 functions in 3 fresh processes.

                                           leakage's rule %  skillperf %  difference  ratio  goal
        clean, forks: accused                             0            0           0      —  ✓ ≤ 0.7 %
        leaky, forks: missed                           50.0            0       −50.0  0.000  ✓ ≤ 0.7 %
        leaky, forks: worst case missed                 100            0        −100  0.000  ✓ ≤ 6.7 %
        16 B per call, forks: found                       0          100        +100      —  ✓ ≥ 100 %
        clean, forks: median time                       — s      0.450 s         — s      —  ✓ ≤ 0.600 s, not judged
        clean, forks: p95 of the time                   — s      0.500 s         — s      —  ✓ ≤ 3.00 s, not judged
        clean, threads: accused                           0            0           0      —  ✓ ≤ 0.7 %
        leaky, threads: missed                         50.0            0       −50.0  0.000  ✓ ≤ 0.7 %
        leaky, threads: worst case missed               100            0        −100  0.000  ✓ ≤ 6.7 %
        16 B per call, threads: found                     0          100        +100      —  ✓ ≥ 100 %
        clean, threads: median time                     — s      0.450 s         — s      —  ✓ ≤ 0.600 s, not judged
        clean, threads: p95 of the time                 — s      0.500 s         — s      —  ✓ ≤ 3.00 s, not judged

      Every rule on the same traces: clean cases that are accused, leaky ones that are missed, in %.
                        accused, forks  missed, forks  accused, threads  missed, threads
        skillperf                  0.0            0.0               0.0              0.0
        naive > 64 kB              0.0          100.0               0.0            100.0
        naive > 1 MB               0.0          100.0               0.0            100.0
        leakage's rule             0.0           50.0               0.0             50.0

      Cases that were not called what they are each time, and what they were called.
              is  clean  inconclusive  leak
        none

      Time of a verdict, in s.
                        median    p95    max
        clean, forks     0.450  0.500  0.500
        leaky, forks     0.900  0.900  0.900
        clean, threads   0.450  0.500  0.500
        leaky, threads   0.900  0.900  0.900"
    `)
  })

  test('misses goals, and lists what was wrong', () => {
    const wrong = [
      record('a Map', true, { verdict: 'inconclusive' }),
      record('16 B per call', true, { verdict: 'clean', levels: STILL }),
      record('a cache', false, { verdict: 'leak', tookMs: 5_000 }),
      record('JSON', false, { verdict: 'inconclusive' }),
    ]
    expect(render(runsWith(...wrong))).toMatchInlineSnapshot(`
      "Verdicts on leaks: 4 functions in 3 fresh processes.

                                           leakage's rule %  skillperf %  difference  ratio  goal
        clean, forks: accused                             0         25.0       +25.0      —  ✗ ≤ 0.7 %
        leaky, forks: missed                           50.0         50.0           0  1.000  ✗ ≤ 0.7 %
        leaky, forks: worst case missed                 100         50.0       −50.0  0.500  ✗ ≤ 6.7 %
        16 B per call, forks: found                       0         50.0       +50.0      —  ✗ ≥ 100 %
        clean, forks: median time                       — s      0.450 s         — s      —  ✓ ≤ 0.600 s, not judged
        clean, forks: p95 of the time                   — s       5.00 s         — s      —  ✗ ≤ 3.00 s, not judged
        clean, threads: accused                           0            0           0      —  ✓ ≤ 0.7 %
        leaky, threads: missed                         50.0            0       −50.0  0.000  ✓ ≤ 0.7 %
        leaky, threads: worst case missed               100            0        −100  0.000  ✓ ≤ 6.7 %
        16 B per call, threads: found                     0          100        +100      —  ✓ ≥ 100 %
        clean, threads: median time                     — s      0.450 s         — s      —  ✓ ≤ 0.600 s, not judged
        clean, threads: p95 of the time                 — s      0.500 s         — s      —  ✓ ≤ 3.00 s, not judged

      Every rule on the same traces: clean cases that are accused, leaky ones that are missed, in %.
                        accused, forks  missed, forks  accused, threads  missed, threads
        skillperf                 25.0           50.0               0.0              0.0
        naive > 64 kB              0.0          100.0               0.0            100.0
        naive > 1 MB               0.0          100.0               0.0            100.0
        leakage's rule             0.0           50.0               0.0             50.0

      Cases that were not called what they are each time, and what they were called.
                                 is  clean  inconclusive  leak
        a Map, forks          leaky      0             1     1
        16 B per call, forks  leaky      1             0     1
        a cache, forks        clean      1             0     1
        JSON, forks           clean      1             1     0

      Time of a verdict, in s.
                        median    p95    max
        clean, forks     0.450   5.00   5.00
        leaky, forks     0.900  0.900  0.900
        clean, threads   0.450  0.500  0.500
        leaky, threads   0.900  0.900  0.900"
    `)
  })

  test('a pool without runs has no rows', () => {
    const { rows } = summarizeLeaks([runOf()])
    expect(rows.filter(({ row }) => row.includes('threads'))).toStrictEqual([])
    expect(rows).toHaveLength(6)
  })
})

describe('readRuns', () => {
  const folder = mkdtempSync(join(tmpdir(), 'skillperf-bench-leaks-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('leaves out other machines and rules, and a line that was cut off', () => {
    const file = join(folder, 'leaks.jsonl')
    const lines = [runOf(), runOf({ of: 'elsewhere' }), runOf({ seed: 2 })].map((run) => JSON.stringify(run))
    writeFileSync(file, `${lines.join('\n')}\n{"of":"he`)
    expect(readRuns(file, 'here').map(({ seed }) => seed)).toStrictEqual([1, 2])
    // What is appended starts a line of its own.
    expect(readFileSync(file, 'utf8')).toMatch(/\{"of":"he\n$/)
  })

  test('there is none yet', () => {
    expect(readRuns(join(folder, 'none.jsonl'), 'here')).toStrictEqual([])
  })
})
