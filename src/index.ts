import { SkillperfReporter, reporterClass } from '../reporters/skillperf.ts'
import type { SkillperfOptions } from './core/options/skillperf-options.ts'
import { createPlugin } from './main/plugin.ts'
import type { SkillperfPlugin } from './main/plugin.ts'

/**
 * The plugin: options for every test, and the reporter beside your own.
 *
 * @throws SkillperfError for an unknown option or a value out of its range
 * @example
 * export default defineConfig({ plugins: [skillperf({ sla: { p95: 2000 } })] })
 */
export function skillperf(options?: SkillperfOptions): SkillperfPlugin {
  return createPlugin(options, () => new SkillperfReporter(undefined, 'plugin'))
}

export default reporterClass
export type { SkillperfReporter } from '../reporters/skillperf.ts'
export type { SkillperfOptions } from './core/options/skillperf-options.ts'
export type { Sla } from './core/sla.ts'
export type { Duration, Rate, Share } from './core/units.ts'
export type { SkillperfPlugin } from './main/plugin.ts'
