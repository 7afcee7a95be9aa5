import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Attempt } from '../../src/core/attempts.ts'
import { runAttempts } from '../../src/worker/attempts.ts'

const folder = mkdtempSync(join(tmpdir(), 'skillperf-attempts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs attempts by a process of this code. */
function attempts(code: string, seeds?: readonly number[], node: string = process.execPath) {
  const script = join(folder, 'script.mjs')
  writeFileSync(script, code)
  return runAttempts(
    {
      node,
      execArgv: [],
      script,
      lock: join(folder, 'lock'),
      request: {
        root: folder,
        config: false,
        project: undefined,
        pool: 'forks',
        cli: {},
        options: { seed: 1, sla: undefined, inconclusive: 'warn' },
      },
    },
    { file: '/project/a.test.ts', names: ['suite', 'a test'], nth: 0, timeoutMs: 5_000, seeds },
  )
}

const told = (all: readonly Attempt[]): unknown[] =>
  all.map((one) => (one.kind === 'failure' ? one.reason : one.report.tries.length))

/** A process that answers for so many runs, each with a report of as many tries as its seed, and then does this. */
const answering = (runs: number, then = ''): string => `process.once('message', ({ seeds = [0] }) => {
  const tries = (seed) => Array.from({ length: seed }, (_, retry) => ({ retry, repeat: 0, measurements: [] }))
  for (const seed of seeds.slice(0, ${runs}))
    process.send({ kind: 'reports', reports: [{ version: 1, tries: tries(seed) }] })
  ${then}
})
setInterval(() => {}, 1_000)`

describe('attempts', () => {
  test('have one answer without seeds, and one for each of them', async () => {
    expect(told(await attempts(answering(9)))).toStrictEqual([0])
    expect(told(await attempts(answering(9), [3, 1, 2]))).toStrictEqual([3, 1, 2])
  })

  test.for<[string, string, string]>([
    ['dies', 'setTimeout(() => process.exit(3), 50)', 'it ended with code 3 and no answer'],
    [
      'says why it dies',
      "setTimeout(() => { console.error('out of memory'); process.exitCode = 1; process.exit() }, 50)",
      'it ended with code 1 and no answer: out of memory',
    ],
    [
      'cannot go on',
      "process.send({ kind: 'failure', reason: 'Error: the port is taken' })",
      'Error: the port is taken',
    ],
  ])(
    'keep what was answered by a process that %s, and have its reason for the rest',
    async ([, then, reason]) => {
      expect(told(await attempts(answering(2, then), [1, 2, 3, 4]))).toStrictEqual([1, 2, reason, reason])
    },
  )

  test('are failures where the process cannot be started', async () => {
    const all = await attempts('', [1, 2], join(folder, 'no-such-node'))
    expect(told(all)).toStrictEqual([
      expect.stringMatching(/^it could not be started: Error: spawn .*ENOENT/),
      expect.stringMatching(/^it could not be started: Error: spawn .*ENOENT/),
    ])
  })

  test('of what is no report say so', async () => {
    const code = `process.once('message', () => process.send({ kind: 'reports', reports: [null] }))`
    expect(told(await attempts(code))).toStrictEqual(['the test was not found, or measured nothing'])
  })
})
