import { show, usageError } from './errors.ts'

/** What a measurement may be profiled by: CPU and heap samples of V8, or its own spans. */
export const PROFILE_KINDS = ['cpu', 'heap', 'trace'] as const
export type ProfileKind = (typeof PROFILE_KINDS)[number]

export const PROFILE_FILE_KINDS = ['cpu profile', 'heap profile', 'trace', 'speedscope'] as const

/** A file that was written about a measurement. */
export interface ProfileFile {
  readonly kind: (typeof PROFILE_FILE_KINDS)[number]
  /** Relative to the root, with forward slashes. */
  readonly path: string
}

/**
 * Reads the option `profile`.
 *
 * @returns each kind once, in a fixed order
 * @throws SkillperfError for something else
 */
export function readProfile(value: unknown, place: string): readonly ProfileKind[] {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value]
  const wrong = given.find((kind) => !(PROFILE_KINDS as readonly unknown[]).includes(kind))
  if (wrong !== undefined || given.length === 0 || given.includes(undefined)) {
    throw usageError({
      place,
      rule: `\`profile\` must be ${PROFILE_KINDS.map(show).join(', ')}, or a list of these`,
      received: { value: wrong ?? value },
      fix: "Write { profile: 'cpu' }, or leave it out.",
    })
  }
  return PROFILE_KINDS.filter((kind) => given.includes(kind))
}
