import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { thisMachine } from '../src/main/baseline/worker-baseline.ts'
import type { HeapTrace } from './leak-rules.ts'
import { runFixture } from './run-fixture.ts'

export const POOLS = ['forks', 'threads'] as const
export type Pool = (typeof POOLS)[number]

/** One case in one process. */
export interface CaseRecord extends HeapTrace {
  readonly name: string
  /** Whether it keeps memory. */
  readonly leaky: boolean
  readonly verdict: 'clean' | 'leak' | 'inconclusive'
  readonly tookMs: number
}

/** All cases in one fresh process, as they stand in the file: a line of JSON. */
export interface LeakRun {
  /** The machine, the rule and the cases: runs of others do not count. */
  readonly of: string
  readonly pool: Pool
  /** Of the order in which the cases ran. */
  readonly seed: number
  readonly cases: readonly CaseRecord[]
}

const TRIES = 3
/** Of what a run that failed has printed: one of the cases prints thousands of lines. */
const LINES_SHOWN = 40

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Where runs are kept if nobody says otherwise: in no repository, and found again. */
export const DEFAULT_DATA: string = join(ROOT, 'node_modules/.cache/skillperf-bench/leaks.jsonl')

/** What runs depend on: with other code they say nothing. */
const SOURCES = [
  'bench/fixtures/leaks/**/*.ts',
  'dist/src/worker/memory/**/*.js',
  'dist/src/core/memory/**/*.js',
  'dist/src/core/stats/heap-trend.js',
]

/**
 * Runs all cases in fresh processes until there are enough of each pool; runs that the file has already count.
 *
 * @param data the file, a line for each process
 * @returns all of this machine, this rule and these cases
 */
export async function recordLeaks(
  data: string,
  repeats: number,
  tell: (text: string) => void,
): Promise<readonly LeakRun[]> {
  mkdirSync(dirname(data), { recursive: true })
  const of = `${thisMachine()} ${digestOf(SOURCES)}`
  const runs = readRuns(data, of)
  const wanted = POOLS.flatMap((pool) =>
    Array.from({ length: repeats }, (_, nth) => ({ pool, seed: nth + 1 })),
  )
    .filter(({ pool, seed }) => !runs.some((run) => run.pool === pool && run.seed === seed))
    .toSorted((a, b) => a.seed - b.seed)
  const startedMs = Date.now()
  for (const [done, { pool, seed }] of wanted.entries()) {
    const minutes = (((Date.now() - startedMs) / Math.max(1, done)) * (wanted.length - done)) / 60_000
    tell(`process ${done + 1} of ${wanted.length}${done === 0 ? '' : `, ${minutes.toFixed(0)} min left`}`)
    const run = { of, pool, seed, cases: await tryCases(pool, seed) }
    appendFileSync(data, `${JSON.stringify(run)}\n`)
    runs.push(run)
  }
  return runs.filter(({ seed }) => seed <= repeats)
}

/** @returns without lines that are not whole, such as the last one of a run that was ended */
export function readRuns(data: string, of: string): LeakRun[] {
  if (!existsSync(data)) return []
  const text = readFileSync(data, 'utf8')
  if (text !== '' && !text.endsWith('\n')) appendFileSync(data, '\n')
  return text.split('\n').flatMap((line) => {
    try {
      const run = JSON.parse(line) as LeakRun
      return run.of === of ? [run] : []
    } catch {
      return []
    }
  })
}

/** A machine that is busy for a while must not end hours of work: a process gets {@link TRIES}. */
async function tryCases(pool: Pool, seed: number): Promise<readonly CaseRecord[]> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await runCases(pool, seed)
    } catch (error) {
      if (left === 0) throw error
    }
  }
}

async function runCases(pool: Pool, seed: number): Promise<readonly CaseRecord[]> {
  const folder = mkdtempSync(join(tmpdir(), 'skillperf-leaks-'))
  const file = join(folder, 'cases.jsonl')
  try {
    const { exitCode, output } = await runFixture({
      fixture: 'leaks',
      args: [`--pool=${pool}`, '--sequence.shuffle.tests', `--sequence.seed=${seed}`],
      env: { LEAKS_FILE: file },
    })
    if (exitCode !== 0) {
      const end = output.split('\n').slice(-LINES_SHOWN).join('\n')
      throw new Error(`the benchmark's own tests ended with ${exitCode}:\n${end}`)
    }
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    return lines.map((line) => JSON.parse(line) as CaseRecord)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function digestOf(patterns: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of globSync([...patterns], { cwd: ROOT }).toSorted())
    hash.update(readFileSync(join(ROOT, path)))
  return hash.digest('hex').slice(0, 12)
}
