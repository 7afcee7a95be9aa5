import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { RecordingAnswer, RecordingRequest } from '../../../src/core/baseline/recording.ts'
import { askProcess } from '../../../src/main/baseline/ask-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'skillperf-ask-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const REQUEST: RecordingRequest = {
  root: folder,
  config: false,
  project: undefined,
  pool: 'forks',
  cli: {},
  options: { seed: 1, sla: undefined, inconclusive: 'warn' },
  file: '/project/a.test.ts',
  tests: ['one'],
}

/** Asks a process that runs this code. */
function ask(code: string, limitMs: number = 60_000): Promise<RecordingAnswer> {
  const script = join(folder, 'script.mjs')
  writeFileSync(script, code)
  return askProcess({ node: process.execPath, execArgv: [], script }, REQUEST, limitMs)
}

test('askProcess hands over the request, and has the answer; what the process goes on with is not waited for', async () => {
  const code = `process.once('message', ({ tests }) => process.send({ kind: 'tests', tests: tests.map((name) => ({ name, report: Object.keys(process.env).filter((key) => key.startsWith('VITEST')) })) }))
    setInterval(() => {}, 1_000)`
  // It is another Vitest's: nothing of this one.
  expect(await ask(code)).toStrictEqual({ kind: 'tests', tests: [{ name: 'one', report: [] }] })
})

test.for<[string, string, string, number?]>([
  ['ends', 'process.exit(3)', 'it ended with code 3 and no answer'],
  [
    'says why it ends',
    "console.error('no such config'); process.exitCode = 1; process.disconnect()",
    'it ended with code 1 and no answer: no such config',
  ],
  ['takes too long', 'setInterval(() => {}, 1_000)', 'it did not end within 0.100 s', 100],
])('a process that %s is a failure', async ([, code, reason, limitMs]) => {
  expect(await ask(code, limitMs)).toStrictEqual({ kind: 'failure', reason })
})

test('a process that cannot be started is a failure', async () => {
  const recipe = { node: join(folder, 'no-such-node'), execArgv: [], script: 'script.mjs' }
  expect(await askProcess(recipe, REQUEST, 60_000)).toMatchObject({
    kind: 'failure',
    reason: expect.stringMatching(/^it could not be started: Error: spawn .*ENOENT/),
  })
})
