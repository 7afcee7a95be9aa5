import { usageError } from '../../../errors.ts'
import type { Modifier } from '../modifier.ts'

/**
 * Reads an option `modifiers`.
 *
 * @returns none without the option
 * @throws SkillperfError for something that is no array, or holds something that is no modifier
 */
export function readModifiers(value: unknown, place: string): readonly Modifier[] {
  if (value === undefined) return []
  const fix = "Write modifiers: [coldStart('2s'), errorRate('1%', 503)]."
  if (!Array.isArray(value)) {
    throw usageError({ place, rule: '`modifiers` must be an array', received: { value }, fix })
  }
  for (const [i, one] of (value as readonly unknown[]).entries()) {
    if (isModifier(one)) continue
    throw usageError({ place, rule: `\`modifiers[${i}]\` must be a modifier`, received: { value: one }, fix })
  }
  return [...(value as readonly Modifier[])]
}

function isModifier(value: unknown): value is Modifier {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'begin') === 'function' &&
    typeof Reflect.get(value, 'description') === 'string'
  )
}
