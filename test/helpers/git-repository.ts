import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A git repository of a test. */
export interface GitRepository {
  readonly path: string
  write(file: string, text: string): void
  git(...args: string[]): string
  /** Commits everything. @returns the commit */
  commit(message: string): string
}

/** Makes a repository of a folder, whatever the user's own git is set to. */
export function createRepository(path: string): GitRepository {
  mkdirSync(path, { recursive: true })
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.invalid', ...args], {
      cwd: path,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim()
  git('init', '--quiet', '--initial-branch=main')
  return {
    path,
    write(file, text) {
      mkdirSync(dirname(join(path, file)), { recursive: true })
      writeFileSync(join(path, file), text)
    },
    git,
    commit(message) {
      git('add', '--all')
      git('commit', '--quiet', '--allow-empty', '--no-gpg-sign', `--message=${message}`)
      return git('rev-parse', 'HEAD')
    },
  }
}
