import type { Aside, Finding, Findings } from './benchmark.ts'
import { DUET } from './duet-rule.ts'
import { WORKLOADS } from './fixtures/regression/work.ts'
import { median } from '../src/core/stats/median.ts'
import type { CellKey } from './regression-process.ts'
import { OURS, RULES, VITEST } from './regression-rules.ts'
import type { Ruling } from './regression-rules.ts'

/** What one rule has said about a cell. */
export interface CellRulings extends CellKey {
  readonly rule: string
  readonly rulings: readonly Ruling[]
}

const MACHINES = ['quiet', 'CPU hog'] as const

/** Shares of fails, beside Vitest's own matcher; all rules, and all workloads, stand in tables of their own. */
export function summarizeRegressions(found: readonly CellRulings[], processes: number): Findings {
  const rows = MACHINES.flatMap((machine) => [
    share(found, `unchanged, ${machine}`, { machine, slower: 0 }, 'regression: false alarms'),
    worst(found, `unchanged, ${machine}, worst workload`, { machine, slower: 0 }),
    share(found, `10 % slower, ${machine}`, { machine, slower: 10 }, 'regression: 10 % slower'),
    share(found, `20 % slower, ${machine}`, { machine, slower: 20 }, 'regression: 20 % slower'),
  ])
  const duets = MACHINES.flatMap((machine) => [
    share(found, `duet, unchanged, ${machine}`, { machine, slower: 0 }, 'duet: false alarms', DUET),
    share(found, `duet, 10 % slower, ${machine}`, { machine, slower: 10 }, 'duet: 10 % slower', DUET),
  ])
  return {
    title: `Verdicts on real times by ${processes} recorded processes: shares that fail, where nothing has changed and where the code does 10 or 20 % more.`,
    unit: '%',
    peer: VITEST,
    rows: [...rows, ...duets, timeOfPass(found)],
    asides: [compareRules(found), compareWorkloads(found, OURS), compareWorkloads(found, DUET)],
  }
}

type Where = Pick<CellKey, 'machine' | 'slower'>

function rulingsOf(found: readonly CellRulings[], rule: string, where: Partial<CellKey>): Ruling[] {
  const entries = Object.entries(where) as [keyof CellKey, unknown][]
  return found
    .filter((cell) => cell.rule === rule && entries.every(([key, value]) => cell[key] === value))
    .flatMap(({ rulings }) => rulings)
}

function percentOf(rulings: readonly Ruling[]): number {
  return (100 * rulings.filter(({ fails }) => fails).length) / rulings.length
}

function workloadsOf(found: readonly CellRulings[]): readonly string[] {
  return Object.keys(WORKLOADS).filter((name) => found.some(({ workload }) => workload === name))
}

function finding(row: string, figure: (rule: string) => number, goal: string, rule: string = OURS): Finding {
  const [peer, ours] = [figure(VITEST), figure(rule)]
  return { row, peer, ours, ratio: ours / peer, difference: ours - peer, goal }
}

function share(
  found: readonly CellRulings[],
  row: string,
  where: Where,
  goal: string,
  rule: string = OURS,
): Finding {
  return finding(row, (one) => percentOf(rulingsOf(found, one, where)), goal, rule)
}

/** The workload that is accused most often. */
function worst(found: readonly CellRulings[], row: string, where: Where): Finding {
  const most = (rule: string): number =>
    Math.max(
      ...workloadsOf(found).map((workload) => percentOf(rulingsOf(found, rule, { ...where, workload }))),
    )
  return finding(row, most, 'regression: false alarms of a workload')
}

function timeOfPass(found: readonly CellRulings[]): Finding {
  const seconds = (rule: string): number => {
    const passes = rulingsOf(found, rule, { slower: 0, machine: 'quiet' }).filter(({ fails }) => !fails)
    return median(passes.map(({ ms }) => ms)) / 1_000
  }
  return { ...finding('time of a pass', seconds, 'regression: time of a pass'), unit: 's' }
}

const COLUMNS = MACHINES.flatMap((machine) =>
  [0, 10, 20].map((slower) => ({
    machine,
    slower,
    title: `${slower === 0 ? 'same' : `+${slower} %`}, ${machine}`,
  })),
)

function compareRules(found: readonly CellRulings[]): Aside {
  return {
    title: 'Every rule, in % of all workloads: the mean, and in brackets the worst workload.',
    columns: [''].concat(COLUMNS.map(({ title }) => title)),
    rows: [...RULES.map(({ name }) => name), DUET].map((name) =>
      [name].concat(
        COLUMNS.map(({ machine, slower }) => {
          const each = workloadsOf(found).map((workload) =>
            percentOf(rulingsOf(found, name, { machine, slower, workload })),
          )
          const worst = slower === 0 ? Math.max(...each) : Math.min(...each)
          return `${percentOf(rulingsOf(found, name, { machine, slower })).toFixed(1)} (${worst.toFixed(1)})`
        }),
      ),
    ),
  }
}

function compareWorkloads(found: readonly CellRulings[], rule: string): Aside {
  return {
    title: `Each workload by ${rule}, in %.`,
    columns: [''].concat(COLUMNS.map(({ title }) => title)),
    rows: workloadsOf(found).map((workload) =>
      [workload].concat(
        COLUMNS.map(({ machine, slower }) =>
          percentOf(rulingsOf(found, rule, { machine, slower, workload })).toFixed(1),
        ),
      ),
    ),
  }
}
