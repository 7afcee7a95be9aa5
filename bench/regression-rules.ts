import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calmProcesses } from '../src/core/baseline/calm-processes.ts'
import { DEFAULT_SLOWDOWN } from '../src/core/options/baseline-options.ts'
import { judgeRegression } from '../src/core/stats/regression.ts'
import { mannWhitney } from './mann-whitney.ts'
import { median } from '../src/core/stats/median.ts'
import type { RecordedProcess } from './regression-process.ts'
import { runFixture } from './run-fixture.ts'

/** Processes to compare: what a baseline has, and what would run now, one after the other. */
export interface Comparison {
  readonly base: readonly RecordedProcess[]
  readonly attempts: readonly RecordedProcess[]
}

/** What a rule says about a comparison. */
export interface Ruling {
  readonly fails: boolean
  /** What it took, fresh processes included. */
  readonly ms: number
}

/** A way to tell whether code has become slower. */
export interface Rule {
  readonly name: string
  /** Rules on all comparisons, in their order. */
  judge(comparisons: readonly Comparison[]): readonly Ruling[] | Promise<readonly Ruling[]>
}

/** The means of a process of the baseline and one of now. */
export interface MeanPair {
  readonly baseNs: number
  readonly nowNs: number
}

export const OURS = 'skillperf'
export const VITEST = "Vitest's toBeFasterThan"

/** From here on the two series are taken for different. */
const P_VALUE = 0.01

/** The peers, and ours: the last one. */
export const RULES: readonly Rule[] = [
  ruleOf('mean × 1.1', (base, now) => now.meanNs > 1.1 * base.meanNs),
  ruleOf(
    'Mann-Whitney + 5 %',
    (base, now) =>
      median(now.samplesNs) > 1.05 * median(base.samplesNs) &&
      mannWhitney(base.samplesNs, now.samplesNs) < P_VALUE,
  ),
  { name: VITEST, judge: judgeByVitest },
  { name: OURS, judge: (comparisons) => comparisons.map(judgeOurs) },
]

/** A rule on one process of the baseline and one of now. */
function ruleOf(name: string, fails: (base: RecordedProcess, now: RecordedProcess) => boolean): Rule {
  return {
    name,
    judge: (comparisons) =>
      comparisons.map((comparison) => {
        const [base, now] = firstOf(comparison)
        return { fails: fails(base, now), ms: now.tookMs }
      }),
  }
}

function firstOf({ base, attempts }: Comparison): [RecordedProcess, RecordedProcess] {
  const [before] = base
  const [now] = attempts
  if (before === undefined || now === undefined) throw new Error('nothing to compare')
  return [before, now]
}

/** As a test does: fresh processes run only while nobody can tell. */
function judgeOurs({ base, attempts }: Comparison): Ruling {
  const rows = calmProcesses(base).map(({ row }) => row)
  const asked: RecordedProcess[] = []
  for (const attempt of attempts) {
    asked.push(attempt)
    const { result } = judgeRegression(
      rows,
      asked.map(({ row }) => row),
      DEFAULT_SLOWDOWN,
    )
    if (result === 'open') continue
    const [first, ...fresh] = asked
    const ms = fresh.reduce((sum, { wallMs }) => sum + wallMs, first?.tookMs ?? 0)
    return { fails: result === 'worse', ms }
  }
  throw new Error(`${attempts.length} processes have not settled it`)
}

/** The real matcher, in a test of the fixture. */
async function judgeByVitest(comparisons: readonly Comparison[]): Promise<readonly Ruling[]> {
  const folder = mkdtempSync(join(tmpdir(), 'skillperf-matcher-'))
  try {
    const file = join(folder, 'pairs.json')
    const firsts = comparisons.map(firstOf)
    const pairs = firsts.map(([base, now]): MeanPair => ({ baseNs: base.meanNs, nowNs: now.meanNs }))
    writeFileSync(file, JSON.stringify(pairs))
    const { exitCode, output } = await runFixture({
      fixture: 'regression',
      args: ['matcher.test.ts', '--reporter=default'],
      env: { REGRESSION_FILE: file },
    })
    if (exitCode !== 0) throw new Error(`the matcher of Vitest could not be asked:\n${output}`)
    const fails = JSON.parse(readFileSync(file, 'utf8')) as readonly boolean[]
    return firsts.map(([, now], nth) => ({ fails: fails[nth] === true, ms: now.tookMs }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
