import { usageError } from '../../core/errors.ts'
import { PLACE } from './git.ts'
import type { Git } from './git.ts'

/** The commit that is compared with. */
export interface Base {
  readonly commit: string
  /** Where it comes from, in words: `merge base with origin/main`. */
  readonly origin: string
}

const SHALLOW_FIX =
  'Fetch the whole history: `fetch-depth: 0` for actions/checkout, or git fetch --unshallow.'

/**
 * Finds the old version: what was named, or else the merge base with the
 * default branch or with the upstream. On that branch itself, with nothing
 * changed, it is the commit before.
 *
 * @throws SkillperfError for a name that git does not know, a shallow clone, or where there is nothing to compare with
 */
export function findBase(git: Git, named: string | undefined, env: NodeJS.ProcessEnv): Base {
  if (named !== undefined) return namedBase(git, named)
  if (git.commit('HEAD') === undefined) {
    throw usageError({
      place: PLACE,
      rule: 'the repository has no commits',
      fix: 'Commit an old version first.',
    })
  }
  if (git.isShallow) {
    throw usageError({
      place: PLACE,
      rule: 'this clone is shallow, so that the commit that the branch began at is not known',
      fix: `${SHALLOW_FIX} Or name a commit that is there: --base=REF.`,
    })
  }
  return mergeBase(git, env)
}

function namedBase(git: Git, name: string): Base {
  const commit = git.commit(name)
  if (commit !== undefined) return { commit, origin: name }
  throw usageError({
    place: PLACE,
    rule: `git knows no commit ${JSON.stringify(name)}${git.isShallow ? ', and this clone is shallow' : ''}`,
    fix: git.isShallow
      ? SHALLOW_FIX
      : 'Name a branch, a tag or a commit, and fetch it if it is not here yet.',
  })
}

function mergeBase(git: Git, env: NodeJS.ProcessEnv): Base {
  const branches = candidates(git, env).filter((name) => git.commit(name) !== undefined)
  for (const branch of branches) {
    const commit = git.try('merge-base', 'HEAD', branch)
    if (commit === undefined) continue
    if (commit !== git.commit('HEAD') || isDirty(git)) return { commit, origin: `merge base with ${branch}` }
    const before = git.commit('HEAD~1')
    if (before === undefined) throw nothingBefore()
    return { commit: before, origin: `the commit before, because HEAD is on ${branch}` }
  }
  throw usageError({
    place: PLACE,
    rule:
      branches.length === 0
        ? 'there is neither a default branch nor an upstream to find the old version by'
        : `HEAD has no older version in common with ${branches.join(', ')}`,
    fix: 'Name the old version: --base=REF.',
  })
}

function nothingBefore(): Error {
  return usageError({
    place: PLACE,
    rule: 'nothing has changed since HEAD, and there is no commit before it',
    fix: 'Change something, or name another version: --base=REF.',
  })
}

/** Branches that the working tree may come from, the likeliest first. */
function candidates(git: Git, env: NodeJS.ProcessEnv): string[] {
  const target = env['GITHUB_BASE_REF'] ?? env['CI_MERGE_REQUEST_TARGET_BRANCH_NAME']
  const head = git.try('symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD')
  return [
    ...(target === undefined || target === '' ? [] : [`origin/${target}`]),
    ...(head === undefined ? [] : [head]),
    'origin/main',
    'origin/master',
    '@{upstream}',
    'main',
    'master',
  ]
}

function isDirty(git: Git): boolean {
  return git.run('status', '--porcelain') !== ''
}
