import { nearest } from './check.ts'
import { usageError } from './errors.ts'
import { publicName } from './redact.ts'

const NAMES_SHOWN = 20

/**
 * @param what a noun: `mock`, `cache`, `span`
 * @throws SkillperfError for a name that is not known, with the nearest one that is
 */
export function requireName(value: unknown, known: readonly string[], what: string, place: string): string {
  if (typeof value !== 'string' || value === '') {
    throw usageError({
      place,
      rule: `the name of a ${what} must be a text`,
      received: { value },
      fix: `Known: ${listNames(known)}.`,
    })
  }
  if (known.includes(value)) return value
  const near = nearest(value, known)
  throw usageError({
    place,
    rule: `no ${what} of this name was registered or seen`,
    received: { value },
    fix: `${near === undefined ? '' : `Did you mean ${JSON.stringify(publicName(near))}? `}Known: ${listNames(known)}.`,
  })
}

export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  const more = names.length - NAMES_SHOWN
  const shown = names.slice(0, NAMES_SHOWN).map((name) => JSON.stringify(publicName(name)))
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
