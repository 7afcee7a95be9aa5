import type { Git } from './git.ts'

/** What has become of files since a commit: paths relative to the top, with forward slashes. */
export interface MovedFiles {
  /** Old paths by the new ones, of what git takes for renamed. */
  readonly renamed: Readonly<Record<string, string>>
  readonly deleted: readonly string[]
}

/** Asks git what was renamed and deleted between a commit and the working tree. */
export function movedFiles(git: Git, commit: string): MovedFiles {
  const told =
    git.try('diff', '--name-status', '--find-renames', '--diff-filter=RD', '-z', commit, '--') ?? ''
  const words = told.split('\0')
  const renamed: [string, string][] = []
  const deleted: string[] = []
  for (let i = 0; i + 1 < words.length;) {
    const [status = '', before = '', after = ''] = words.slice(i, i + 3)
    if (status.startsWith('R')) {
      renamed.push([after, before])
      i += 3
    } else {
      deleted.push(before)
      i += 2
    }
  }
  return { renamed: Object.fromEntries(renamed), deleted }
}
