import { relative } from 'node:path'
import type { TestCase, TestModule, Vitest } from 'vitest/node'
import { formatCount, formatNames, printable } from '../core/format.ts'
import { finalTries } from '../core/report.ts'
import type { FileReport, TestEntry } from '../core/report.ts'
import { readTestReport } from '../core/wire.ts'
import { isBenchProject } from './bench-mode.ts'
import { moduleLoads } from './module-loads.ts'
import { numberTests } from './number-tests.ts'
import { reportedName } from './perf-project.ts'

/** What a run's modules carry of ours. */
export interface Collected {
  readonly files: readonly FileReport[]
  readonly notes: readonly string[]
}

/**
 * Reads the measurements out of the tests' meta. Works on what is there when
 * the run has ended, because merged blobs replay nothing.
 */
export function collect(vitest: Vitest, modules: readonly TestModule[]): Collected {
  const notes: string[] = []
  const files = modules.flatMap((module) => {
    const tests = numberTests(module).flatMap(({ test, nth }) => readTest(test, nth, notes))
    if (tests.length === 0) return []
    const loads = moduleLoads(module, vitest.config.root)
    const file = { project: reportedName(module.project), file: relativePath(vitest, module.moduleId), tests }
    return [loads.length === 0 ? file : { ...file, loads }]
  })
  notes.push(...noteDisturbed(files), ...noteForeignBlobs(vitest, modules))
  return { files: files.toSorted(byProjectAndFile), notes }
}

function readTest(test: TestCase, nth: number, notes: string[]): TestEntry[] {
  const reading = readTestReport(test.meta().skillperf)
  if (reading.kind === 'unreadable') {
    notes.push(`"${printable(test.fullName)}" carries measurements that cannot be read: ${reading.reason}`)
  }
  if (reading.kind !== 'report' || reading.report.tries.length === 0) return []
  const { tries } = reading.report
  return [{ name: test.fullName, ...(nth > 0 && { nth }), state: test.result().state, tries }]
}

/** Tests that measured at once in one process: their figures are each other's, too. */
function noteDisturbed(files: readonly FileReport[]): string[] {
  const measurements = files
    .flatMap((file) => file.tests)
    .flatMap((test) => finalTries(test))
    .flatMap((one) => one.measurements)
  const disturbed = measurements.filter((measurement) => measurement.disturbed)
  if (disturbed.length === 0) return []
  const names = formatNames(disturbed.map((measurement) => measurement.name))
  return [
    `${names} ran beside another measurement in the same process, and each slowed the other down: ` +
      'take .concurrent off tests that measure',
  ]
}

/** Shards that ran with the blob reporter alone had no setup of ours: say so, instead of reporting nothing. */
function noteForeignBlobs(vitest: Vitest, modules: readonly TestModule[]): string[] {
  if (vitest.config.mergeReports === undefined) return []
  // Browser projects and type tests never have our setup, and benchmarks can do without.
  const ours = modules.filter(
    (module) =>
      !module.project.isBrowserEnabled() &&
      !('typecheck' in module.meta()) &&
      !isBenchProject(module.project),
  )
  const ran = ours.filter((module) => ['passed', 'failed'].includes(module.state()))
  const foreign = ran.filter((module) => !('skillperf' in module.meta()))
  if (foreign.length === 0) return []
  return [
    `${foreign.length} of ${formatCount(ran.length, 'merged file')} carry no data of skillperf: ` +
      'run every shard with --reporter=blob --reporter=skillperf, or put skillperf() into the plugins of the config',
  ]
}

/** A module's place in a report: relative to the root, with forward slashes. */
export function relativePath(vitest: Vitest, moduleId: string): string {
  return relative(vitest.config.root, moduleId).replaceAll('\\', '/')
}

interface Placed {
  readonly project: string
  readonly file: string
}

/** The order of files in a report. */
export function byProjectAndFile(a: Placed, b: Placed): number {
  const [left, right] = [`${a.project}\0${a.file}`, `${b.project}\0${b.file}`]
  return left < right ? -1 : left > right ? 1 : 0
}
