import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '../src/core/report.ts'
import type { Benchmark, Finding, Findings } from './benchmark.ts'
import { median } from '../src/core/stats/median.ts'
import { quantile } from '../src/core/stats/quantile.ts'
import { runFixture } from './run-fixture.ts'

/** Pairs of processes: each is a pair for every workload. */
const ROUNDS = 40
/** Every so many rounds, code that is over its bound is judged, too. It is always tried again, so it takes long. */
const SLOW_EVERY = 2
/** Processes before the first that is judged: their samples make its bound. */
const PROCESSES_BEFORE = 10
const SAMPLES_FOR_BOUND = 300
const SAMPLES_FOR_NAIVE = 100
const HEADROOM = 1.25
/** The code's p95 is as many times its bound, even where it was lowest. */
const OVER = 1.3
const PEER = 'naive'

/** What the fixture tells about a workload: durations in ms, as they came. */
export interface WorkloadSamples {
  readonly workload: string
  readonly samplesMs: readonly number[]
}

/** What both rules said about one workload in one process. */
export interface Judged {
  readonly workload: string
  readonly code: 'keeps its bound' | 'is over its bound'
  readonly boundMs: number
  readonly naiveFails: boolean
  readonly ours: 'pass' | 'fail' | 'inconclusive'
  /** How many samples ours took, and their p95. */
  readonly n: number
  readonly p95Ms: number
}

/**
 * How often a verdict is wrong, by fresh processes in pairs: the first one of a
 * pair adds to the pool of samples that bounds are made of, the second is
 * judged. What fails there is the same code on the same machine. For code that
 * is over its bound, the bound is below what any of the processes took; that
 * way it is over whatever else the machine does. The naive rule
 * is the p95 of many tools and of most hand-written tests: the sample at
 * `s[int(n * 0.95)]` is not above the bound.
 */
