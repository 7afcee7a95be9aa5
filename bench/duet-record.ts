import { appendFileSync } from 'node:fs'
import { SLOWER, WORKLOADS } from './fixtures/regression/work.ts'
import { DuetFolder, tryDuets } from './duet-process.ts'
import type { RecordedDuet } from './duet-process.ts'
import { Hog } from './hog.ts'
import type { CellKey } from './regression-process.ts'
import { readRecorded } from './recorded-lines.ts'
import type { Wanted } from './regression-record.ts'

/** Processes that follow each other. */
const BURST = 5

/**
 * Plays duets, in a fresh process each time, until there are enough of each
 * cell; those that the file has already count.
 *
 * @param data the file, a line for each duet
 * @returns all of this machine, in the order in which they were played
 */
export async function recordDuets(
  data: string,
  wanted: Wanted,
  tell: (text: string) => void,
): Promise<readonly RecordedDuet[]> {
  const recorded = readRecorded(data, isDuet)
  const cells = SLOWER.flatMap((slower) =>
    (['quiet', 'CPU hog'] as const).map((machine) => ({ slower, machine })),
  )
  const missingOf = (cell: Omit<CellKey, 'workload'>): number =>
    Math.max(
      ...Object.keys(WORKLOADS).map(
        (workload) => wanted({ ...cell, workload }) - countOf(recorded, { ...cell, workload }),
      ),
    )
  for (;;) {
    // Those that lack the most first, so that all are spread over the same time.
    const missing = cells.reduce((sum, cell) => sum + Math.max(0, missingOf(cell)), 0)
    const [cell] = cells.toSorted((a, b) => missingOf(b) - missingOf(a))
    if (cell === undefined || missingOf(cell) <= 0) return recorded
    using folder = new DuetFolder(cell.slower)
    using _ = cell.machine === 'CPU hog' ? new Hog() : new Hog(0)
    for (let nth = 0; nth < Math.min(BURST, missingOf(cell)); nth++) {
      tell(`duets: ${missing - nth} processes left`)
      const duets = await tryDuets(folder, cell)
      appendFileSync(data, duets.map((duet) => `${JSON.stringify(duet)}\n`).join(''))
      recorded.push(...duets)
    }
  }
}

function countOf(recorded: readonly CellKey[], { workload, slower, machine }: CellKey): number {
  return recorded.filter(
    (one) => one.workload === workload && one.slower === slower && one.machine === machine,
  ).length
}

function isDuet(line: object): line is RecordedDuet {
  return 'duet' in line
}
