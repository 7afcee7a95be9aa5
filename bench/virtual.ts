import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Benchmark, Finding, Findings } from './benchmark.ts'
import { median } from '../src/core/stats/median.ts'
import { runFixture } from './run-fixture.ts'

const ROUNDS = 5
const ITERATIONS = 1_000
const PEER = 'fake timers'
const OURS = 'skillperf'

/** What one iteration of the skill took, one way. */
export interface WaySample {
  readonly round: number
  readonly row: string
  readonly tool: string
  readonly cpuMs: number
  readonly wallMs: number
}

/**
 * What an iteration of a skill costs on the virtual clock: a model that takes
 * 800 ms, then two tools of 100 ms at once. Beside Vitest's own fake timers, for
 * mocked requests with the server of msw, and beside really waiting.
 */
export const virtual: Benchmark = {
  name: 'virtual',
  summary: 'what a virtual iteration of 900 ms costs, beside fake timers, msw, and really sleeping',
  async run(tell) {
    const folder = mkdtempSync(join(tmpdir(), 'skillperf-virtual-'))
    try {
      const file = join(folder, 'samples.jsonl')
      await runTest(file, (round) => tell(round === 0 ? 'warming up' : `round ${round} of ${ROUNDS}`))
      const lines = readFileSync(file, 'utf8').trim().split('\n')
      return summarizeWays(lines.map((line) => JSON.parse(line) as WaySample))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** Medians over the rounds, each compared with the peer in the same round. */
export function summarizeWays(samples: readonly WaySample[]): Findings {
  const slept = samples.find(({ tool }) => tool === 'sleeping')?.wallMs ?? Number.NaN
  const wall = (row: string): number => over(samples, row, (turn) => turn(OURS).wallMs)
  return {
    title: `CPU time of one iteration of 800 ms and then 2 × 100 ms at once: median of ${ROUNDS} runs of ${ITERATIONS}, all ways in turns.`,
    unit: 'ms',
    peer: PEER,
    rows: [
      cpuRow(samples, 'plain stubs', 'virtual: plain stubs'),
      cpuRow(samples, 'mocked fetch', 'virtual: mocked fetch'),
      cpuRow(samples, 'mocked fetch', 'virtual: mocked fetch beside msw'),
      {
        row: 'wall time, beside sleeping',
        peer: slept,
        ours: wall('mocked fetch'),
        ratio: wall('mocked fetch') / slept,
        difference: wall('mocked fetch') - slept,
        goal: 'virtual: beside sleeping',
      },
    ],
    asides: [],
  }
}

function cpuRow(samples: readonly WaySample[], row: string, goal: string): Finding {
  return {
    row,
    peer: over(samples, row, (turn) => turn(PEER).cpuMs),
    ours: over(samples, row, (turn) => turn(OURS).cpuMs),
    ratio: over(samples, row, (turn) => turn(OURS).cpuMs / turn(PEER).cpuMs),
    difference: over(samples, row, (turn) => turn(OURS).cpuMs - turn(PEER).cpuMs),
    goal,
  }
}

const NOTHING = { cpuMs: Number.NaN, wallMs: Number.NaN }

function over(
  samples: readonly WaySample[],
  row: string,
  figure: (turn: (tool: string) => Pick<WaySample, 'cpuMs' | 'wallMs'>) => number,
): number {
  const ofRow = samples.filter((sample) => sample.row === row && sample.tool !== 'sleeping')
  const rounds = [...Map.groupBy(ofRow, ({ round }) => round).values()]
  return median(rounds.map((all) => figure((tool) => all.find((one) => one.tool === tool) ?? NOTHING)))
}

async function runTest(file: string, onRound: (round: number) => void): Promise<void> {
  const { exitCode, output } = await runFixture({
    fixture: 'virtual',
    args: ['--reporter=default', '--disableConsoleIntercept'],
    env: { VIRTUAL_FILE: file, VIRTUAL_ROUNDS: String(ROUNDS), VIRTUAL_ITERATIONS: String(ITERATIONS) },
    onLine(line) {
      const [, round] = /^round (\d+)$/.exec(line) ?? []
      if (round !== undefined) onRound(Number(round))
    },
  })
  if (exitCode !== 0) throw new Error(`the benchmark's own test has failed:\n${output}`)
}
