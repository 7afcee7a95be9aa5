import { resolve } from 'node:path'
import type { TestProject, Vitest } from 'vitest/node'
import type { AttemptRecipe } from '../../core/attempts.ts'
import { MOST_RECORDED, RECORDED_PROCESSES } from '../../core/baseline/baseline.ts'
import type { BaselineKey, RealEntry } from '../../core/baseline/baseline.ts'
import { areSteady, calmProcesses } from '../../core/baseline/calm-processes.ts'
import { entryOf, namesOfTest, recordedRow } from '../../core/baseline/recorded-rows.ts'
import type { RecordedRow } from '../../core/baseline/recorded-rows.ts'
import type { RecordingAnswer, RecordingRequest } from '../../core/baseline/recording.ts'
import { printable } from '../../core/format.ts'
import type { WorkerOptions } from '../../core/options/skillperf-options.ts'
import { reportedName } from '../perf-project.ts'
import { askProcess } from './ask-process.ts'
import type { ProcessRecipe } from './ask-process.ts'

/** What a process may take beside its tests: a Vitest that starts, and its global setup. */
const START_MS = 60_000

/** Real times that were recorded. */
export interface Recording {
  /** By the keys that were wanted, those very objects. */
  readonly entries: ReadonlyMap<BaselineKey, RealEntry>
  /** Why others are missing, a sentence each. */
  readonly failures: readonly string[]
}

/** Runs some tests of a file in a fresh process, which records. */
type Ask = (tests: readonly string[]) => Promise<RecordingAnswer>

/** A test file with the measurements that are wanted of it. */
interface WantedFile {
  readonly file: string
  readonly keys: readonly BaselineKey[]
  /** Undefined where the test processes cannot be told to record. */
  readonly ask: Ask | undefined
}

/**
 * Records the real times of measurements, each in {@link RECORDED_PROCESSES}
 * fresh processes or some more, one after the other: all files take turns, so that what
 * slows the machine for a while slows one process of each.
 *
 * @param wanted which measurements, of files that have run
 * @param tell hears how far it has come, in a few words
 */
export async function recordReal(
  vitest: Vitest,
  wanted: readonly BaselineKey[],
  tell: (text: string) => void = () => {},
): Promise<Recording> {
  const groups = Map.groupBy(wanted, ({ project, file }) => JSON.stringify([project, file]))
  const files = [...groups.values()].flatMap((keys): WantedFile[] => {
    const [key] = keys
    return key === undefined ? [] : [{ file: key.file, keys, ask: askerOf(vitest, key) }]
  })
  return recordFiles(files, tell)
}

/**
 * Records, with somebody to ask for each file. Where the machine was slow for a
 * while it takes more processes, and the calmest are kept.
 */
export async function recordFiles(
  files: readonly WantedFile[],
  tell: (text: string) => void,
): Promise<Recording> {
  const rows = new Map<BaselineKey, RecordedRow[]>()
  const failures = new Map<BaselineKey, string>()
  const total = files.length * RECORDED_PROCESSES
  for (let round = 0; round < MOST_RECORDED; round++) {
    const isMore = round >= RECORDED_PROCESSES
    for (const [nth, { file, keys, ask }] of files.entries()) {
      const left = keys.filter((key) => !failures.has(key) && !(isMore && areSteady(rows.get(key) ?? [])))
      if (left.length === 0) continue
      const progress = isMore
        ? 'one more process, because the machine was busy'
        : `process ${round * files.length + nth + 1} of ${total}`
      tell(`recording real times: ${progress}, ${printable(file)}`)
      const answer = await ask?.([...new Set(left.flatMap(({ test }) => namesOfTest(test)))])
      for (const key of left) {
        const found = answer === undefined ? { reason: NOBODY } : recordedRow(answer, key)
        if ('reason' in found) failures.set(key, found.reason)
        else rows.set(key, [...(rows.get(key) ?? []), found])
      }
    }
  }
  const whole = [...rows].filter(([key]) => !failures.has(key))
  return {
    entries: new Map(whole.map(([key, found]) => [key, entryOf(calmProcesses(found))])),
    failures: [...failures].map(([key, reason]) => describeFailure(key, reason)),
  }
}

const NOBODY = 'its project has no setup of skillperf'

function describeFailure({ file, measurement }: BaselineKey, reason: string): string {
  return `the real times of "${printable(measurement)}" in ${printable(file)} could not be recorded: ${reason}`
}

function askerOf(vitest: Vitest, { project, file }: BaselineKey): Ask | undefined {
  const path = resolve(vitest.config.root, file)
  const module = vitest.state
    .getTestModules()
    .find((one) => one.moduleId === path && reportedName(one.project) === project)
  const recipe = module && recipeOf(module.project)
  if (recipe === undefined) return undefined
  const { baseline } = recipe.request.options
  if (baseline === undefined) return undefined
  const options = { ...recipe.request.options, baseline: { ...baseline, recording: true } }
  const limitMs = START_MS + (module?.project.config.testTimeout ?? 0) * 2
  return (tests) => {
    const request: RecordingRequest = { ...recipe.request, options, file: path, tests }
    return askProcess(recipe, request, limitMs * tests.length)
  }
}

/** What the project's test processes were given to run a test again. */
function recipeOf(
  project: TestProject,
): (ProcessRecipe & { readonly request: AttemptRecipe['request'] }) | undefined {
  const provided: unknown = Reflect.get(project.getProvidedContext(), 'skillperf')
  const { attempts } = (provided ?? {}) as Partial<WorkerOptions>
  return attempts === 'here' ? undefined : attempts
}
