import { usageError } from '../core/errors.ts'
import type { Modifier } from '../core/time/latency/modifier.ts'

/** @throws SkillperfError for something that is no list of modifiers */
export function readModifiers(value: unknown, place: string): readonly Modifier[] {
  if (value === undefined) return []
  const wrong = Array.isArray(value) ? value.find((one) => !isModifier(one)) : value
  if (Array.isArray(value) && value.every(isModifier)) return [...value]
  throw usageError({
    place,
    rule: '`modifiers` must be an array of modifiers',
    received: { value: wrong },
    fix: 'Write for example { modifiers: [errorRate(0.01, 503)] }.',
  })
}

function isModifier(value: unknown): value is Modifier {
  return typeof value === 'object' && value !== null && 'begin' in value && typeof value.begin === 'function'
}
