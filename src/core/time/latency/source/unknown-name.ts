import { nearest } from '../../../check.ts'
import { show, usageError } from '../../../errors.ts'
import type { SkillperfError } from '../../../errors.ts'
import { publicName } from '../../../redact.ts'

const MOST_SHOWN = 10

/** The error for a name that a file does not have, with those that it has. */
export function unknownName(
  noun: string,
  name: string,
  known: ReadonlySet<string>,
  place: string,
): SkillperfError {
  const near = nearest(name, [...known])
  const meant = near === undefined ? '' : `Did you mean ${show(publicName(near))}? `
  return usageError({
    place,
    rule: `there is no ${noun} of that name`,
    received: { value: name },
    fix: `${meant}Known: ${listed(known)}.`,
  })
}

/** Names in the order of the file; where there are many, the first of them. */
export function listed(names: ReadonlySet<string>): string {
  const shown = [...names].slice(0, MOST_SHOWN).map((name) => show(publicName(name)))
  const more = names.size - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
