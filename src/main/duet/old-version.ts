import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bringDependencies } from './dependencies.ts'
import type { Git } from './git.ts'

/** The old version, checked out. */
export interface OldVersion {
  /** Top of its tree. */
  readonly path: string
  /** A folder beside it for files of ours. */
  readonly folder: string
  /** Takes everything away again. May be called twice. */
  remove(): void
}

/**
 * Checks a commit out in a temporary work tree, and gives it its dependencies.
 *
 * @param tell is told what takes long
 * @throws SkillperfError where git or npm fails; nothing is left behind then
 */
export function checkOut(git: Git, commit: string, tell: (step: string) => void): OldVersion {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'skillperf-duet-')))
  const path = join(home, 'old')
  const folder = join(home, 'tests')
  const links: string[] = []
  const remove = (): void => {
    // Links first: whatever removes folders must not follow them into the working tree.
    for (const link of links.splice(0)) rmSync(link, { force: true })
    git.try('worktree', 'remove', '--force', path)
    rmSync(home, { recursive: true, force: true, maxRetries: 3 })
    git.try('worktree', 'prune')
  }
  try {
    mkdirSync(folder)
    // No hooks: they may install, or ask.
    git.run('-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--detach', '--quiet', path, commit)
    bringDependencies({ from: git.top, to: path, git, links, tell })
    return { path, folder, remove }
  } catch (error) {
    remove()
    throw error
  }
}
