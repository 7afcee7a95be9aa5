import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Vitest } from 'vitest/node'
import { keyOf, keyText } from '../../core/baseline/baseline-key.ts'
import type { BaselineProblem, BaselineReport } from '../../core/baseline/baseline-report.ts'
import type { Baseline, BaselineKey, RealEntry } from '../../core/baseline/baseline.ts'
import { updateBaseline, wantsReal } from '../../core/baseline/update-baseline.ts'
import type { SeenMeasurement, UpdatePolicy } from '../../core/baseline/update-policy.ts'
import type { WorkerBaseline } from '../../core/options/baseline-options.ts'
import type { FileReport } from '../../core/report.ts'
import { describeError } from '../../core/thrown.ts'
import { relativePath } from '../collect.ts'
import { reporterList } from '../reporter-list.ts'
import { changeBaseline, loadBaseline } from './baseline-file.ts'
import type { Recording } from './record-real.ts'
import { seenMeasurements } from './seen-measurements.ts'
import type { ComparedMeasurement } from './seen-measurements.ts'
import { obsoleteKeys } from './whole-run.ts'
import type { RunFacts } from './whole-run.ts'
import { updateMode } from './worker-baseline.ts'

/** Records the real times of measurements, in processes of their own. */
export type RecordReal = (vitest: Vitest, wanted: readonly BaselineKey[]) => Promise<Recording>

/** What a run leaves for its baselines. */
export interface BaselineFacts extends RunFacts {
  readonly files: readonly FileReport[]
  /** By the project, as reports name it; without projects that have none. */
  readonly baselines: ReadonlyMap<string, WorkerBaseline>
  readonly recordReal: RecordReal
  readonly env: NodeJS.ProcessEnv
}

/**
 * Brings the baseline files up to date with a run, as far as it may, and says
 * what there is to say. The one place that writes them.
 *
 * @returns one for each file that something was compared with, or that has entries of no test
 */
export async function settleBaselines(facts: BaselineFacts): Promise<BaselineReport[]> {
  const { baselines, files } = facts
  if (baselines.size === 0) return []
  const compared = seenMeasurements(files)
  const byPath = Map.groupBy(baselines, ([, { path }]) => path)
  // Looks for test files: not for those who have no baseline.
  const isObsolete = [...byPath.keys()].some((path) => existsSync(path)) ? await obsoleteKeys(facts) : null
  const reports: BaselineReport[] = []
  for (const [path, sharers] of byPath) {
    const [first] = sharers
    const projects = new Set(sharers.map(([project]) => project))
    const mine = compared.filter(({ project }) => projects.has(project))
    if (first === undefined || (mine.length === 0 && isObsolete === null)) continue
    reports.push(...(await settleFile(path, first[1], mine, isObsolete, facts)))
  }
  return reports
}

async function settleFile(
  path: string,
  { machine, rewritesReal }: WorkerBaseline,
  compared: readonly ComparedMeasurement[],
  isObsolete: UpdatePolicy['isObsolete'],
  { vitest, recordReal, reason, env }: BaselineFacts,
): Promise<BaselineReport[]> {
  const isShard = isBlobOfShard(vitest)
  const update = isShard ? 'none' : updateMode(vitest)
  const shown = relativePath(vitest, path)
  const passed = compared.filter((one) => one.passed)
  const report = {
    ...NOTHING,
    path: shown,
    machine,
    update,
    isShard,
    found: countFindings(compared),
    inconclusive: compared.flatMap(inconclusiveOf),
    failed: compared.length - passed.length,
  }
  const policy = {
    mode: update,
    machine,
    rewritesReal,
    reason: env['SKILLPERF_REASON']?.trim() || null,
    commit: update === 'all' ? commitOf(dirname(path)) : null,
    isObsolete,
  }
  let before: Baseline
  try {
    before = loadBaseline(path, shown)
  } catch (error) {
    return [{ ...report, problem: { message: messageOf(error), failsRun: true } }]
  }
  const wanted = reason === 'interrupted' ? [] : findWanted(before, passed, policy)
  const recording = await tryRecord(vitest, wanted, recordReal)
  const seen = passed.map((one) => Object.assign({}, one, { real: recording.entries.get(keyText(one)) }))
  let result = updateBaseline(before, seen, policy)
  if (compared.length + result.obsolete.length + result.removed.length === 0) return []
  let written = false
  try {
    if (result.after !== before) {
      // Another run may have changed it since.
      const change = (latest: Baseline): Baseline =>
        latest === before ? result.after : (result = updateBaseline(latest, seen, policy)).after
      written = (await changeBaseline(path, change, { shown, known: before })).changed
    }
  } catch (error) {
    return [{ ...report, problem: { message: messageOf(error), failsRun: update === 'all' } }]
  }
  const { after: _, ...said } = result
  const { problem } = recording
  return [{ ...report, ...said, written, ...(problem !== undefined && { problem }) }]
}

/** What was recorded, by `keyText`; where that broke, the rest of the run is settled all the same. */
async function tryRecord(
  vitest: Vitest,
  wanted: readonly SeenMeasurement[],
  recordReal: RecordReal,
): Promise<{ readonly entries: ReadonlyMap<string, RealEntry>; readonly problem?: BaselineProblem }> {
  if (wanted.length === 0) return { entries: new Map() }
  try {
    const recording = await recordReal(vitest, wanted)
    const entries = new Map([...recording.entries].map(([key, entry]) => [keyText(key), entry]))
    if (recording.failures.length === 0) return { entries }
    return { entries, problem: { message: recording.failures.join('; '), failsRun: true } }
  } catch (error) {
    const message = `real times could not be recorded: ${messageOf(error)}`
    return { entries: new Map(), problem: { message, failsRun: true } }
  }
}

const NOTHING = {
  added: [],
  missing: [],
  worsened: [],
  improved: [],
  improvable: [],
  unaccepted: [],
  obsolete: [],
  removed: [],
  renames: [],
  written: false,
}

/** What goes into a blob is written by the run that merges it. */
function isBlobOfShard(vitest: Vitest): boolean {
  const names = reporterList(vitest).map(
    (entry: unknown) => (Array.isArray(entry) ? entry[0] : entry) as unknown,
  )
  return names.includes('blob') && vitest.config.mergeReports === undefined
}

function findWanted(
  before: Baseline,
  seen: readonly SeenMeasurement[],
  policy: UpdatePolicy,
): SeenMeasurement[] {
  const entries = new Map(before.entries.map((entry) => [keyText(entry), entry]))
  const wanted = new Map(
    seen
      .filter((one) => wantsReal(entries.get(keyText(one)), one, policy))
      .map((one) => [keyText(one), one] as const),
  )
  return [...wanted.values()]
}

function countFindings(compared: readonly ComparedMeasurement[]): BaselineReport['found'] {
  const found = { worse: 0, better: 0, same: 0, inconclusive: 0 }
  for (const { record } of compared) {
    for (const { result } of [record.found.exact, record.found.real]) {
      if (result !== 'none' && result !== 'missing') found[result]++
    }
  }
  return found
}

function inconclusiveOf({ record, ...key }: ComparedMeasurement): BaselineReport['inconclusive'] {
  return (['exact', 'real'] as const).flatMap((side) => {
    const { result, reason = '' } = record.found[side]
    return result === 'inconclusive' ? [{ ...keyOf(key), side, reason }] : []
  })
}

/** The commit that is checked out in a folder; null outside of a repository. */
function commitOf(folder: string): string | null {
  try {
    const text = execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return text.trim() || null
  } catch {
    return null
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error && error.name === 'SkillperfError' ? error.message : describeError(error)
}
