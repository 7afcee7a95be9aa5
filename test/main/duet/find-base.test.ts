import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findBase } from '../../../src/main/duet/find-base.ts'
import { Git } from '../../../src/main/duet/git.ts'
import { movedFiles } from '../../../src/main/duet/moved-files.ts'
import { createRepository } from '../../helpers/git-repository.ts'
import type { GitRepository } from '../../helpers/git-repository.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

let folder = ''
let repository: GitRepository
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'skillperf-git-')))
  repository = createRepository(join(folder, 'repository'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (path = repository.path): Git => Git.open(path)
const base = (named?: string, env: NodeJS.ProcessEnv = {}): { commit: string; origin: string } =>
  findBase(open(), named, env)

describe('the base', () => {
  test('is the commit that the branch began at', () => {
    repository.commit('one')
    const fork = repository.commit('two')
    repository.git('checkout', '--quiet', '-b', 'feature')
    repository.commit('mine')
    repository.git('checkout', '--quiet', 'main')
    repository.commit('theirs')
    repository.git('checkout', '--quiet', 'feature')
    expect(base()).toStrictEqual({ commit: fork, origin: 'merge base with main' })
  })

  test('is what the pull request goes into, where CI tells', () => {
    const fork = repository.commit('one')
    repository.git('update-ref', 'refs/remotes/origin/release', fork)
    repository.commit('two')
    expect(base(undefined, { GITHUB_BASE_REF: 'release' })).toStrictEqual({
      commit: fork,
      origin: 'merge base with origin/release',
    })
  })

  test('is HEAD itself on the default branch, while something is changed', () => {
    const head = repository.commit('one')
    repository.write('a.ts', 'export {}')
    expect(base()).toStrictEqual({ commit: head, origin: 'merge base with main' })
  })

  test('is the commit before, on the default branch without changes', () => {
    const before = repository.commit('one')
    repository.commit('two')
    expect(base()).toStrictEqual({ commit: before, origin: 'the commit before, because HEAD is on main' })
  })

  test('is what was named', () => {
    const one = repository.commit('one')
    repository.commit('two')
    repository.git('tag', 'v1', one)
    expect(base('v1')).toStrictEqual({ commit: one, origin: 'v1' })
  })
})

describe('errors', () => {
  test('name what git does not know', () => {
    repository.commit('one')
    expect(thrownBy(() => base('v2')).message).toMatchInlineSnapshot(
      `"skillperf duet: git knows no commit "v2". Name a branch, a tag or a commit, and fetch it if it is not here yet."`,
    )
    expect(thrownBy(() => base('--help')).message).toContain('git knows no commit "--help"')
  })

  test('tell a shallow clone what to fetch', () => {
    repository.commit('one')
    repository.commit('two')
    repository.git('clone', '--quiet', '--depth=1', `file://${repository.path}`, join(folder, 'shallow'))
    const shallow = open(join(folder, 'shallow'))
    expect(thrownBy(() => findBase(shallow, undefined, {})).message).toMatchInlineSnapshot(
      `"skillperf duet: this clone is shallow, so that the commit that the branch began at is not known. Fetch the whole history: \`fetch-depth: 0\` for actions/checkout, or git fetch --unshallow. Or name a commit that is there: --base=REF."`,
    )
    expect(thrownBy(() => findBase(shallow, 'HEAD~1', {})).message).toMatchInlineSnapshot(
      `"skillperf duet: git knows no commit "HEAD~1", and this clone is shallow. Fetch the whole history: \`fetch-depth: 0\` for actions/checkout, or git fetch --unshallow."`,
    )
  })

  test('say that there is nothing to compare with', () => {
    expect(thrownBy(() => base()).message).toMatchInlineSnapshot(
      `"skillperf duet: the repository has no commits. Commit an old version first."`,
    )
    repository.commit('one')
    expect(thrownBy(() => base()).message).toMatchInlineSnapshot(
      `"skillperf duet: nothing has changed since HEAD, and there is no commit before it. Change something, or name another version: --base=REF."`,
    )
    repository.git('branch', '--move', 'trunk')
    expect(thrownBy(() => base()).message).toMatchInlineSnapshot(
      `"skillperf duet: there is neither a default branch nor an upstream to find the old version by. Name the old version: --base=REF."`,
    )
  })

  test('say that there is no repository', () => {
    const outside = join(folder, 'outside')
    mkdirSync(outside)
    const message = thrownBy(() => open(outside)).message.replaceAll(folder, '<folder>')
    expect(message).toMatchInlineSnapshot(
      `"skillperf duet: the old version comes from git, and this folder is in no repository that git can read: not a git repository (or any of the parent directories): .git. Call it in a clone of your repository."`,
    )
  })

  test('say that there is no git', () => {
    const path = process.env['PATH']
    try {
      process.env['PATH'] = folder
      expect(thrownBy(() => open()).message).toMatchInlineSnapshot(
        `"skillperf duet: it takes git, and git could not be started: Error: spawnSync git ENOENT. Install git, and put it on the PATH."`,
      )
    } finally {
      process.env['PATH'] = path
    }
  })
})

test('moved files are those that were renamed and deleted, in the working tree, too', () => {
  repository.write('a.test.ts', 'a file that is long enough to be known again\n'.repeat(5))
  repository.write('b c.test.ts', 'another one\n'.repeat(5))
  const one = repository.commit('one')
  repository.git('mv', 'a.test.ts', 'renamed.test.ts')
  repository.git('rm', '--quiet', 'b c.test.ts')
  expect(movedFiles(open(), one)).toStrictEqual({
    renamed: { 'renamed.test.ts': 'a.test.ts' },
    deleted: ['b c.test.ts'],
  })
})
