import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestModule, TestProject } from 'vitest/node'
import type { ModuleLoad } from '../core/module-load.ts'

/** More than a skill has modules of its own; Vitest sorts them by their durations. */
const MOST = 500

/** It is an experiment of Vitest's: another version may not have it. */
interface LooseConfig {
  readonly experimental?: { readonly importDurations?: { limit?: number } }
}

/** Has Vitest tell how long modules take to load, unless the user has asked for it already. It measures that anyway. */
export function wantModuleLoads(project: TestProject): void {
  const { importDurations } = (project.config as LooseConfig).experimental ?? {}
  if (importDurations?.limit === 0) importDurations.limit = MOST
}

/**
 * What a test file has loaded of the user's own modules, slowest first: itself,
 * setup files and packages left out.
 */
export function moduleLoads(module: TestModule, root: string): readonly ModuleLoad[] {
  const leftOut = new Set([module.moduleId, ...module.project.config.setupFiles])
  return Object.entries(module.diagnostic().importDurations)
    .filter(([path, { external }]) => external !== true && !leftOut.has(path) && !isPackage(path))
    .map(([path, { selfTime, totalTime }]) => ({
      module: relative(root, path).replaceAll('\\', '/'),
      selfMs: selfTime,
      totalMs: totalTime,
    }))
    .toSorted((a, b) => b.totalMs - a.totalMs)
}

/** Our own modules; with forward slashes, as Vitest has them. */
const OWN = fileURLToPath(new URL('../', import.meta.url)).replaceAll('\\', '/')

function isPackage(path: string): boolean {
  return path.includes('/node_modules/') || /^(?:node:|\0)/.test(path) || path.startsWith(OWN)
}
