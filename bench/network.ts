import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Benchmark, Findings } from './benchmark.ts'
import { median } from '../src/core/stats/median.ts'
import { runFixture } from './run-fixture.ts'

const ROUNDS = 7
const REQUESTS = 1_000
const PEER = "msw's setupServer"
const OURS = 'skillperf'
const STUB = 'a stub of fetch'

/** What one mocked request took, one way. */
export interface RequestSample {
  readonly round: number
  /** What was asked for. */
  readonly row: string
  readonly tool: string
  readonly cpuMs: number
}

/**
 * What a mocked request costs: the same requests by fetch, which are answered at
 * once, by our network, by msw's own server, and by a stub of fetch.
 */
export const network: Benchmark = {
  name: 'network',
  summary: "what a mocked request costs, beside msw's setupServer and a stub of fetch",
  async run(tell) {
    const folder = mkdtempSync(join(tmpdir(), 'skillperf-network-'))
    try {
      const file = join(folder, 'samples.jsonl')
      await runTest(file, (round) => tell(round === 0 ? 'warming up' : `round ${round} of ${ROUNDS}`))
      const lines = readFileSync(file, 'utf8').trim().split('\n')
      return summarizeRequests(lines.map((line) => JSON.parse(line) as RequestSample))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** Medians over the rounds, each compared with the peer in the same round. */
export function summarizeRequests(samples: readonly RequestSample[]): Findings {
  const byRow = [...Map.groupBy(samples, ({ row }) => row)]
  return {
    title: `CPU time of one mocked request: median of ${ROUNDS} runs of ${REQUESTS}, a fifth of them by the peer, all ways in turns.`,
    unit: 'ms',
    peer: PEER,
    rows: byRow.map(([row, all]) => {
      const over = (figure: (turn: (tool: string) => number) => number): number => overRounds(all, figure)
      return {
        row,
        peer: over((turn) => turn(PEER)),
        ours: over((turn) => turn(OURS)),
        ratio: over((turn) => turn(OURS) / turn(PEER)),
        difference: over((turn) => turn(OURS) - turn(PEER)),
      }
    }),
    asides: [
      {
        title: 'The same work over a stub of fetch, in ms.',
        columns: ['row', STUB, `${OURS} / stub`],
        rows: byRow.map(([row, all]) => [
          row,
          overRounds(all, (turn) => turn(STUB)),
          overRounds(all, (turn) => turn(OURS) / turn(STUB)),
        ]),
      },
    ],
  }
}

function overRounds(
  samples: readonly RequestSample[],
  figure: (turn: (tool: string) => number) => number,
): number {
  const rounds = [...Map.groupBy(samples, ({ round }) => round).values()]
  return median(
    rounds.map((all) => figure((tool) => all.find((one) => one.tool === tool)?.cpuMs ?? Number.NaN)),
  )
}

async function runTest(file: string, onRound: (round: number) => void): Promise<void> {
  const { exitCode, output } = await runFixture({
    fixture: 'network',
    args: ['--reporter=default', '--disableConsoleIntercept'],
    env: { NETWORK_FILE: file, NETWORK_ROUNDS: String(ROUNDS), NETWORK_REQUESTS: String(REQUESTS) },
    onLine(line) {
      const [, round] = /^round (\d+)$/.exec(line) ?? []
      if (round !== undefined) onRound(Number(round))
    },
  })
  if (exitCode !== 0) throw new Error(`the benchmark's own test has failed:\n${output}`)
}
