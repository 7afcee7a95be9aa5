import { cpus } from 'node:os'
import { resolve } from 'node:path'
import type { TestProject, Vitest } from 'vitest/node'
import { machineName } from '../../core/baseline/machine.ts'
import type { UpdateMode, WorkerBaseline } from '../../core/options/baseline-options.ts'
import type { BaselineSettings } from '../../core/options/resolve-options.ts'
import { reportedName } from '../perf-project.ts'

/**
 * What the test processes of a project have to know of the baseline.
 *
 * @returns undefined where the options say that there is none
 */
export function workerBaseline(
  vitest: Vitest,
  project: TestProject,
  { baseline, enforce, minDetectableSlowdown, tolerance }: BaselineSettings,
): WorkerBaseline | undefined {
  if (baseline === false) return undefined
  const { root } = vitest.config
  return {
    enforce,
    minDetectableSlowdown,
    tolerance,
    path: resolve(root, baseline),
    root,
    project: reportedName(project),
    machine: thisMachine(),
    update: updateMode(vitest),
    rewritesReal: process.env['SKILLPERF_UPDATE'] === 'real',
    recording: false,
  }
}

/** This machine, as real entries have it. */
export function thisMachine(): string {
  const { arch, versions } = process
  return machineName({ cpu: cpus()[0]?.model ?? 'unknown', arch, node: versions.node, v8: versions.v8 })
}

/** What this run may write. In watch mode a key changes it, and the config stays as it was. */
export function updateMode(vitest: Vitest): UpdateMode {
  return vitest.snapshot.options.updateSnapshot
}
