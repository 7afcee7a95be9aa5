import { SkillperfError } from '../src/core/errors.ts'
import { SkillperfReporter } from './skillperf.ts'

/**
 * What `import skillperf from 'skillperf'` gives: the class, as Vitest wants
 * it. Called like the plugin, it says which import was meant.
 */
export const reporterClass: typeof SkillperfReporter = new Proxy(SkillperfReporter, {
  apply: refuseAsPlugin,
})

// Vitest looks for this on whatever stands in `plugins`: the class, or an instance.
for (const place of [SkillperfReporter, SkillperfReporter.prototype]) {
  Object.defineProperty(place, 'configureVitest', { value: refuseAsPlugin })
}

function refuseAsPlugin(): never {
  throw new SkillperfError(
    "the default export of 'skillperf' is the reporter class, not the plugin. Write: import { skillperf } from 'skillperf'",
  )
}
