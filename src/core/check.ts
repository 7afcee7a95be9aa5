import { editDistance } from './edit-distance.ts'
import { show, usageError } from './errors.ts'

/** Checks shared by every reader of options. Each throws a usage error or returns the value, typed. */

export function plainObject(value: unknown, place: string, fix: string): Readonly<Record<string, unknown>> {
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value) && isPlain(value)
  if (!plain) throw usageError({ place, rule: 'options must be a plain object', received: { value }, fix })
  return value as Record<string, unknown>
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  // The second test accepts objects of another realm (vm contexts, structured clones).
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

/** Refuses a key that nobody knows, and suggests the nearest one that somebody does. */
export function knownKeys(object: object, known: readonly string[], place: string): void {
  for (const key of Object.keys(object)) {
    if (known.includes(key)) continue
    const near = nearest(key, known)
    const fix = near === undefined ? '' : `Did you mean \`${near}\`? `
    throw usageError({
      place,
      rule: `unknown option \`${key}\``,
      fix: `${fix}Known: ${known.join(', ')}.`,
    })
  }
}

export function wholeNumber(value: unknown, key: string, place: string, least: number, fix: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
  throw usageError({
    place,
    rule: `\`${key}\` must be a whole number from ${least} up`,
    received: { value },
    fix,
  })
}

export function integer(value: unknown, key: string, place: string, fix: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw usageError({ place, rule: `\`${key}\` must be a whole number`, received: { value }, fix })
}

export function finiteAtLeastZero(value: unknown, key: string, place: string, fix: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  throw usageError({
    place,
    rule: `\`${key}\` must be a finite number from 0 up`,
    received: { value },
    fix,
  })
}

export function flag(value: unknown, key: string, place: string): boolean {
  if (typeof value === 'boolean') return value
  throw usageError({
    place,
    rule: `\`${key}\` must be true or false`,
    received: { value },
    fix: 'Leave it out for the default.',
  })
}

export function callable(
  value: unknown,
  key: string,
  place: string,
  fix: string,
): (...args: never[]) => unknown {
  if (typeof value === 'function') return value as (...args: never[]) => unknown
  throw usageError({ place, rule: `\`${key}\` must be a function`, received: { value }, fix })
}

export function oneOf<const T extends string>(
  value: unknown,
  allowed: readonly T[],
  key: string,
  place: string,
): T {
  if (typeof value === 'string' && (allowed as readonly string[]).includes(value)) return value as T
  throw usageError({
    place,
    rule: `\`${key}\` must be one of ${allowed.map(show).join(', ')}`,
    received: { value },
    fix: `Write one of these, or leave \`${key}\` out.`,
  })
}

/** The known word that `word` most probably meant: within one edit for each three letters. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({
      candidate,
      distance: editDistance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .toSorted((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best !== undefined && best.distance <= Math.max(1, Math.floor(word.length / 3))
    ? best.candidate
    : undefined
}
