import type { Vitest, VitestPluginContext } from 'vitest/node'
import { settleDeclared } from './declared-projects.ts'
import { becomePartOf, exclude, orderAfter, runAlone } from './perf-config.ts'
import { markOf, ownPerfProject } from './perf-project.ts'
import { isLeftOut, matchesFilter } from './project-filter.ts'
import { findFiles, globOf } from './project-probe.ts'
import { stateOf } from './vitest-state.ts'
import type { Isolation } from './vitest-state.ts'

/** The project that the plugin makes, as the output and `--project` have it. */
export const OWN_NAME = 'perf'

/** What the plugin has when Vitest has its projects. */
export interface IsolationRequest {
  readonly vitest: Vitest
  readonly inject: VitestPluginContext['injectTestProjects']
  /** The files that are to run alone; none for none. */
  readonly globs: readonly string[]
}

/**
 * Lets perf files run alone, once for each start of Vitest: in projects that
 * the config declares for them, or else in one that is made here.
 */
export async function isolate(request: IsolationRequest): Promise<void> {
  const { vitest } = request
  await once(vitest, async () =>
    declaresProjects(vitest) ? await settleDeclared(vitest) : await makePerfProject(request),
  )
}

/** The same where there may be no plugin: only projects that the config declares can be had then. */
export async function isolateDeclared(vitest: Vitest): Promise<void> {
  await once(vitest, () => settleDeclared(vitest))
}

/** Whether the config itself says which projects there are. */
export function declaresProjects(vitest: Vitest): boolean {
  return vitest.config.projects !== undefined
}

/** Every project asks, all at once; a restarted Vitest has another config. */
async function once(vitest: Vitest, start: () => Promise<Isolation>): Promise<void> {
  if (!runsTests(vitest)) return
  const { isolation, outcomes } = stateOf(vitest)
  const { config } = vitest
  const running =
    isolation.get(config) ?? afterAllHooks(start).then((outcome) => void outcomes.set(config, outcome))
  isolation.set(config, running)
  await running
}

/** The other projects' hooks have told by then what they know. */
async function afterAllHooks<T>(start: () => Promise<T>): Promise<T> {
  await Promise.resolve()
  return await start()
}

const NOTHING: Isolation = { leftOut: [] }

async function makePerfProject({ vitest, inject, globs }: IsolationRequest): Promise<Isolation> {
  const root = vitest.projects.find((project) => project.config === vitest.config)
  if (root === undefined || globs.length === 0 || root.isBrowserEnabled()) return NOTHING
  const { tests, others } = await findFiles(root, globs)
  // Merged blobs name the project, wherever the files themselves are.
  if (tests.length === 0 && vitest.config.mergeReports === undefined) return NOTHING
  if (!vitest.vite.config.configFile) {
    // Plugins and aliases that came another way would be missing there.
    return { leftOut: [], obstacle: 'that takes a config file, and Vitest was started without one' }
  }
  const name = vitest.projects.some((project) => project.name === OWN_NAME) ? `${OWN_NAME} (alone)` : OWN_NAME
  const filter = vitest.config.project
  if (isLeftOut(filter, name)) {
    exclude(root, globs)
    return { leftOut: tests }
  }
  // Whoever asks for a project means all of its files.
  if (!matchesFilter(filter, name)) vitest.config.project = [...filter, name]
  const [perf] = await inject(ownPerfProject(name, globs, root.name))
  const mark = perf && markOf(perf.config)
  if (perf === undefined || mark === undefined) {
    return { leftOut: [], obstacle: 'Vitest did not take the project for them' }
  }
  becomePartOf(perf, root.config)
  const unwanted = others.map((file) => globOf(perf, file))
  exclude(perf, unwanted)
  exclude(root, globs)
  const { plugins, timeouts } = stateOf(vitest)
  const order = orderAfter(vitest.projects.filter((project) => project !== perf))
  runAlone(perf, mark, order, timeouts.has(root))
  plugins.set(perf, plugins.get(root) ?? {})
  return NOTHING
}

/** Benchmarks have projects, or a mode, of their own. */
function runsTests({ config }: Vitest): boolean {
  const options: object = Reflect.get(config, 'cliOptions') ?? {}
  return config.mode !== 'benchmark' && Reflect.get(options, 'benchmarkOnly') !== true
}
