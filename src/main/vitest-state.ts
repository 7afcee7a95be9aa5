import type { TestProject, Vitest } from 'vitest/node'
import type { SkillperfOptions } from '../core/options/skillperf-options.ts'

/** What the plugin and the reporter know of one Vitest instance. */
export interface RunState {
  /** Options of the plugin, by the project whose config has it. */
  readonly plugins: Map<TestProject, SkillperfOptions>
  /** Projects whose workers get our setup already. */
  readonly prepared: WeakSet<TestProject>
  /** Projects for which the user set a timeout, in a config or on the command line. */
  readonly timeouts: WeakSet<TestProject>
  /** That files which are to run alone are seen to, once for each resolved config. */
  readonly isolation: WeakMap<object, Promise<void>>
  /** What became of them. */
  readonly outcomes: WeakMap<object, Isolation>
  /** The reporter that speaks, by the resolved config: a restarted server has another. */
  readonly voices: WeakMap<object, object>
}

/** What became of the files that are to run alone. */
export interface Isolation {
  /** Files that run nowhere, because `--project` leaves out the project that they are in. */
  readonly leftOut: readonly string[]
  /** Why none can run alone, if so. */
  readonly obstacle?: string
}

/**
 * One state a Vitest instance. The plugin and the reporter may come from two
 * copies of this module (the config is bundled, the reporter is imported), so
 * it is kept on the process.
 */
const registry = globalThis as unknown as Record<symbol, WeakMap<Vitest, RunState> | undefined>
const states = (registry[Symbol.for('skillperf.main')] ??= new WeakMap())

export function stateOf(vitest: Vitest): RunState {
  let state = states.get(vitest)
  if (state === undefined) {
    state = {
      plugins: new Map(),
      prepared: new WeakSet(),
      timeouts: new WeakSet(),
      isolation: new WeakMap(),
      outcomes: new WeakMap(),
      voices: new WeakMap(),
    }
    states.set(vitest, state)
  }
  return state
}

/** @returns whether this reporter may speak: named twice in a config or on the command line, only the first may */
export function claimVoice(vitest: Vitest, reporter: object): boolean {
  const { voices } = stateOf(vitest)
  if (!voices.has(vitest.config)) voices.set(vitest.config, reporter)
  return voices.get(vitest.config) === reporter
}

/**
 * The plugin options of a project: its own, or those of the root config, whose
 * plugins a project without `extends` does not load.
 */
export function pluginOptions(vitest: Vitest, project: TestProject): SkillperfOptions {
  const { plugins } = stateOf(vitest)
  const root = [...plugins].find(([owner]) => owner.name === '')
  return plugins.get(project) ?? root?.[1] ?? {}
}
