import type { TestProject } from 'vitest/node'
import type { PerfMark } from './perf-project.ts'

/** What files that run alone get, where nobody set a timeout: measuring takes its time. */
const TIMEOUT_MS = 60_000
/** Vitest's own default. */
const DEFAULT_TIMEOUT_MS = 5000

/** Both fit into Vitest's config, which its types call read-only in parts. */
type Config = { -readonly [Key in keyof TestProject['config']]: TestProject['config'][Key] }

/**
 * Makes a project's files run alone, whatever the command line and the config
 * that it extends say: both have been merged into its config by now.
 *
 * @param order later than that of every other project
 * @param timeoutIsSet whether the user set a timeout that reaches this project
 */
export function runAlone(project: TestProject, mark: PerfMark, order: number, timeoutIsSet: boolean): void {
  const config: Config = project.config
  config.include = [...mark.include]
  config.pool = 'forks'
  config.isolate = true
  config.maxWorkers = 1
  config.maxConcurrency = 1
  config.sequence = { ...config.sequence, concurrent: false, groupOrder: order }
  const ownTimeout = mark.hasTimeout || timeoutIsSet || config.testTimeout !== DEFAULT_TIMEOUT_MS
  if (!ownTimeout) config.testTimeout = TIMEOUT_MS
}

/**
 * Lets a project that we made be a part of another one: the same config, also
 * as far as the command line made it, which Vitest hands on only in parts.
 */
export function becomePartOf(part: TestProject, whole: TestProject['config']): void {
  const { name, color, provide, server } = part.config
  for (const [key, value] of Object.entries(whole)) {
    // Vitest's private keeping, and what belongs to the run.
    if (key.startsWith('_') || key === 'projects' || key === 'resolvedProjects') continue
    // Lists are added to, project by project.
    Object.assign(part.config, {
      [key]: Array.isArray(value) ? [...(value as unknown[])] : (value as unknown),
    })
  }
  const config: Config = part.config
  Object.assign(config, { name, color, provide, server })
  // The whole does these.
  config.globalSetup = []
  config.includeSource = []
  config.typecheck = { ...config.typecheck, enabled: false }
  Object.assign(config, { benchmark: { ...config.benchmark, enabled: false } })
}

/** Takes files out of a project. */
export function exclude(project: TestProject, globs: readonly string[]): void {
  const config: Config = project.config
  // Not pushed: Vitest's defaults are one list for all.
  config.exclude = [...config.exclude, ...globs]
}

/**
 * Projects whose files Vitest keeps for the very end, because they run one at
 * a time, come before a later order when they have an order of their own.
 *
 * @returns the order for projects that come after all of these
 */
export function orderAfter(others: readonly TestProject[]): number {
  const last = Math.max(0, ...others.map((project) => project.config.sequence.groupOrder))
  const kept = others.filter(({ config }) => {
    return config.isolate && config.maxWorkers === 1 && config.sequence.groupOrder === 0
  })
  if (kept.length === 0) return last + 1
  for (const { config } of kept) config.sequence = { ...config.sequence, groupOrder: last + 1 }
  return last + 2
}
