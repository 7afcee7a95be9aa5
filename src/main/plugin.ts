import type { VitestPluginContext } from 'vitest/node'
import { SkillperfError } from '../core/errors.ts'
import { readSkillperfOptions } from '../core/options/skillperf-options.ts'
import type { SkillperfOptions } from '../core/options/skillperf-options.ts'
import { reporterList } from './reporter-list.ts'
import type { ReporterEntry } from './reporter-list.ts'
import { stateOf } from './shared-state.ts'

/** A Vite plugin as far as Vitest needs it. */
export interface SkillperfPlugin {
  readonly name: 'skillperf'
  readonly configureVitest: (context: VitestPluginContext) => void
}

/**
 * The plugin: brings the reporter, unless the user did, and the options.
 *
 * @param createReporter makes the reporter that stands beside the user's own
 * @throws SkillperfError for an unknown option or a value out of its range
 */
export function createPlugin(options: unknown, createReporter: () => ReporterEntry): SkillperfPlugin {
  const read: SkillperfOptions = readSkillperfOptions(options, 'skillperf({ … })')
  return {
    name: 'skillperf',
    configureVitest({ vitest, project }) {
      stateOf(vitest).plugins.set(project, read)
      const reporters = reporterList(vitest)
      // Runs once a project; and the user may have named the reporter.
      if (!reporters.some(isOurs)) reporters.push(createReporter())
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
