import { expect, test } from 'vitest'
import type { BaselineEntry } from '../../src/core/baseline/baseline.ts'
import { formatBaseline } from '../../src/core/baseline/format-baseline.ts'
import { compareKeys } from '../../src/core/baseline/baseline.ts'
import type { Report } from '../../src/core/report.ts'
import { thisMachine } from '../../src/main/baseline/worker-baseline.ts'
import { laneInTurn } from './support/lanes.ts'
import { errorMessages } from './support/output.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

/** Code that waits: what it takes is decided by the test, and next to nothing by the machine. */
const SKILL = `
import { appendFileSync, readFileSync } from 'node:fs'
/** Notes that a test runs, and says for which time: 1 in the test run itself, above in fresh attempts. */
export function count(test) {
  const log = new URL(test + '.txt', import.meta.url)
  appendFileSync(log, '.')
  return readFileSync(log, 'utf8').length
}
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
`

const testOf = (name: string, slowIn: readonly number[]): string => `
import { expect, test } from 'vitest'
import { count, sleep } from './skill.js'
test('${name}', { timeout: 60_000 }, async ({ perf }) => {
  const ms = ${JSON.stringify(slowIn)}.includes(count('${name}')) ? 60 : 40
  const run = await perf.measure('${name}', { iterations: 25, warmup: 0 }, () => sleep(ms))
  expect(run).toMatchBaseline()
})
`

/** What a machine has recorded of code that waits for 40 ms. */
function entryOf(name: string, machine: string): BaselineEntry {
  const row = { floorNs: 40.2e6, q05Ns: 40.2e6, ref05Ns: 45_000, n: 25, busyShare: 0.02 }
  const real = new Map([
    [machine, { rows: [row, row, row, row, row], quantilesNs: Array.from({ length: 41 }, () => 40.2e6) }],
  ])
  return { project: '', file: `${name}.test.js`, test: name, measurement: name, exact: new Map(), real }
}

/** How often each test runs at least, and at most: a busy machine makes timers late, and so asks for more. */
const CASES = [
  { name: 'always', slowIn: [1, 2, 3, 4, 5], runs: [3, 5], result: 'worse' },
  { name: 'first', slowIn: [1], runs: [3, 5], result: 'same' },
  { name: 'never', slowIn: [], runs: [1, 5], result: 'same' },
  { name: 'elsewhere', slowIn: [1, 2, 3, 4, 5], runs: [1, 1], result: 'inconclusive' },
] as const

/** How late its timers were is the machine's. */
function withoutFigures(message: string): string {
  return message
    .replaceAll(/\b\d+(?:\.\d+)? %(?= slower)/g, '<figure> %')
    .replace(/(?<=^p5 +40\.2 +)\d+\.\d/m, '<figure>')
}

test.for(laneInTurn())('real times that became worse fail when fresh processes agree (%s)', async (lane) => {
  const project = createProject(lane, { 'skill.js': SKILL })
  for (const { name, slowIn } of CASES) project.write(`${name}.test.js`, testOf(name, slowIn))
  const entries = CASES.map(({ name }) =>
    entryOf(name, name === 'elsewhere' ? 'Another machine' : thisMachine()),
  )
  project.write('skillperf.baseline.json', formatBaseline({ entries: entries.toSorted(compareKeys) }))
  const { exitCode, stderr } = await runVitest(project, [
    '--reporter=skillperf',
    '--maxWorkers=2',
    '--pool=threads',
  ])
  expect(exitCode).toBe(1)
  const report = JSON.parse(project.read('.vitest/skillperf/report.json')) as Report
  const found = report.files.flatMap(({ tests }) =>
    tests.map(({ name, tries }) => [name, tries[0]?.measurements[0]?.baseline?.found.real.result]),
  )
  expect(Object.fromEntries(found)).toStrictEqual(
    Object.fromEntries(CASES.map((one) => [one.name, one.result])),
  )
  for (const { name, runs } of CASES) {
    const [least, most] = runs
    expect(project.read(`${name}.txt`).length, name).toBeGreaterThanOrEqual(least)
    expect(project.read(`${name}.txt`).length, name).toBeLessThanOrEqual(most)
  }
  expect(stderr).toContain(' ❯ always.test.js:7:')
  expect(errorMessages(stderr).map(withoutFigures)).toMatchInlineSnapshot(`
    [
      "AssertionError: expect(run).toMatchBaseline()   always, real clock, ms

    Expected at most <figure> % slower than the baseline
    Received at least <figure> % slower          n = 25 · 3 processes

        baseline   now
    p5      40.2  <figure>  <figure> % slower

    In 3 processes, beside 5 of the baseline: the lowest p5 is <figure> % slower, the middle one <figure> % slower. The code waits for most of its time, so that the machine's speed is left out.

    Next step: see what it waits for: perf.measure(name, { profile: 'trace' }, fn).
    If it has to be slower, accept it: SKILLPERF_REASON='why' npx vitest run always.test.js -u",
    ]
  `)
})
