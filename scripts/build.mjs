// Builds `dist` with tsc alone; does nothing when it is newer than every source.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { requireNode } from './require-node.mjs'

requireNode()

/** Lists the sources that `dist` was built from: a deleted one must not live on. */
const STAMP = 'node_modules/.cache/skillperf-built.json'
const sources = globSync([
  'src/**/*.ts',
  'matchers/**/*.ts',
  'reporters/**/*.ts',
  'tsconfig*.json',
  'package.json',
])

if (!isFresh()) {
  rmSync('dist', { recursive: true, force: true })
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']
  const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' })
  if (status !== 0) process.exit(1)
  mkdirSync('node_modules/.cache', { recursive: true })
  writeFileSync(STAMP, JSON.stringify(sources))
}

function isFresh() {
  const built = statSync(STAMP, { throwIfNoEntry: false })
  if (built === undefined || !existsSync('dist') || readFileSync(STAMP, 'utf8') !== JSON.stringify(sources))
    return false
  return sources.every((path) => statSync(path).mtimeMs < built.mtimeMs)
}
