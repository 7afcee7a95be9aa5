import { usageError } from '../core/errors.ts'

/**
 * A function that a caller has given.
 *
 * @param place `span`, `trace`
 * @throws SkillperfError for anything else
 */
export function readFunction<F extends (...args: never[]) => unknown>(place: string, fn: F): F {
  if (typeof fn === 'function') return fn
  throw usageError({
    place,
    rule: `${place}(name, fn) takes a function`,
    received: { value: fn },
    fix: `Write \`${place}('web_search', () => …)\`.`,
  })
}
