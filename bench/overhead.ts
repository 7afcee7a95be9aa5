import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatCount } from '../src/core/format.ts'
import type { Aside, Benchmark, Finding, Findings } from './benchmark.ts'
import { median } from '../src/core/stats/median.ts'
import { runFixture } from './run-fixture.ts'

const ROUNDS = 11
/** Each round is cut in slices that take turns: what slows the machine for a while slows all tools alike. */
const SLICES = 5
const PEER = 'tinybench'
const OURS = 'skillperf'
/** Printed beside, not judged. */
const OTHER = 'mitata'

/** One slice of one tool, as the test process reports it. Times are ns for one call. */
export interface ToolSlice {
  readonly round: number
  readonly slice: number
  readonly row: string
  readonly tool: string
  /** From one call to the next, in the measured loop. */
  readonly periodNs: number
  /** What the tool itself says; the bare loop says nothing. */
  readonly reported?: { readonly meanNs: number; readonly medianNs: number } | undefined
}

/**
 * What `perf.measure` adds to each iteration, beside other tools. The cost is
 * the time from one call of the function to the next, less the same in a plain
 * loop: so it holds whatever a tool does between two calls. All run in one
 * process, a test of Vitest, in turns.
 */
export const overhead: Benchmark = {
  name: 'overhead',
  summary: `what perf.measure adds to each iteration, beside ${PEER} and ${OTHER}`,
  async run(tell) {
    const folder = mkdtempSync(join(tmpdir(), 'skillperf-overhead-'))
    try {
      const file = join(folder, 'slices.jsonl')
      await runTest(file, (round) => tell(round === 0 ? 'warming up' : `round ${round} of ${ROUNDS}`))
      const lines = readFileSync(file, 'utf8').trim().split('\n')
      return summarizeSlices(lines.map((line) => JSON.parse(line) as ToolSlice))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** Medians over the rounds; within a round, over its slices, each compared with its neighbours. */
export function summarizeSlices(slices: readonly ToolSlice[]): Findings {
  const turns = [...Map.groupBy(slices, ({ round, slice, row }) => `${row} ${round} ${slice}`).values()].map(
    readTurn,
  )
  const rows = [...Map.groupBy(turns, ({ row }) => row)]
  return {
    title: `What each iteration costs beyond the function itself: median of ${formatCount(new Set(slices.map(({ round }) => round)).size, 'run')}, all tools in turns.`,
    unit: 'ns',
    peer: PEER,
    rows: rows.map(([row, all]): Finding => ({
      row,
      work: overRounds(all, (turn) => turn.workNs),
      peer: overRounds(all, (turn) => turn.costNs(PEER)),
      ours: overRounds(all, (turn) => turn.costNs(OURS)),
      ratio: overRounds(all, (turn) => turn.costNs(OURS) / turn.costNs(PEER)),
      difference: overRounds(all, (turn) => turn.costNs(OURS) - turn.costNs(PEER)),
    })),
    asides: [
      {
        title: `${OTHER}, which times fast functions in batches`,
        columns: ['', `${OTHER} ns`],
        rows: rows.map(([row, all]) => [row, overRounds(all, (turn) => turn.costNs(OTHER))]),
      },
      bias(rows, 'mean'),
      bias(rows, 'median'),
    ],
  }
}

/** What the tools report, less the work itself: the bias that is inside the samples. */
function bias(rows: readonly (readonly [string, readonly Turn[]])[], figure: 'mean' | 'median'): Aside {
  const tools = [PEER, OURS, OTHER]
  return {
    title: `The ${figure} that each reports, less the function itself${figure === 'mean' ? '; turns of other processes included' : ''}`,
    columns: ['', ...tools.map((tool) => `${tool} ns`)],
    rows: rows.map(([row, all]) => [
      row,
      ...tools.map((tool) => overRounds(all, (turn) => turn.reportedNs(tool, figure) - turn.workNs)),
    ]),
  }
}

/** All tools on one row, one after another. */
interface Turn {
  readonly round: number
  readonly row: string
  readonly workNs: number
  costNs(tool: string): number
  reportedNs(tool: string, figure: 'mean' | 'median'): number
}

function readTurn(slices: readonly ToolSlice[]): Turn {
  const of = (tool: string): ToolSlice | undefined => slices.find((slice) => slice.tool === tool)
  const workNs = of('bare')?.periodNs ?? Number.NaN
  return {
    round: slices[0]?.round ?? Number.NaN,
    row: slices[0]?.row ?? '',
    workNs,
    costNs: (tool) => (of(tool)?.periodNs ?? Number.NaN) - workNs,
    reportedNs: (tool, figure) => of(tool)?.reported?.[`${figure}Ns`] ?? Number.NaN,
  }
}

function overRounds(turns: readonly Turn[], figure: (turn: Turn) => number): number {
  const rounds = Map.groupBy(turns, ({ round }) => round).values()
  return median([...rounds].map((all) => median(all.map(figure))))
}

/** Runs the fixture in a Vitest of its own; it writes its slices into the file. */
async function runTest(file: string, onRound: (round: number) => void): Promise<void> {
  const { exitCode, output } = await runFixture({
    fixture: 'overhead',
    args: ['--reporter=default', '--disableConsoleIntercept'],
    env: { OVERHEAD_FILE: file, OVERHEAD_ROUNDS: String(ROUNDS), OVERHEAD_SLICES: String(SLICES) },
    onLine(line) {
      const [, round] = /^round (\d+)$/.exec(line) ?? []
      if (round !== undefined) onRound(Number(round))
    },
  })
  if (exitCode !== 0) throw new Error(`the benchmark's own test has failed:\n${output}`)
}
