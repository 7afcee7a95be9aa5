// Builds `dist` with tsc alone; does nothing when it is newer than every source.
import { spawnSync } from 'node:child_process'
import { globSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { requireNode } from './require-node.mjs'

requireNode()

const STAMP = 'dist/.built'
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
  writeFileSync(STAMP, '')
}

function isFresh() {
  const built = statSync(STAMP, { throwIfNoEntry: false })
  return built !== undefined && sources.every((path) => statSync(path).mtimeMs < built.mtimeMs)
}
