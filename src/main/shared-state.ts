import type { Vitest } from 'vitest/node'
import type { SkillperfOptions } from '../core/options/skillperf-options.ts'

/** What the plugin and the reporter know of one Vitest instance. */
export interface RunState {
  /** Undefined when the config has no plugin of ours. */
  plugin: SkillperfOptions | undefined
  /** Projects whose workers get our setup already, by their names. */
  readonly prepared: WeakSet<object>
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
    state = { plugin: undefined, prepared: new WeakSet() }
    states.set(vitest, state)
  }
  return state
}
