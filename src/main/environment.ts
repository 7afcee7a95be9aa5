import { availableParallelism, cpus } from 'node:os'
import type { Environment } from '../core/report.ts'
import { ownVersion } from './own-version.ts'

/** The machine and versions that this process runs on. */
export function readEnvironment(vitestVersion: string): Environment {
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    vitest: vitestVersion,
    skillperf: ownVersion(),
    platform: process.platform,
    arch: process.arch,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    ci: Boolean(process.env['CI']),
  }
}
