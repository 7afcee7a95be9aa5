import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Git } from '../../../src/main/duet/git.ts'
import { checkOut } from '../../../src/main/duet/old-version.ts'
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

const open = (): Git => Git.open(repository.path)

describe('the old version', () => {
  beforeEach(() => {
    repository.write('.gitignore', 'node_modules\n')
    repository.write('package.json', '{}')
    repository.write('package-lock.json', '{ "lockfileVersion": 3, "packages": {} }')
    repository.write('packages/app/package.json', '{}')
    repository.write('a.ts', 'old')
    repository.commit('one')
    repository.write('a.ts', 'new')
    repository.write('node_modules/lib/index.js', 'shared')
    repository.write('packages/app/node_modules/lib/index.js', 'shared by the app')
  })

  test('shares the dependencies while the lock file is the same, and leaves nothing behind', () => {
    const old = checkOut(open(), 'HEAD', () => {})
    expect(readFileSync(join(old.path, 'a.ts'), 'utf8')).toBe('old')
    expect(realpathSync(join(old.path, 'node_modules/lib'))).toBe(join(repository.path, 'node_modules/lib'))
    expect(realpathSync(join(old.path, 'packages/app/node_modules'))).toBe(
      join(repository.path, 'packages/app/node_modules'),
    )
    old.remove()
    old.remove()
    expect(existsSync(old.path)).toBe(false)
    expect(existsSync(old.folder)).toBe(false)
    expect(repository.git('worktree', 'list').split('\n')).toHaveLength(1)
    // Links are taken away, not what they lead to.
    expect(readFileSync(join(repository.path, 'node_modules/lib/index.js'), 'utf8')).toBe('shared')
  })

  test('gets its own by npm ci when the lock file has changed', () => {
    repository.write('package-lock.json', '{ "lockfileVersion": 3, "packages": { "": {} } }')
    const steps: string[] = []
    const old = checkOut(open(), 'HEAD', (step) => void steps.push(step))
    expect(steps).toStrictEqual([
      'package-lock.json has changed: npm ci --no-audit --no-fund for the old version',
    ])
    expect(existsSync(join(old.path, 'node_modules/lib'))).toBe(false)
    old.remove()
  })

  test('leaves nothing behind when installing fails, and says what npm says', () => {
    repository.write('package-lock.json', 'no lock file')
    repository.commit('broken')
    repository.write('package-lock.json', '{}')
    const { message } = thrownBy(() => checkOut(open(), 'HEAD', () => {}))
    expect(message).toContain('`npm ci --no-audit --no-fund` has failed there:')
    expect(repository.git('worktree', 'list').split('\n')).toHaveLength(1)
  })

  test('has the runner of the working tree, whatever it has installed', () => {
    repository.write('node_modules/vitest/index.js', 'the one')
    mkdirSync(join(folder, 'bin'))
    const npm = join(folder, 'bin', 'npm')
    writeFileSync(
      npm,
      '#!/bin/sh\nmkdir -p node_modules/vitest && echo own > node_modules/vitest/index.js\n',
      {
        mode: 0o755,
      },
    )
    repository.write('package-lock.json', '{}')
    const path = process.env['PATH']
    process.env['PATH'] = `${join(folder, 'bin')}:${path}`
    try {
      const old = checkOut(open(), 'HEAD', () => {})
      expect(readFileSync(join(old.path, 'node_modules/vitest/index.js'), 'utf8')).toBe('the one')
      old.remove()
    } finally {
      process.env['PATH'] = path
    }
    expect(readFileSync(join(repository.path, 'node_modules/vitest/index.js'), 'utf8')).toBe('the one')
  })
})