export const verdict: Benchmark = {
  name: 'verdict',
  summary:
    'how often a p95 fails that is kept, and that is broken, beside the naive rule; takes a quarter of an hour',
  async run(tell) {
    const folder = mkdtempSync(join(tmpdir(), 'skillperf-verdict-'))
    try {
      const pool: WorkloadSamples[][] = []
      const judged: Judged[] = []
      const bounds = (): Bounds => boundsOf(pool.flat(), judged)
      const sampleMore = async (): Promise<void> => {
        const { samples } = await runProcess(folder, SAMPLES_FOR_BOUND)
        pool.push(samples)
      }
      for (let process = 1; process <= PROCESSES_BEFORE; process++) {
        tell(`first bounds, ${process} of ${PROCESSES_BEFORE}`)
        await sampleMore()
      }
      for (let round = 1; round <= ROUNDS; round++) {
        tell(`round ${round} of ${ROUNDS}, ${judged.filter(isWrong).length} of ${judged.length} wrong so far`)
        await sampleMore()
        judged.push(...(await judge(folder, bounds().kept, 'keeps its bound')))
        if (round % SLOW_EVERY !== 0) continue
        judged.push(...(await judge(folder, bounds().over, 'is over its bound')))
      }
      return summarizeVerdicts(judged)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** Shares of fails: of all workloads together in the rows, and of each beside them. */
export function summarizeVerdicts(judged: readonly Judged[]): Findings {
  const kept = judged.filter(({ code }) => code === 'keeps its bound')
  const over = judged.filter(({ code }) => code === 'is over its bound')
  return {
    title: `Verdicts on a p95 in fresh processes: shares of ${kept.length} where the code keeps its bound of ${HEADROOM} × its pooled p95, and of ${over.length} where even the lowest p95 of a process is ${OVER} × the bound.`,
    unit: '%',
    peer: PEER,
    rows: [
      row('kept: false fails', kept, 'verdict: false fails'),
      row('over by 30 %: fails', over, 'verdict: fails over the bound'),
    ],
    asides: [aside('Kept', kept), aside('Over by 30 %', over)],
  }
}

/** Whether ours said what it must not; inconclusive is no answer, and wrong only where the code is over. */
export function isWrong({ code, ours }: Judged): boolean {
  return code === 'keeps its bound' ? ours === 'fail' : ours !== 'fail'
}

/** The rule that the pages on percentiles in the net hand around. */
export function failsNaively(samplesMs: readonly number[], boundMs: number): boolean {
  const sorted = samplesMs.toSorted((a, b) => a - b)
  return (sorted[Math.trunc(sorted.length * 0.95)] ?? Number.NaN) > boundMs
}

function row(name: string, judged: readonly Judged[], goal: string): Finding {
  const peer = percentOf(judged, ({ naiveFails }) => naiveFails)
  const ours = percentOf(judged, (one) => one.ours === 'fail')
  return { row: name, peer, ours, ratio: ours / peer, difference: ours - peer, goal }
}

function aside(title: string, judged: readonly Judged[]): Findings['asides'][number] {
  return {
    title,
    columns: ['', 'bound ms', 'verdicts', 'naive fails', 'fails', 'inconclusive', 'samples'],
    rows: [...Map.groupBy(judged, ({ workload }) => workload)].map(([workload, all]) => [
      workload,
      median(all.map(({ boundMs }) => boundMs)),
      String(all.length),
      String(all.filter(({ naiveFails }) => naiveFails).length),
      String(all.filter(({ ours }) => ours === 'fail').length),
      String(all.filter(({ ours }) => ours === 'inconclusive').length),
      median(all.map(({ n }) => n)).toFixed(0),
    ]),
  }
}

function percentOf(judged: readonly Judged[], is: (one: Judged) => boolean): number {
  return (100 * judged.filter(is).length) / judged.length
}

/** Bounds of each workload in ms. */
export interface Bounds {
  /** What the code keeps: {@link HEADROOM} × the p95 of all samples together. */
  readonly kept: ReadonlyMap<string, number>
  /** What it is over by {@link OVER} ×, by the process that was fastest of all. */
  readonly over: ReadonlyMap<string, number>
}

/**
 * @param pool samples of each workload in each process
 * @param judged measurements, which may have run for longer, and so been faster
 */
export function boundsOf(
  pool: readonly WorkloadSamples[],
  judged: readonly Pick<Judged, 'workload' | 'p95Ms'>[],
): Bounds {
  const workloads = [...Map.groupBy(pool, ({ workload }) => workload)]
  return {
    kept: new Map(
      workloads.map(([workload, all]) => [
        workload,
        p95Of(all.flatMap(({ samplesMs }) => samplesMs)) * HEADROOM,
      ]),
    ),
    over: new Map(
      workloads.map(([workload, all]) => [
        workload,
        Math.min(
          ...all.map(({ samplesMs }) => p95Of(samplesMs)),
          ...judged.filter((one) => one.workload === workload).map(({ p95Ms }) => p95Ms),
        ) / OVER,
      ]),
    ),
  }
}

function p95Of(samplesMs: readonly number[]): number {
  return quantile(
    samplesMs.toSorted((a, b) => a - b),
    0.95,
  )
}

/** Judges all workloads in one fresh process. */
async function judge(
  folder: string,
  boundsMs: ReadonlyMap<string, number>,
  code: Judged['code'],
): Promise<Judged[]> {
  const { samples, report } = await runProcess(folder, SAMPLES_FOR_NAIVE, Object.fromEntries(boundsMs))
  return [...boundsMs].map(([workload, boundMs]) => {
    const { ours, n, p95Ms } = findOurs(report, workload)
    // Fresh attempts write theirs later.
    const first = samples.find((line) => line.workload === workload)
    if (first === undefined) throw new Error(`"${workload}" has left no samples`)
    return { workload, code, boundMs, naiveFails: failsNaively(first.samplesMs, boundMs), ours, n, p95Ms }
  })
}

function findOurs(report: Report, workload: string): Pick<Judged, 'ours' | 'n' | 'p95Ms'> {
  const test = report.files.flatMap(({ tests }) => tests).find(({ name }) => name === workload)
  const measurement = test?.tries.at(-1)?.measurements.find(({ name }) => name === 'ours')
  const [check] = measurement?.checks ?? []
  const p95Ms = measurement?.percentilesMs.p95 ?? undefined
  if (measurement === undefined || check === undefined || p95Ms === undefined) {
    throw new Error(`"${workload}" has no verdict`)
  }
  return { ours: check.outcome, n: measurement.n, p95Ms }
}

interface ProcessOutcome {
  /** A line for each workload; more where attempts were made. */
  readonly samples: WorkloadSamples[]
  readonly report: Report
}

/** Runs all workloads once; with bounds they are judged, and may fail. */
async function runProcess(
  folder: string,
  samples: number,
  boundsMs?: Readonly<Record<string, number>>,
): Promise<ProcessOutcome> {
  const file = join(folder, 'samples.jsonl')
  const reportFile = join(folder, 'report.json')
  rmSync(file, { force: true })
  rmSync(reportFile, { force: true })
  const { exitCode, output } = await runFixture({
    fixture: 'verdict',
    args: ['--reporter=skillperf'],
    env: {
      VERDICT_FILE: file,
      VERDICT_REPORT: reportFile,
      VERDICT_SAMPLES: String(samples),
      ...(boundsMs && { VERDICT_BOUNDS: JSON.stringify(boundsMs) }),
    },
  })
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report
  if ((exitCode === 0) === report.summary.checks.fail > 0 || (boundsMs === undefined && exitCode !== 0)) {
    throw new Error(`the benchmark's own tests ended with ${exitCode}:\n${output}`)
  }
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return { samples: lines.map((line) => JSON.parse(line) as WorkloadSamples), report }
}
