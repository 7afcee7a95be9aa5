import { formatNumber, printable } from '../src/core/format.ts'
import { noticeableLoads } from '../src/core/module-load.ts'
import type { ModuleLoad } from '../src/core/module-load.ts'
import type { Paint } from './paint.ts'

/** What the skill's modules took to load, before any iteration; nothing where nobody would notice. */
export function renderSkillLoad(loads: readonly ModuleLoad[], paint: Paint): string[] {
  const noticeable = noticeableLoads(loads)
  if (noticeable.length === 0) return []
  const modules = noticeable.map(
    ({ module, selfMs, totalMs }) =>
      `${printable(module)} ${formatNumber(totalMs)} ms (itself ${formatNumber(selfMs)})`,
  )
  return [`   ${paint('dim', `· Skill load: ${modules.join(', ')}`)}`]
}
