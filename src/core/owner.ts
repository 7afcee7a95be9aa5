import { SkillperfError } from './errors.ts'
import { publicUrl } from './redact.ts'

/** Someone who wants to see the requests of one test. */
export interface Owner {
  /** Whether the code that is running belongs to it; undefined when nobody can tell. */
  readonly owns: () => boolean | undefined
}

/**
 * Whose request it is that the running code makes; undefined when it is nobody's.
 *
 * @throws SkillperfError where it may be that of several
 */
export function ownerOf<T extends Owner>(owners: Iterable<T>, url: string): T | undefined {
  const claims = [...owners].map((owner) => ({ owner, owns: owner.owns() }))
  const own = claims.find(({ owns }) => owns === true)
  if (own !== undefined) return own.owner
  const possible = claims.filter(({ owns }) => owns === undefined)
  if (possible.length <= 1) return possible[0]?.owner
  throw new SkillperfError(
    `perf.network: cannot tell which of ${possible.length} concurrent tests asked for ${publicUrl(url)}: the call lost its async context. ` +
      'Run these tests one after another (without .concurrent).',
  )
}
