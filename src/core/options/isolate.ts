import { usageError } from '../errors.ts'

/** Which test files run alone: a glob or several, or `false` for none. */
export type Isolate = string | readonly string[] | false

/** `research.perf.test.ts` and its likes, wherever they stand. */
export const DEFAULT_ISOLATE = '**/*.perf.{test,spec}.?(c|m)[jt]s?(x)'

/**
 * Reads the option `isolate`.
 *
 * @param value as the user wrote it; undefined for the default
 * @param place how the user knows it, for errors
 * @returns globs; none when nothing is to run alone
 * @throws SkillperfError for anything but globs and `false`
 */
export function readIsolate(value: unknown, place: string): readonly string[] {
  if (value === false) return []
  return readGlobs(value ?? DEFAULT_ISOLATE, {
    place,
    rule: '`isolate` must be a glob, a list of globs, or false',
    fix: "Write for example '**/*.perf.test.ts', or false to let perf files run among the others.",
  })
}

/** What an error says about globs that are none. */
export interface GlobRule {
  readonly place: string
  readonly rule: string
  readonly fix: string
}

/**
 * Reads a glob or several.
 *
 * @throws SkillperfError for none, for an empty one, for a negated one and for what is no text
 */
export function readGlobs(value: unknown, { place, rule, fix }: GlobRule): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const globs = list.filter(isGlob)
  if (globs.length > 0 && globs.length === list.length) return globs
  const wrong: unknown = list.length === 0 ? value : list.find((glob) => !isGlob(glob))
  throw usageError({ place, rule, received: { value: wrong }, fix })
}

/** What must not match belongs into Vitest's `exclude`: a glob that begins with `!` is refused. */
function isGlob(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && !/^!(?!\()/.test(value)
}
