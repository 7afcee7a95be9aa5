// Builds `dist`: tsc writes types and modules, then what every run loads is bundled. Does nothing when `dist` is
// newer than every source.
import { spawnSync } from 'node:child_process'
// Whole, because an older Node lacks globSync, and should get our one clear line.
import fs from 'node:fs'
import { bundleAll } from './bundle.mjs'
import { requireNode } from './require-node.mjs'

requireNode()

/** Lists the sources that `dist` was built from: a deleted one must not live on. */
const STAMP = 'node_modules/.cache/skillperf-built.json'
const sources = fs.globSync([
  'src/**/*.ts',
  'matchers/**/*.ts',
  'reporters/**/*.ts',
  'tsconfig*.json',
  'scripts/bundle.mjs',
  'package.json',
])

if (!isFresh()) {
  fs.rmSync('dist', { recursive: true, force: true })
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']
  const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' })
  if (status !== 0) process.exit(1)
  await bundleAll()
  fs.mkdirSync('node_modules/.cache', { recursive: true })
  fs.writeFileSync(STAMP, JSON.stringify(sources))
}

function isFresh() {
  const built = fs.statSync(STAMP, { throwIfNoEntry: false })
  if (
    built === undefined ||
    !fs.existsSync('dist') ||
    fs.readFileSync(STAMP, 'utf8') !== JSON.stringify(sources)
  )
    return false
  return sources.every((path) => fs.statSync(path).mtimeMs < built.mtimeMs)
}
