/** Place of a value in the file, from the inside out. */
export interface At {
  readonly above: At | undefined
  readonly key: string | number
}

/** A value that is not what the format says. */
export class Misfit extends Error {
  readonly at: At | undefined
  readonly received: { readonly value: unknown } | undefined
  /** What to do, where it is not to take the file back. */
  readonly fix: string | undefined

  /** @param rule a full sentence without its full stop */
  constructor(at: At | undefined, rule: string, received?: { readonly value: unknown }, fix?: string) {
    super(rule)
    this.at = at
    this.received = received
    this.fix = fix
  }
}

/** @returns keys and indices, from the outside in */
export function pathOf(at: At | undefined): (string | number)[] {
  return at === undefined ? [] : [...pathOf(at.above), at.key]
}

export type Fields = Readonly<Record<string, unknown>>

/** Checks an object that has no other keys than these. */
export function fieldsOf(
  value: unknown,
  at: At | undefined,
  required: readonly string[],
  optional: readonly string[] = [],
): Fields {
  const object = objectOf(value, at)
  for (const key in object) {
    if (!required.includes(key) && !optional.includes(key))
      throw new Misfit({ above: at, key }, `nothing is called \`${key}\` here`)
  }
  for (const key of required) {
    if (!Object.hasOwn(object, key)) throw new Misfit(at, `${nameOf(at)} must have \`${key}\``)
  }
  return object
}

/** Reads an object whose keys are anything, `__proto__` too. */
export function entriesOf(value: unknown, at: At): [string, unknown][] {
  return Object.entries(objectOf(value, at))
}

export function listOf(value: unknown, at: At): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new Misfit(at, `${nameOf(at)} must be a list`, { value })
}

// Of one field of what stands at a place, which is made only when it is needed: there are a hundred in an entry.

export function textIn(fields: Fields, key: string, above: At | undefined): string {
  const value = fields[key]
  if (typeof value === 'string') return value
  throw misfitIn(key, above, 'a text', value)
}

export function textOrNullIn(fields: Fields, key: string, above: At | undefined): string | null {
  return fields[key] === null ? null : textIn(fields, key, above)
}

export function countIn(fields: Fields, key: string, above: At | undefined): number {
  const value = fields[key]
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw misfitIn(key, above, 'a whole number from 0 up', value)
}

export function numberIn(fields: Fields, key: string, above: At | undefined): number {
  const value = fields[key]
  if (typeof value === 'number' && value >= 0 && value < Infinity) return value
  throw misfitIn(key, above, 'a number from 0 up', value)
}

/** Checks each of a list. */
export function eachOf<T>(
  list: readonly unknown[],
  at: At,
  what: string,
  fits: (value: unknown) => value is T,
): readonly T[] {
  const index = list.findIndex((one) => !fits(one))
  if (index === -1) return list as readonly T[]
  throw misfitIn(index, at, what, list[index])
}

export function isText(value: unknown): value is string {
  return typeof value === 'string'
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Infinity
}

function misfitIn(key: string | number, above: At | undefined, what: string, value: unknown): Misfit {
  const at = { above, key }
  return new Misfit(at, `${nameOf(at)} must be ${what}`, { value })
}

function objectOf(value: unknown, at: At | undefined): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new Misfit(at, `${nameOf(at)} must be an object`, { value })
}

/** As messages call it. */
function nameOf(at: At | undefined): string {
  if (at === undefined) return 'the file'
  return typeof at.key === 'number' ? `each of ${nameOf(at.above)}` : `\`${at.key}\``
}
