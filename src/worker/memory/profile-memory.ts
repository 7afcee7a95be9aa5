import { relative } from 'node:path'
import { SkillperfError } from '../../core/errors.ts'
import type { MemoryProfile } from '../../core/memory/memory-profile.ts'
import { publicName } from '../../core/redact.ts'
import { wantsColors } from '../../core/wants-colors.ts'
import type * as MemoryProfiler from '../../profiler/memory/memory-profiler.ts'
import { profileName } from '../profile/file-name.ts'
import { PROFILE_FOLDER } from '../profile/folder.ts'
import { runnerSourceMap } from '../profile/runner-maps.ts'
import { eventLoopTurn } from '../real-time.ts'
import { hasNeighbours } from '../running-tests.ts'
import type { TestRun } from '../test-run.ts'

const PLACE = 'perf.memory'

/** How many profiles a test has taken: their snapshots need names. */
const taken = new WeakMap<TestRun, number>()

/**
 * Profiles memory in a test.
 *
 * @param args the function and its options
 * @throws what the function throws; SkillperfError for a wrong call, within a
 *   measurement, and where memory cannot be profiled
 */
export async function profileMemoryHere(
  run: TestRun,
  [fn, options]: readonly unknown[],
  { readMemoryProfile, runMemoryProfile }: typeof MemoryProfiler,
): Promise<MemoryProfile> {
  const { work, read } = readMemoryProfile(fn, options, PLACE)
  run.requireRunning(PLACE)
  if (run.measuring !== undefined) {
    throw new SkillperfError(
      `${PLACE}: "${publicName(run.measuring.name)}" is being measured, which a memory profile would slow down. Await it first.`,
    )
  }
  const name = work.name === '' ? run.test.name : work.name
  let company = hasNeighbours(run)
  return runMemoryProfile(work, read, {
    place: PLACE,
    name,
    root: run.options.root ?? process.cwd(),
    snapshotPath: snapshotPath(run),
    turn: () => {
      company ||= hasNeighbours(run)
      return eventLoopTurn()
    },
    mapBeside: runnerSourceMap,
    isCovered: isCovered(),
    write: (format) => console.log(format(wantsColors(process.env, isTerminal()))),
    notes: () =>
      company
        ? ['Another test was running in this process: what it has allocated is in the figures, too.']
        : [],
  })
}

function snapshotPath(run: TestRun): string {
  const nth = (taken.get(run) ?? 0) + 1
  taken.set(run, nth)
  const { names, nth: nthTest, repeat = 0, project = '', file } = run.test
  const name = profileName({
    project,
    file: relative(run.options.root ?? process.cwd(), file),
    names,
    nth: nthTest,
    repeat,
    measurement: nth === 1 ? 'memory' : `memory ${nth}`,
  })
  return `${PROFILE_FOLDER}/${name}.heapsnapshot`
}

/** Whether the test runner, or Node, counts which lines run. */
function isCovered(): boolean {
  const { __vitest_worker__: worker } = globalThis as {
    readonly __vitest_worker__?: { readonly config?: { readonly coverage?: { readonly enabled?: boolean } } }
  }
  return worker?.config?.coverage?.enabled === true || process.env['NODE_V8_COVERAGE'] !== undefined
}

/** Test processes write to a pipe; Vitest tells them whether a terminal is at its end. */
function isTerminal(): boolean {
  const { env, stdout } = process
  return env['FORCE_TTY'] === undefined ? stdout.isTTY : env['FORCE_TTY'] === 'true'
}
