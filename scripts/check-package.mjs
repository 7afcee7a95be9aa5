// What a user gets: the published files, their types, and nothing unused.
import { spawnSync } from 'node:child_process'
import { requireNode } from './require-node.mjs'

requireNode()

const CHECKS = [
  ['publint', '--strict'],
  ['attw', '--pack', '.', '--profile', 'esm-only', '--no-color'],
  ['knip', '--no-progress'],
  ['changeset', 'status'],
]

for (const [command, ...args] of CHECKS) {
  console.log(`> ${command} ${args.join(' ')}`)
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(1)
}
