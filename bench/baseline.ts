import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { formatCount } from '../src/core/format.ts'
import type { Benchmark, Findings } from './benchmark.ts'
import { median } from '../src/core/stats/median.ts'

const ROUNDS = 9
const PEER = 'plain JSON'

/** What one way took, in a process of its own. */
export interface FileTimes {
  readonly readMs: number
  readonly compareMs: number
  readonly writeMs: number
}

/** Both ways, one after the other. */
export interface FileRound {
  readonly peer: FileTimes
  readonly ours: FileTimes
}

/**
 * What it takes to read a large baseline, to compare a run with it, and to
 * write it, beside `JSON.parse` and `JSON.stringify` of the same file. Each way
 * has a process of its own, because a run does it once.
 */
export const baseline: Benchmark = {
  name: 'baseline',
  summary: 'what a baseline of 5 000 entries takes to read, compare and write, beside plain JSON',
  async run(tell) {
    const folder = mkdtempSync(join(tmpdir(), 'skillperf-bench-'))
    try {
      const path = join(folder, 'made.json')
      await runFixture('make', path)
      const rounds: FileRound[] = []
      for (let round = 0; round < ROUNDS; round++) {
        tell(`round ${round + 1} of ${ROUNDS}`)
        const time = async (way: string): Promise<FileTimes> => {
          copyFileSync(path, join(folder, 'file.json'))
          return JSON.parse(await runFixture(way, join(folder, 'file.json'))) as FileTimes
        }
        if (round % 2 === 0) rounds.push({ peer: await time('JSON'), ours: await time('ours') })
        else {
          const ours = await time('ours')
          rounds.push({ peer: await time('JSON'), ours })
        }
      }
      return summarizeRounds(rounds)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** Medians over the rounds, each compared in its own round. */
export function summarizeRounds(rounds: readonly FileRound[]): Findings {
  const over = (figure: (round: FileRound) => number): number => median(rounds.map(figure))
  const whole = {
    peer: over(({ peer }) => sum(peer)),
    ours: over(({ ours }) => sum(ours)),
    ratio: over(({ peer, ours }) => sum(ours) / sum(peer)),
    difference: over(({ peer, ours }) => sum(ours) - sum(peer)),
  }
  return {
    title: `A baseline of 5 000 entries, read, compared and written: median of ${formatCount(rounds.length, 'round')}, each way in a process of its own.`,
    unit: 'ms',
    peer: PEER,
    rows: [
      { row: 'beside plain JSON', ...whole, goal: 'baseline: beside JSON' },
      { row: 'as it is', ...whole, goal: 'baseline: time' },
    ],
    asides: [
      {
        title: 'What takes the time',
        columns: ['', `${PEER} ms`, 'skillperf ms'],
        rows: (['readMs', 'compareMs', 'writeMs'] as const).map((step) => [
          step.replace('Ms', ''),
          over(({ peer }) => peer[step]),
          over(({ ours }) => ours[step]),
        ]),
      },
    ],
  }
}

function sum({ readMs, compareMs, writeMs }: FileTimes): number {
  return readMs + compareMs + writeMs
}

const FIXTURE = fileURLToPath(new URL('fixtures/baseline/main.ts', import.meta.url))

async function runFixture(way: string, path: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', FIXTURE, way, path])
  return stdout
}
