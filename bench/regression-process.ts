import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ProcessRow } from '../src/core/baseline/process-row.ts'
import { recordedRow } from '../src/core/baseline/recorded-rows.ts'
import type { RecordingRequest } from '../src/core/baseline/recording.ts'
import { DEFAULT_SLOWDOWN } from '../src/core/options/baseline-options.ts'
import { askProcess } from '../src/main/baseline/ask-process.ts'
import { thisMachine } from '../src/main/baseline/worker-baseline.ts'

const LIMIT_MS = 60_000
const TRIES = 3

/** What the fixture tells of a process, beside its row. */
export interface TestSamples {
  readonly meanNs: number
  /** Some of the samples, evenly spread. */
  readonly samplesNs: readonly number[]
  /** What `perf.measure` took. */
  readonly tookMs: number
}

/** Processes that are alike. */
export interface CellKey {
  readonly workload: string
  /** Per cent. */
  readonly slower: number
  readonly machine: 'quiet' | 'CPU hog'
}

/** One process, as it stands in the file: a line of JSON. */
export interface RecordedProcess extends CellKey, TestSamples {
  /** The machine, as baselines have it: those of others do not count. */
  readonly of: string
  /** When it ended, in ms since 1970. */
  readonly at: number
  readonly row: ProcessRow
  /** From its start to its answer. */
  readonly wallMs: number
}

/** A machine that is busy for a while must not end an hour's work: a process gets {@link TRIES}. */
export async function tryProcess(cell: CellKey, file: string): Promise<RecordedProcess> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await runProcess(cell, file)
    } catch (error) {
      if (left === 0) throw error
    }
  }
}

/** Runs a workload once in a fresh process, as a baseline records it. */
async function runProcess(cell: CellKey, file: string): Promise<RecordedProcess> {
  const root = fileURLToPath(new URL('fixtures/regression', import.meta.url))
  const test = `${cell.workload} > ${cell.slower}`
  process.env['REGRESSION_FILE'] = file
  const startedMs = performance.now()
  const answer = await askProcess(
    {
      node: process.execPath,
      execArgv: [],
      script: fileURLToPath(new URL('../dist/src/main/attempt-script.js', import.meta.url)),
    },
    requestFor(root, test),
    LIMIT_MS,
  )
  const wallMs = performance.now() - startedMs
  const found = recordedRow(answer, { test, measurement: 'work' })
  if ('reason' in found) throw new Error(`"${test}" has left no times: ${found.reason}`)
  const samples = JSON.parse(readFileSync(file, 'utf8')) as TestSamples
  return { ...cell, of: thisMachine(), at: Date.now(), row: found.row, wallMs, ...samples }
}

function requestFor(root: string, test: string): RecordingRequest {
  return {
    root,
    config: join(root, 'vitest.config.ts'),
    project: undefined,
    pool: 'forks',
    cli: {},
    options: {
      seed: 1,
      sla: undefined,
      inconclusive: 'warn',
      baseline: {
        path: join(root, 'none.json'),
        root,
        project: '',
        machine: thisMachine(),
        update: 'none',
        rewritesReal: false,
        enforce: false,
        minDetectableSlowdown: DEFAULT_SLOWDOWN,
        tolerance: 0,
        recording: true,
      },
    },
    file: join(root, 'regression.test.ts'),
    tests: [test],
  }
}
