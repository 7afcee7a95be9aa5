import { randomStream } from '../src/core/time/random.ts'
import type { Random } from '../src/core/time/random.ts'
import { MOST_RECORDED, RECORDED_PROCESSES } from '../src/core/baseline/baseline.ts'
import { areSteady } from '../src/core/baseline/calm-processes.ts'
import { MOST_ATTEMPTS } from '../src/core/stats/regression.ts'
import type { Benchmark } from './benchmark.ts'
import { recordDuets } from './duet-record.ts'
import { DUET, ruleByDuets } from './duet-rule.ts'
import type { RecordedDuet } from './duet-process.ts'
import { DEFAULT_DATA, recordProcesses } from './regression-record.ts'
import type { Wanted } from './regression-record.ts'
import type { RecordedProcess } from './regression-process.ts'
import { RULES } from './regression-rules.ts'
import type { Comparison } from './regression-rules.ts'
import { summarizeRegressions } from './regression-summary.ts'
import type { CellRulings } from './regression-summary.ts'

/** Processes of a workload: 130, and 55 with `--quick`. */
const wantedOf =
  (quick: boolean): Wanted =>
  ({ slower, machine }) => {
    if (quick) return slower === 0 && machine === 'quiet' ? 15 : 8
    if (slower > 0) return 15
    return machine === 'quiet' ? 40 : 30
  }
/** Duets of a workload: 90, and 32 with `--quick`. Each process plays one of every workload. */
const duetsOf =
  (quick: boolean): Wanted =>
  ({ slower, machine }) => {
    if (quick) return slower === 0 ? 8 : 4
    return slower > 0 ? 10 : machine === 'quiet' ? 30 : 20
  }
/** Comparisons that are drawn in each cell. */
const DRAWS = 2_000
/** The first one, and all attempts at it. */
const DUETS = 6

/**
 * How often a slowdown is seen that is there, and one that is not. Each process
 * is recorded once, fresh, by `perf.measure`; then all rules are asked about the
 * same comparisons, drawn from these: those that ran one after the other for the
 * baseline, and others that did for now.
 */
export const regression: Benchmark = {
  name: 'regression',
  summary:
    'how often real times fail that have not changed, and that are 10 or 20 % slower, beside other rules; takes 50 minutes, --quick 20',
  keepsData: true,
  async run(tell, { quick = false, data = DEFAULT_DATA } = {}) {
    const processes = await recordProcesses(data, wantedOf(quick), tell)
    const duets = await recordDuets(data, duetsOf(quick), tell)
    tell('comparing')
    const found = [...(await compareAll(processes, DRAWS)), ...compareDuets(duets, DRAWS)]
    return summarizeRegressions(found, processes.length + duets.length)
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

/** Asks about duets: of each cell a first one, and those that followed it. */
export function compareDuets(duets: readonly RecordedDuet[], draws: number): readonly CellRulings[] {
  const cells = Map.groupBy(duets, ({ workload, slower, machine }) =>
    JSON.stringify([workload, slower, machine]),
  )
  return [...cells.values()].flatMap((all) => {
    const [first] = all
    if (first === undefined) return []
    const { workload, slower, machine } = first
    const random = randomStream(1, DUET, workload, slower, machine)
    const rulings = Array.from({ length: draws }, () => ruleByDuets(follow(all, random, DUETS)))
    return [{ workload, slower, machine, rule: DUET, rulings }]
  })
}

/** Some that followed each other, the first after the last. */
function follow<T>(all: readonly T[], random: Random, count: number): T[] {
  const first = Math.floor(random() * all.length)
  return Array.from({ length: count }, (_, nth) => all[(first + nth) % all.length]).filter(
    (one) => one !== undefined,
  )
}

/** Draws processes that followed each other, none of them for both. */
export function drawComparison(
  before: readonly RecordedProcess[],
  now: readonly RecordedProcess[],
  random: Random,
): Comparison {
  const from = Math.floor(random() * Math.max(1, before.length - RECORDED_PROCESSES + 1))
  const base = recordAgain(before.slice(from, from + MOST_RECORDED))
  const others = now.filter((one) => !base.includes(one))
  if (base.length === 0 || others.length < MOST_ATTEMPTS) throw new Error('too few processes were recorded')
  return { base, attempts: follow(others, random, MOST_ATTEMPTS) }
}

/** So many of them as it would take to record a baseline. */
function recordAgain(processes: readonly RecordedProcess[]): readonly RecordedProcess[] {
  for (let count = RECORDED_PROCESSES; count < processes.length; count++) {
    const recorded = processes.slice(0, count)
    if (areSteady(recorded)) return recorded
  }
  return processes
}
