import type { TestProject, Vitest } from 'vitest/node'
import type { SkillperfOptions } from '../core/options/skillperf-options.ts'

/** What the plugin and the reporter know of one Vitest instance. */
export interface RunState {
  /** Options of the plugin, by the project whose config has it. */
  readonly plugins: Map<TestProject, SkillperfOptions>
  /** Projects whose workers get our setup already. */
  readonly prepared: WeakSet<TestProject>
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
    state = { plugins: new Map(), prepared: new WeakSet() }
    states.set(vitest, state)
  }
  return state
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
