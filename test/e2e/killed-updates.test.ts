import type { ChildProcess } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SOAK } from '../helpers/soak.ts'
import { createProject } from './support/project.ts'
import type { Project } from './support/project.ts'
import { runVitestAlone } from './support/run-vitest.ts'
import type { Outcome } from './support/run-vitest.ts'

const FILE = 'skillperf.baseline.json'
/** A run takes seconds. */
const KILLS = SOAK ? 100 : 3
/** Longer than the change of a file takes. */
const WRITING_MS = 30
const LOOK_EVERY_MS = 1

/** So many measurements that the file is not written in one go; each waits longer when it is to be worse. */
const TESTS = `
import { expect, test } from 'vitest'

for (let n = 0; n < 200; n++) {
  test('waits ' + n, async ({ perf }) => {
    const ms = process.env.CHANGED === 'yes' ? 20 : 10
    const wait = () => new Promise((resolve) => setTimeout(resolve, ms + n))
    const run = await perf.measure('wait', { clock: 'virtual', iterations: 5 }, wait)
    expect(run).toMatchBaseline()
  })
}
`

const update = (
  project: Project,
  changed: boolean,
  started?: (child: ChildProcess) => void,
): Promise<Outcome> =>
  runVitestAlone(project, ['--reporter=skillperf', '-u'], changed ? { CHANGED: 'yes' } : {}, started)

/** Kills a run after a while. */
function killAfter(ms: number): (child: ChildProcess) => void {
  return (child) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), ms)
    child.once('exit', () => clearTimeout(timer))
  }
}

/** Kills a run a while after it has begun to change the file. */
function killWriting({ root }: Project, ms: number): (child: ChildProcess) => void {
  return (child) => {
    const look = setInterval(() => {
      if (!existsSync(join(root, `.${FILE}.lock`))) return
      clearInterval(look)
      killAfter(ms)(child)
    }, LOOK_EVERY_MS)
    child.once('exit', () => clearInterval(look))
  }
}

test(
  'a run with -u that is killed at any moment leaves the whole file of before or of after',
  { timeout: 60_000 + KILLS * 20_000 },
  async () => {
    const project = createProject('vitest-5', { 'a.test.js': TESTS })
    const first = await update(project, false)
    expect(first.exitCode, first.stderr).toBe(0)
    const good = project.read(FILE)
    const start = performance.now()
    await update(project, true)
    const tookMs = performance.now() - start
    const worse = project.read(FILE)
    expect(worse).not.toBe(good)

    let killed = 0
    for (let kill = 0; kill < KILLS; kill++) {
      // Each would change the file.
      const changed = project.read(FILE) === good
      const started =
        kill % 2 === 0 ? killWriting(project, Math.random() * WRITING_MS) : killAfter(Math.random() * tookMs)
      const { exitCode } = await update(project, changed, started)
      if (exitCode === null) killed++
      expect([good, worse]).toContain(project.read(FILE))
    }
    expect(killed).toBeGreaterThan(0)

    // What they have left beside the file is in nobody's way.
    await update(project, project.read(FILE) === good)
    expect([good, worse]).toContain(project.read(FILE))
    expect(readdirSync(project.root).filter((name) => name.startsWith('.skillperf'))).toStrictEqual([])
  },
)
