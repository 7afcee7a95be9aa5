import { randomStream } from '../src/core/time/random.ts'
import type { Random } from '../src/core/time/random.ts'
import type { Aside, Benchmark, Finding, Findings } from './benchmark.ts'
import { WORKLOADS } from './fixtures/regression/work.ts'
import { median } from './median.ts'
import { DEFAULT_DATA, recordProcesses } from './regression-record.ts'
import type { Wanted } from './regression-record.ts'
import type { CellKey, RecordedProcess } from './regression-process.ts'
import { OURS, RULES, VITEST } from './regression-rules.ts'
import type { Comparison, Ruling } from './regression-rules.ts'

/** Processes of a workload: 130, and 40 with `--quick`. */
const wantedOf =
  (quick: boolean): Wanted =>
  ({ slower, machine }) =>
    quick ? (slower === 0 ? 10 : 5) : slower > 0 ? 15 : machine === 'quiet' ? 40 : 30
/** Comparisons that are drawn in each cell. */
const DRAWS = 2_000
const BASE = 5
const ATTEMPTS = 5

/** What one rule has said about a cell. */
export interface CellRulings extends CellKey {
  readonly rule: string
  readonly rulings: readonly Ruling[]
}

/**
 * How often a slowdown is seen that is there, and one that is not. Each process
 * is recorded once, fresh, by `perf.measure`; then all rules are asked about the
 * same comparisons, drawn from these: five that ran one after the other for the
 * baseline, and up to five others that did for now.
 */
export const regression: Benchmark = {
  name: 'regression',
  summary:
    'how often real times fail that have not changed, and that are 10 or 20 % slower, beside other rules; takes two hours, --quick 25 minutes',
  keepsData: true,
  async run(tell, { quick = false, data = DEFAULT_DATA } = {}) {
    const processes = await recordProcesses(data, wantedOf(quick), tell)
    tell('comparing')
    return summarizeRegressions(await compareAll(processes, DRAWS), processes.length)
  },
}

/** Asks all rules about comparisons of all cells. */
export async function compareAll(
  processes: readonly RecordedProcess[],
  draws: number,
): Promise<readonly CellRulings[]> {
  const cells = [
    ...Map.groupBy(processes, ({ workload, slower, machine }) =>
      JSON.stringify([workload, slower, machine]),
    ).values(),
  ].flatMap((all) => {
    const [first] = all
    return first === undefined ? [] : [{ cell: first, all }]
  })
  const drawn = cells.map(({ cell: { workload, slower, machine }, all }) => {
    const before = processes.filter(
      (one) => one.workload === workload && one.slower === 0 && one.machine === 'quiet',
    )
    const random = randomStream(1, workload, slower, machine)
    return {
      cell: { workload, slower, machine },
      comparisons: Array.from({ length: draws }, () => drawComparison(before, all, random)),
    }
  })
  const everything = drawn.flatMap(({ comparisons }) => comparisons)
  const found: CellRulings[] = []
  for (const rule of RULES) {
    const rulings = await rule.judge(everything)
    for (const [nth, { cell }] of drawn.entries()) {
      found.push({ ...cell, rule: rule.name, rulings: rulings.slice(nth * draws, (nth + 1) * draws) })
    }
  }
  return found
}

/** Draws processes that followed each other, none of them for both. */
export function drawComparison(
  before: readonly RecordedProcess[],
  now: readonly RecordedProcess[],
  random: Random,
): Comparison {
  const from = Math.floor(random() * Math.max(1, before.length - BASE + 1))
  const base = before.slice(from, from + BASE)
  const others = now.filter((one) => !base.includes(one))
  const first = Math.floor(random() * others.length)
  const attempts = Array.from({ length: ATTEMPTS }, (_, nth) => others[(first + nth) % others.length])
  const whole = attempts.filter((one) => one !== undefined)
  if (base.length === 0 || whole.length < ATTEMPTS) throw new Error('too few processes were recorded')
  return { base, attempts: whole }
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
  return {
    title: `Verdicts on real times by ${processes} recorded processes: shares that fail, where nothing has changed and where the code does 10 or 20 % more.`,
    unit: '%',
    peer: VITEST,
    rows: [...rows, timeOfPass(found)],
    asides: [compareRules(found), compareWorkloads(found)],
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

function finding(row: string, figure: (rule: string) => number, goal: string): Finding {
  const [peer, ours] = [figure(VITEST), figure(OURS)]
  return { row, peer, ours, ratio: ours / peer, difference: ours - peer, goal }
}

function share(found: readonly CellRulings[], row: string, where: Where, goal: string): Finding {
  return finding(row, (rule) => percentOf(rulingsOf(found, rule, where)), goal)
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
    rows: RULES.map(({ name }) =>
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

function compareWorkloads(found: readonly CellRulings[]): Aside {
  return {
    title: `Each workload by ${OURS}, in %.`,
    columns: [''].concat(COLUMNS.map(({ title }) => title)),
    rows: workloadsOf(found).map((workload) =>
      [workload].concat(
        COLUMNS.map(({ machine, slower }) =>
          percentOf(rulingsOf(found, OURS, { machine, slower, workload })).toFixed(1),
        ),
      ),
    ),
  }
}
