import { expect, test } from 'vitest'
import type { RealEntry } from '../../src/core/baseline/baseline.ts'
import { MOST_RECORDED, RECORDED_PROCESSES } from '../../src/core/baseline/baseline.ts'
import { laneInTurn } from './support/lanes.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

/** Two suites with tests of the same name, and one that nobody wants. */
const TESTS = `
import { appendFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
const note = (name) => appendFileSync(new URL('log.txt', import.meta.url), name + ' ' + process.pid + '\\n')
const options = { iterations: 30, warmup: 0 }
const work = () => { for (const end = performance.now() + 0.05; performance.now() < end;); }
describe('a (suite)', () => {
  for (const ms of [1, 2]) {
    test('same', async ({ perf }) => {
      note('same')
      await perf.measure('compute', options, () => { for (let i = 0; i < ms * 10; i++) work() })
    })
  }
})
test('fails', async ({ perf }) => {
  note('fails')
  await perf.measure('compute', options, work)
  expect(1).toBe(2)
})
test('unwanted', async ({ perf }) => {
  note('unwanted')
  await perf.measure('compute', options, work)
})
`

/** Records when the run has ended, as the reporter does, and leaves what came out. */
const RECORDER = `
import { writeFileSync } from 'node:fs'
import { recordReal } from '../../node_modules/skillperf/dist/src/main/baseline/record-real.js'
export default class {
  onInit(vitest) { this.vitest = vitest }
  async onTestRunEnd() {
    const key = (test) => ({ project: '', file: 'a.test.js', test, measurement: 'compute' })
    const wanted = ['a (suite) > same', 'a (suite) > same #2', 'fails', 'gone'].map(key)
    const told = []
    const { entries, failures } = await recordReal(this.vitest, wanted, (text) => told.push(text))
    const found = [...entries].map(([{ test }, entry]) => [test, entry])
    writeFileSync('recording.json', JSON.stringify({ found, failures, told }))
  }
}
`

const ONE_MORE = 'recording real times: one more process, because the machine was busy, a.test.js'

test.for(laneInTurn())('real times are recorded in five fresh processes (%s)', async (lane) => {
  const project = createProject(lane, { 'a.test.js': TESTS, 'recorder.js': RECORDER })
  // Threads start sooner; the processes that record are fresh all the same.
  await runVitest(project, ['--reporter=skillperf', '--reporter=./recorder.js', '--pool=threads'])
  const { found, failures, told } = JSON.parse(project.read('recording.json')) as {
    readonly found: readonly (readonly [string, RealEntry])[]
    readonly failures: readonly string[]
    readonly told: readonly string[]
  }
  const entries = new Map(found)
  // A test that fails was measured all the same.
  expect([...entries.keys()]).toStrictEqual(['a (suite) > same', 'a (suite) > same #2', 'fails'])
  for (const { rows, quantilesNs } of entries.values()) {
    expect(rows.map(({ n }) => n)).toStrictEqual([30, 30, 30, 30, 30])
    expect(quantilesNs).toHaveLength(41)
  }
  const fastestMs = (name: string): number =>
    Math.min(...(entries.get(name)?.rows ?? []).map(({ floorNs }) => floorNs / 1e6))
  expect(fastestMs('a (suite) > same')).toBeGreaterThanOrEqual(0.5)
  expect(fastestMs('a (suite) > same #2')).toBeGreaterThanOrEqual(1)
  expect(failures).toStrictEqual([
    'the real times of "compute" in a.test.js could not be recorded: its test was not found',
  ])
  const [first, more] = [told.slice(0, RECORDED_PROCESSES), told.slice(RECORDED_PROCESSES)]
  expect(first).toStrictEqual(
    [1, 2, 3, 4, 5].map((nth) => `recording real times: process ${nth} of 5, a.test.js`),
  )
  // Some more where the machine was busy.
  expect(more.length).toBeLessThanOrEqual(MOST_RECORDED - RECORDED_PROCESSES)
  expect([...new Set(more)].filter((text) => text !== ONE_MORE)).toStrictEqual([])
  const ran = project.read('log.txt').trim().split('\n')
  // The test that is not wanted runs only in the run itself; one that is, in five processes more, at least.
  expect(ran.filter((line) => line.startsWith('unwanted'))).toHaveLength(1)
  const pids = new Set(ran.filter((line) => line.startsWith('fails')))
  expect(pids.size).toBeGreaterThanOrEqual(1 + RECORDED_PROCESSES)
  expect(pids.size).toBeLessThanOrEqual(1 + told.length)
})
