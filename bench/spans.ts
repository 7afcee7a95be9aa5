import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { formatCount } from '../src/core/format.ts'
import type { Aside, Benchmark, Finding, Findings } from './benchmark.ts'
import { median } from '../src/core/stats/median.ts'

const ROUNDS = 7
const GROWTH_ROUNDS = 3
const BARE = 'bare'
const OURS = 'skillperf'
const PEER = 'OpenTelemetry'
/** Printed beside, not judged. */
const OTHER = 'performance.measure'
const WAYS = [BARE, OURS, PEER, OTHER]
const KINDS = {
  async: 'an async function',
  sync: 'a sync function',
  trace: 'a wrapped function',
  inactive: 'nobody listens',
} as const
/** Traces × spans; the first of a row is what the second is compared with. */
const GROWTHS = [
  { row: 'in one trace', few: [1, 10_000], many: [1, 10_000_000] },
  { row: 'in traces of 100', few: [100, 100], many: [100_000, 100] },
] as const

/** What a span took one way, in one process. */
export interface SpanCost {
  readonly round: number
  /** One of the kinds, or a row of growth. */
  readonly row: string
  /** One of the ways; `few` or `many` spans. */
  readonly way: string
  /** CPU time, with the function itself. */
  readonly ns: number
  /** Memory that is held while the spans are. */
  readonly bytes: number
}

/**
 * What a span costs, beside OpenTelemetry's SDK with a processor that only
 * holds what has ended, and beside `performance.mark` and `measure`. Each way
 * has a process of its own, and they take turns. All lie in one trace after
 * another of 1,000 spans, and what sums them up is in the cost.
 */
export const spans: Benchmark = {
  name: 'spans',
  summary: `what a span costs, in ns and bytes, beside ${PEER} and ${OTHER}, and whether that grows`,
  async run(tell) {
    const costs: SpanCost[] = []
    for (let round = 0; round < ROUNDS; round++) {
      for (const kind of Object.keys(KINDS)) {
        for (const way of rotate(WAYS, round)) {
          tell(`round ${round + 1} of ${ROUNDS}, ${kind}, ${way}`)
          costs.push({ round, row: kind, way, ...(await runWay(kind, way)) })
        }
      }
    }
    for (let round = 0; round < GROWTH_ROUNDS; round++) {
      for (const { row, ...sizes } of GROWTHS) {
        for (const way of rotate(['few', 'many'] as const, round)) {
          tell(`growth, round ${round + 1} of ${GROWTH_ROUNDS}, ${way} ${row}`)
          costs.push({ round, row, way, ...(await runWay('sync', OURS, ...sizes[way])) })
        }
      }
    }
    return summarizeCosts(costs)
  },
}

/** Medians over the rounds, each compared in its own round. */
export function summarizeCosts(costs: readonly SpanCost[]): Findings {
  const rounds = new Set(costs.filter(({ row }) => row in KINDS).map(({ round }) => round)).size
  return {
    title: `CPU time of a span beyond the function itself: median of ${formatCount(rounds, 'round')}, each way in a process of its own.`,
    unit: 'ns',
    peer: PEER,
    rows: [
      costRow(costs, 'async', 'spans: beside OpenTelemetry'),
      costRow(costs, 'sync', 'spans: beside OpenTelemetry'),
      costRow(costs, 'trace', 'spans: beside OpenTelemetry'),
      costRow(costs, 'async', 'spans: active'),
      costRow(costs, 'inactive', 'spans: inactive'),
      ...GROWTHS.flatMap(({ row }) => [growthRow(costs, row, 'ns'), growthRow(costs, row, 'bytes')]),
    ],
    asides: [otherTimes(costs), heldBytes(costs)],
  }
}

function costRow(costs: readonly SpanCost[], kind: keyof typeof KINDS, goal: string): Finding {
  const beyond = (way: string) => (round: Round) => round.of(way).ns - round.of(BARE).ns
  const over = (figure: (round: Round) => number): number => overRounds(costs, kind, figure)
  return {
    row: KINDS[kind],
    peer: over(beyond(PEER)),
    ours: over(beyond(OURS)),
    ratio: over((round) => beyond(OURS)(round) / beyond(PEER)(round)),
    difference: over((round) => beyond(OURS)(round) - beyond(PEER)(round)),
    goal,
  }
}

/** Many spans, beside few. */
function growthRow(costs: readonly SpanCost[], row: string, figure: 'ns' | 'bytes'): Finding {
  const over = (of: (round: Round) => number): number => overRounds(costs, row, of)
  return {
    row: `${figure === 'ns' ? 'time' : 'memory'} of each of 10⁷ ${row}, beside 10⁴`,
    ...(figure === 'bytes' && { unit: 'B' }),
    peer: over((round) => round.of('few')[figure]),
    ours: over((round) => round.of('many')[figure]),
    ratio: over((round) => round.of('many')[figure] / round.of('few')[figure]),
    difference: over((round) => round.of('many')[figure] - round.of('few')[figure]),
    goal: 'spans: growth',
  }
}

function otherTimes(costs: readonly SpanCost[]): Aside {
  const kinds = ['async', 'sync'] as const
  return {
    title: `${OTHER} with a mark, which knows of no parents`,
    columns: ['', `${OTHER} ns`],
    rows: kinds.map((kind) => [
      KINDS[kind],
      overRounds(costs, kind, (round) => round.of(OTHER).ns - round.of(BARE).ns),
    ]),
  }
}

function heldBytes(costs: readonly SpanCost[]): Aside {
  const ways = [PEER, OURS, OTHER]
  const kinds = ['async', 'sync', 'trace'] as const
  return {
    title: 'Memory that is held for a span, of 10 000 in one trace',
    columns: ['', ...ways.map((way) => `${way} B`)],
    rows: kinds.map((kind) =>
      [KINDS[kind], ways.map((way) => overRounds(costs, kind, (round) => round.of(way).bytes))].flat(),
    ),
  }
}

interface Round {
  of(way: string): Pick<SpanCost, 'ns' | 'bytes'>
}

const NOTHING = { ns: Number.NaN, bytes: Number.NaN }

function overRounds(costs: readonly SpanCost[], row: string, figure: (round: Round) => number): number {
  const rounds = Map.groupBy(
    costs.filter((cost) => cost.row === row),
    ({ round }) => round,
  )
  return median(
    [...rounds.values()].map((all) =>
      figure({ of: (way) => all.find((cost) => cost.way === way) ?? NOTHING }),
    ),
  )
}

/** Each goes first in turn. */
function rotate<T>(all: readonly T[], by: number): readonly T[] {
  const first = by % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}

const FIXTURE = fileURLToPath(new URL('fixtures/spans/main.ts', import.meta.url))

async function runWay(
  kind: string,
  way: string,
  ...size: readonly number[]
): Promise<Pick<SpanCost, 'ns' | 'bytes'>> {
  const args = ['--expose-gc', FIXTURE, kind, way, ...size.map(String)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout) as Pick<SpanCost, 'ns' | 'bytes'>
}
