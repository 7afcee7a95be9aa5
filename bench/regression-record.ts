import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { randomStream } from '../src/core/time/random.ts'
import { SLOWER, WORKLOADS } from './fixtures/regression/work.ts'
import { Hog } from './hog.ts'
import { readRecorded } from './recorded-lines.ts'
import { tryProcess } from './regression-process.ts'
import type { CellKey, RecordedProcess } from './regression-process.ts'

/** Processes that follow each other, as those of a baseline do, and fresh attempts. */
const BURST = 5

const CELLS: readonly CellKey[] = Object.keys(WORKLOADS).flatMap((workload) =>
  SLOWER.flatMap((slower) =>
    (['quiet', 'CPU hog'] as const).map((machine) => ({ workload, slower, machine })),
  ),
)

/** So many processes of a cell: nothing is drawn as often as code that has not changed. */
export type Wanted = (cell: CellKey) => number

/** Where processes are kept if nobody says otherwise: in no repository, and found again. */
export const DEFAULT_DATA: string = fileURLToPath(
  new URL('../node_modules/.cache/skillperf-bench/regression.jsonl', import.meta.url),
)

/**
 * Records processes until there are enough of each cell; those that the file
 * has already count.
 *
 * @param data the file, a line for each process
 * @returns all of this machine, in the order in which they ran
 */
export async function recordProcesses(
  data: string,
  wanted: Wanted,
  tell: (text: string) => void,
): Promise<readonly RecordedProcess[]> {
  mkdirSync(dirname(data), { recursive: true })
  const folder = mkdtempSync(join(tmpdir(), 'skillperf-regression-'))
  const recorded = readProcesses(data)
  const counts = countCells(recorded)
  const startedMs = Date.now()
  const missing = CELLS.reduce((sum, cell) => sum + Math.max(0, wanted(cell) - counts.of(cell)), 0)
  const rounds = Math.ceil(Math.max(...CELLS.map(wanted)) / BURST)
  let done = 0
  try {
    for (let round = 1; round <= rounds; round++) {
      // All cells are spread over the same time.
      const missingOf = (cell: CellKey): number =>
        Math.ceil(((wanted(cell) / BURST) * round) / rounds) * BURST - counts.of(cell)
      for (const machine of shuffled(['quiet', 'CPU hog'] as const, round)) {
        const cells = CELLS.filter((cell) => cell.machine === machine && missingOf(cell) > 0)
        if (cells.length === 0) continue
        using _ = machine === 'CPU hog' ? new Hog() : new Hog(0)
        for (const cell of shuffled(cells, round)) {
          while (missingOf(cell) > 0) {
            const minutes = (((Date.now() - startedMs) / Math.max(1, done)) * (missing - done)) / 60_000
            tell(`process ${done + 1} of ${missing}, ${minutes.toFixed(0)} min left`)
            const process = await tryProcess(cell, join(folder, 'samples.json'))
            appendFileSync(data, `${JSON.stringify(process)}\n`)
            recorded.push(process)
            counts.add(cell)
            done++
          }
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return recorded
}

/** Reads the processes of a machine. */
export function readProcesses(data: string, machine?: string): RecordedProcess[] {
  return readRecorded(data, isProcess, machine)
}

function isProcess(line: object): line is RecordedProcess {
  return 'row' in line
}

interface Counts {
  of(cell: CellKey): number
  add(cell: CellKey): void
}

function countCells(recorded: readonly CellKey[]): Counts {
  const counts = new Map<string, number>()
  const keyOf = ({ workload, slower, machine }: CellKey): string =>
    JSON.stringify([workload, slower, machine])
  const of = (cell: CellKey): number => counts.get(keyOf(cell)) ?? 0
  const add = (cell: CellKey): void => void counts.set(keyOf(cell), of(cell) + 1)
  for (const one of recorded) add(one)
  return { of, add }
}

/** In another order each time, and the same in each run. */
function shuffled<T>(values: readonly T[], seed: number): T[] {
  const random = randomStream(seed, 'order')
  return values
    .map((value) => ({ value, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value)
}
