import { readIsolate } from '../core/options/isolate.ts'
import type { SkillperfOptions } from '../core/options/skillperf-options.ts'
import { OWN_NAME } from './isolation.ts'
import { markOf, ownPerfProject } from './perf-project.ts'
import type { PerfProject } from './perf-project.ts'
import { matchesFilter, readFilter } from './project-filter.ts'
import { reporterOptions } from './reporter-options.ts'

/** A config of Vite's, before Vitest has put its defaults in. */
export interface RawConfig {
  readonly test?: RawTestOptions | undefined
}

/** What the user set in `test`, and on the command line. */
export interface RawTestOptions {
  readonly name?: unknown
  readonly project?: unknown
  readonly projects?: unknown
  readonly provide?: object | undefined
  readonly reporters?: unknown
  readonly testTimeout?: unknown
}

/**
 * What the user set. Vitest 5 merges the command line into `test`; Vitest 4
 * keeps it apart, and ready only when the config is resolved.
 */
export function rawTestOptions(config: RawConfig): RawTestOptions {
  return (Reflect.get(config, '_vitest') as RawTestOptions | undefined) ?? config.test ?? {}
}

/**
 * `--project perf` asks for a project that the plugin would make later, too
 * late for Vitest, which wants one project at least from the start: it is
 * declared then.
 *
 * @returns the project to declare, if it is the one asked for
 */
export function projectAskedFor(test: RawTestOptions, plugin: SkillperfOptions): PerfProject | undefined {
  const filter = readFilter(test.project)
  const globs = isolateGlobs(plugin, test.reporters)
  if (filter.length === 0 || globs.length === 0) return undefined
  if (test.projects !== undefined || markOf(test) !== undefined) return undefined
  const root = nameOf(test.name)
  if (matchesFilter(filter, root) || !matchesFilter(filter, OWN_NAME)) return undefined
  return ownPerfProject(OWN_NAME, globs, root)
}

/** The option `isolate`, as far as it can be known before there are reporters: theirs wins. */
export function isolateGlobs(plugin: SkillperfOptions, reporters: unknown): readonly string[] {
  return readIsolate(reporterOptions(reporters).isolate ?? plugin.isolate, 'isolate')
}

function nameOf(name: unknown): string {
  const label = typeof name === 'object' && name !== null && 'label' in name ? name.label : name
  return typeof label === 'string' ? label : ''
}
