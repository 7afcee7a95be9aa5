import type { Reporter, Vitest } from 'vitest/node'
import { createVitest } from 'vitest/node'
import type { SkillperfOptions } from '../../core/options/skillperf-options.ts'
import { prepareProjects } from '../prepare-projects.ts'
import { reporterOptions } from '../reporter-options.ts'
import { RunSettings } from '../run-settings.ts'
import { requireVitest } from '../vitest-version.ts'
import type { DuetRequest } from './duet-request.ts'
import { Output } from './output.ts'
import { takeTurns } from './take-turns.ts'

/** A Vitest that has run nothing yet. */
export interface IdleVitest {
  readonly vitest: Vitest
  /** What the config says, the plugin's options and the reporter's. */
  readonly settings: RunSettings
}

/**
 * Starts a Vitest with the user's config, that is ready for duets.
 *
 * @throws SkillperfError for options that cannot be
 */
export async function startIdle({ root, config, projects }: DuetRequest): Promise<IdleVitest> {
  const output = new Output()
  const reporter = new DuetReporter()
  const options = {
    root,
    ...(config !== undefined && { config }),
    ...(projects.length > 0 && { project: [...projects] }),
    run: true,
    watch: false,
    coverage: { enabled: false },
    typecheck: { enabled: false },
    fileParallelism: false,
    retry: 0,
    bail: 0,
    update: false,
  }
  // The form of both versions.
  const create = createVitest as unknown as (...args: readonly unknown[]) => Promise<Vitest>
  const overrides = { plugins: [insteadOfReporters(reporter)] }
  const vitest = await create('test', options, overrides, { stdout: output, stderr: output })
  await vitest.standalone()
  return { vitest, settings: reporter.settingsOf(vitest) }
}

/** A config of Vite's, as far as it is changed. */
interface ReportedConfig {
  test?: { reporters?: unknown }
}

/**
 * Takes the place of the config's reporters, and their options. As an option of
 * the run it would take the place before anybody could read them.
 */
function insteadOfReporters(reporter: DuetReporter): object {
  const handler = (config: ReportedConfig): void => {
    const test = (config.test ??= {})
    reporter.options = reporterOptions(test.reporters)
    test.reporters = [reporter]
  }
  return { name: 'skillperf:duet', config: { order: 'post', handler } }
}

/** Brings our setup to the workers. Prints nothing. */
class DuetReporter implements Reporter {
  /** The plugin adds no reporter beside this one. */
  readonly isSkillperfReporter = true
  /** Of the reporter in whose place it stands. */
  options: SkillperfOptions = {}

  onInit(vitest: Vitest): void {
    requireVitest(vitest.version)
    const settings = this.settingsOf(vitest)
    prepareProjects(vitest, (project) => {
      takeTurns(project)
      const { seed, sla, inconclusive, spans } = settings.ofProject(project)
      return { seed, sla, inconclusive, spans, attempts: 'here', root: vitest.config.root }
    })
  }

  settingsOf(vitest: Vitest): RunSettings {
    return new RunSettings(vitest, this.options)
  }
}
