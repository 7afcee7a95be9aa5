import type { VitestPluginContext } from 'vitest/node'
import { SkillperfError } from '../core/errors.ts'
import { readSkillperfOptions } from '../core/options/skillperf-options.ts'
import type { SkillperfOptions } from '../core/options/skillperf-options.ts'
import { isolate } from './isolation.ts'
import type { PerfProject } from './perf-project.ts'
import { isolateGlobs, projectAskedFor, rawTestOptions } from './raw-config.ts'
import type { RawConfig } from './raw-config.ts'
import { reporterList } from './reporter-list.ts'
import type { ReporterEntry } from './reporter-list.ts'
import { stateOf } from './vitest-state.ts'

/** A Vite plugin as far as Vitest needs it. */
export interface SkillperfPlugin {
  readonly name: 'skillperf'
  readonly config: (config: RawConfig) => { test: { projects: PerfProject[] } } | undefined
  readonly configResolved: (config: RawConfig) => void
  readonly configureVitest: (context: VitestPluginContext) => Promise<void>
}

/**
 * The plugin: brings the reporter, unless the user did, and the options, and
 * lets perf files run alone.
 *
 * @param createReporter makes the reporter that stands beside the user's own
 * @throws SkillperfError for an unknown option or a value out of its range
 */
export function createPlugin(options: unknown, createReporter: () => ReporterEntry): SkillperfPlugin {
  const read: SkillperfOptions = readSkillperfOptions(options, 'skillperf({ … })')
  let timeoutIsSet = false
  return {
    name: 'skillperf',
    config({ test = {} }) {
      const asked = projectAskedFor(test, read)
      return asked && { test: { projects: [asked] } }
    },
    configResolved(config) {
      const test = rawTestOptions(config)
      timeoutIsSet = test.testTimeout !== undefined
      // Vitest 4 had not told the command line before.
      const asked = projectAskedFor(test, read)
      if (asked) Object.assign(test, { projects: [asked] })
    },
    async configureVitest({ vitest, project, injectTestProjects }) {
      const { plugins, timeouts } = stateOf(vitest)
      plugins.set(project, read)
      if (timeoutIsSet) timeouts.add(project)
      const reporters = reporterList(vitest)
      // Runs once a project; and the user may have named the reporter.
      if (!reporters.some(isOurs)) reporters.push(createReporter())
      await isolate({ vitest, inject: injectTestProjects, globs: isolateGlobs(read, reporters) })
    },
  }
}

/** Called when the plugin's function itself stands in the config, instead of what it returns. */
export function refuseUncalled(): never {
  throw new SkillperfError(
    'the config has the function `skillperf` among its plugins, not what it returns. Write: plugins: [skillperf()]',
  )
}

function isOurs(entry: unknown): boolean {
  if (Array.isArray(entry)) return entry[0] === 'skillperf'
  return (
    entry === 'skillperf' || (typeof entry === 'object' && entry !== null && 'isSkillperfReporter' in entry)
  )
}
