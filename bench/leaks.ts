import { quantile } from '../src/core/stats/quantile.ts'
import type { Aside, Benchmark, Finding, Findings } from './benchmark.ts'
import { SMALLEST_LEAK } from './fixtures/leaks/leak-case.ts'
import { LEAKAGE, PEER_RULES } from './leak-rules.ts'
import { DEFAULT_DATA, POOLS, recordLeaks } from './leaks-record.ts'
import type { CaseRecord, LeakRun, Pool } from './leaks-record.ts'

const REPEATS = 30
const QUICK_REPEATS = 3
const OURS = 'skillperf'

/** Whether a rule says that a case leaks. */
type Accuses = (record: CaseRecord) => boolean

/** An answer that is none has found no leak, and has accused nobody. */
const accusesByOurs: Accuses = ({ verdict }) => verdict === 'leak'

const RULES: readonly { readonly name: string; readonly accuses: Accuses }[] = [
  { name: OURS, accuses: accusesByOurs },
  ...PEER_RULES,
]

/**
 * How often a leak is seen that is there, and one that is not. All cases run in fresh processes, in another order
 * each time, and are judged by our rule; then other rules are asked about the same traces.
 */
export const leaks: Benchmark = {
  name: 'leaks',
  summary:
    'how often functions that leak pass, and others are accused, beside other rules; takes two hours, --quick a tenth',
  keepsData: true,
  async run(tell, { quick = false, data = DEFAULT_DATA } = {}) {
    return summarizeLeaks(await recordLeaks(data, quick ? QUICK_REPEATS : REPEATS, tell))
  },
}

/** Shares of wrong answers for each pool, beside those by the rule of `leakage`; whatever was wrong is listed. */
export function summarizeLeaks(runs: readonly LeakRun[]): Findings {
  const cases = new Set(runs.flatMap((run) => run.cases.map(({ name }) => name)))
  const rows = POOLS.flatMap((pool) => {
    const records = recordsOf(runs, pool)
    if (records.length === 0) return []
    const clean = records.filter(({ leaky }) => !leaky)
    const leaky = records.filter((record) => record.leaky)
    const smallest = records.filter(({ name }) => name === SMALLEST_LEAK)
    return [
      share(`clean, ${pool}: accused`, clean, 'leaks: false alarms', (accuses) => accuses),
      share(`leaky, ${pool}: missed`, leaky, 'leaks: misses', not),
      worst(`leaky, ${pool}: worst case missed`, leaky, 'leaks: misses of a case', not),
      share(`${SMALLEST_LEAK}, ${pool}: found`, smallest, 'leaks: smallest leak', (accuses) => accuses),
      time(`clean, ${pool}: median time`, clean, 0.5, 'leaks: median time'),
      time(`clean, ${pool}: p95 of the time`, clean, 0.95, 'leaks: p95 of the time'),
    ]
  })
  return {
    title: `Verdicts on leaks: ${cases.size} functions in ${runs.length} fresh processes.`,
    unit: '%',
    peer: LEAKAGE,
    rows,
    asides: [compareRules(runs), listWrong(runs), compareTimes(runs)],
  }
}

function recordsOf(runs: readonly LeakRun[], pool: Pool): readonly CaseRecord[] {
  return runs.filter((run) => run.pool === pool).flatMap((run) => run.cases)
}

/** What is counted of the answers of a rule. */
type Counted = (accuses: Accuses) => Accuses

const not: Counted = (accuses) => (record) => !accuses(record)

function percentOf(records: readonly CaseRecord[], is: Accuses): number {
  return (100 * records.filter(is).length) / records.length
}

function accusesBy(rule: string): Accuses {
  const found = RULES.find(({ name }) => name === rule)
  if (found === undefined) throw new Error(`there is no rule "${rule}"`)
  return (record) => found.accuses(record)
}

function finding(row: string, goal: string, figure: (rule: string) => number): Finding {
  const [peer, ours] = [figure(LEAKAGE), figure(OURS)]
  return { row, peer, ours, ratio: ours / peer, difference: ours - peer, goal }
}

function share(row: string, records: readonly CaseRecord[], goal: string, counted: Counted): Finding {
  return finding(row, goal, (rule) => percentOf(records, counted(accusesBy(rule))))
}

/** Of the case that has most of them. */
function worst(row: string, records: readonly CaseRecord[], goal: string, counted: Counted): Finding {
  const cases = [...Map.groupBy(records, ({ name }) => name).values()]
  return finding(row, goal, (rule) =>
    Math.max(...cases.map((all) => percentOf(all, counted(accusesBy(rule))))),
  )
}

/** The peer has no time of its own: it was asked about our traces. */
function time(row: string, records: readonly CaseRecord[], p: number, goal: string): Finding {
  const ours = secondsAt(records, p)
  return { row, unit: 's', peer: Number.NaN, ours, ratio: Number.NaN, difference: Number.NaN, goal }
}

function secondsAt(records: readonly CaseRecord[], p: number): number {
  const sorted = records.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b)
  return quantile(sorted, p) / 1_000
}

function compareRules(runs: readonly LeakRun[]): Aside {
  const percents = (accuses: Accuses, pool: Pool): string[] => {
    const [leaky, clean] = [true, false].map((is) => recordsOf(runs, pool).filter((one) => one.leaky === is))
    return [percentOf(clean ?? [], accuses), percentOf(leaky ?? [], not(accuses))].map((percent) =>
      percent.toFixed(1),
    )
  }
  return {
    title: 'Every rule on the same traces: clean cases that are accused, leaky ones that are missed, in %.',
    columns: [''].concat(POOLS.flatMap((pool) => [`accused, ${pool}`, `missed, ${pool}`])),
    rows: RULES.map((rule) => [rule.name].concat(POOLS.flatMap((pool) => percents(rule.accuses, pool)))),
  }
}

/** Each case that was not called what it is each time. */
function listWrong(runs: readonly LeakRun[]): Aside {
  const rows = POOLS.flatMap((pool) =>
    [...Map.groupBy(recordsOf(runs, pool), ({ name }) => name)].flatMap(([name, all]) => {
      const count = (verdict: CaseRecord['verdict']): number =>
        all.filter((record) => record.verdict === verdict).length
      const leaky = all.some((record) => record.leaky)
      if (count(leaky ? 'leak' : 'clean') === all.length) return []
      const verdicts = [count('clean'), count('inconclusive'), count('leak')].map(String)
      return [[`${name}, ${pool}`, leaky ? 'leaky' : 'clean', ...verdicts]]
    }),
  )
  return {
    title: 'Cases that were not called what they are each time, and what they were called.',
    columns: ['', 'is', 'clean', 'inconclusive', 'leak'],
    rows: rows.length === 0 ? [['none', '', '', '', '']] : rows,
  }
}

function compareTimes(runs: readonly LeakRun[]): Aside {
  return {
    title: 'Time of a verdict, in s.',
    columns: ['', 'median', 'p95', 'max'],
    rows: POOLS.flatMap((pool) =>
      [false, true].map((leaky) => {
        const records = recordsOf(runs, pool).filter((record) => record.leaky === leaky)
        const [middle = 0, high = 0, most = 0] = [0.5, 0.95, 1].map((p) => secondsAt(records, p))
        return [`${leaky ? 'leaky' : 'clean'}, ${pool}`, middle, high, most]
      }),
    ),
  }
}
