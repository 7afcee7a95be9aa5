import { describe, expect, test } from 'vitest'
import { formatComparison } from '../../../src/core/compare/format-comparison.ts'
import type { DuetAnswer, DuetRequest, DuetTestAnswer } from '../../../src/main/duet/duet-request.ts'
import { runDuet } from '../../../src/main/duet/run-duet.ts'
import { recordOf, tryOf } from '../../helpers/measurement-record.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'

const REQUEST: DuetRequest = {
  root: '/home/me/app',
  config: undefined,
  projects: [],
  repository: '/home/me/app',
  old: '/tmp/old',
  renamed: {},
  deleted: [],
  filters: [],
  folder: '/tmp/tests',
  only: undefined,
}

function testOf(name: string, overrides: Partial<DuetTestAnswer> = {}, measurement = name): DuetTestAnswer {
  const report = { version: 1, tries: [tryOf([recordOf({ name: measurement })])] }
  return { names: ['suite', name], state: 'passed', error: undefined, report, duets: null, ...overrides }
}

/** The new version of a test, which took so many times as long. */
function slower(name: string, ratio: number, overrides: Partial<DuetTestAnswer> = {}): DuetTestAnswer {
  const voice = (q25Ns: number): object => ({ n: 400, errors: 0, q25Ns })
  const duet = { measurement: name, slices: 150, played: 150, old: voice(1e6), new: voice(1e6 * ratio) }
  return testOf(name, { duets: [duet], ...overrides })
}

const played = (after: readonly DuetTestAnswer[], before = after.map(withoutDuets)): DuetAnswer => ({
  kind: 'played',
  slowdown: 0.1,
  tolerances: { '': 0.02 },
  files: [
    { project: '', file: 'a.test.ts', error: undefined, only: undefined, tests: { old: before, new: after } },
  ],
})
const withoutDuets = (one: DuetTestAnswer): DuetTestAnswer => ({ ...one, duets: null })

/** Runs with these answers, one after the other. */
function run(...answers: DuetAnswer[]): Promise<DuetOutcome> {
  return runWith(undefined, ...answers)
}

interface DuetOutcome {
  readonly asked: readonly DuetRequest[]
  readonly told: readonly string[]
  readonly out: string
}

async function runWith(tolerance: number | undefined, ...answers: DuetAnswer[]): Promise<DuetOutcome> {
  const asked: DuetRequest[] = []
  const told: string[] = []
  const comparison = await runDuet(REQUEST, {
    slowdown: undefined,
    tolerance,
    tell: (step) => void told.push(step),
    ask: (request) => {
      asked.push(request)
      const answer = answers.shift()
      return answer === undefined ? Promise.reject(new Error('asked too often')) : Promise.resolve(answer)
    },
  })
  expect(answers, 'all were asked for').toStrictEqual([])
  return { asked, told, out: formatComparison(comparison, (_, text) => text).join('\n') }
}

describe('a measurement', () => {
  test('that is as fast as before takes one process', async () => {
    const { out } = await run(played([slower('a', 1.04), slower('b', 0.98)]))
    expect(out).toBe('2 real times are within noise (−2 % … +4 %)\n0 measurements changed, 2 unchanged')
  })

  test('that looks slower is repeated alone, and is slower when two more say so', async () => {
    const { asked, told, out } = await run(
      played([slower('a', 1.3), slower('b', 1)]),
      played([slower('a', 1.1)]),
      played([slower('a', 1.2)]),
    )
    expect(asked.map(({ only }) => only)).toStrictEqual([
      undefined,
      [{ project: '', file: 'a.test.ts', names: ['suite', 'a'] }],
      [{ project: '', file: 'a.test.ts', names: ['suite', 'a'] }],
    ])
    expect(told.slice(1)).toStrictEqual([
      'suite > a › a may be slower: once more in a fresh process (1)',
      'suite > a › a may be slower: once more in a fresh process (2)',
    ])
    expect(out).toMatchInlineSnapshot(`
      "a.test.ts

        measurement    what           before  after  change
        suite > a › a  real time, ms    1.00   1.20  +20 % worse

      1 real time is within noise (±0 %)
      1 measurement changed, 1 unchanged"
    `)
  })

  test('that two more processes deny is unchanged', async () => {
    const { out } = await run(
      played([slower('a', 1.3)]),
      played([slower('a', 1.0)]),
      played([slower('a', 1.1)]),
      played([slower('a', 1.01)]),
    )
    expect(out).toBe('1 real time is within noise (+5.4 %)\n0 measurements changed, 1 unchanged')
  })

  test('that nobody can repeat is inconclusive', async () => {
    const gone: DuetAnswer = { kind: 'failure', reason: 'Vitest ended with SIGKILL and no answer' }
    const { out } = await run(played([slower('a', 1.3)]), gone, gone, gone)
    expect(out).toMatchInlineSnapshot(`
      "not compared (1)
        a.test.ts › suite > a › a
          slower at first, and not confirmed: Vitest ended with SIGKILL and no answer

      0 measurements changed, 0 unchanged"
    `)
  })

  test('of a test that fails is inconclusive, and not repeated', async () => {
    const failing = slower('a', 2, { state: 'failed', error: 'AssertionError: expected 1 to be 2' })
    const { out } = await run(played([failing, slower('b', 1)], [testOf('a'), testOf('b')]))
    expect(out).toMatchInlineSnapshot(`
      "not compared (1)
        a.test.ts › suite > a
          fails in the new version: AssertionError: expected 1 to be 2

      1 real time is within noise (±0 %)
      0 measurements changed, 1 unchanged"
    `)
  })

  test('that both versions did not come to at once is inconclusive', async () => {
    const { out } = await run(played([testOf('a')]))
    expect(out).toMatchInlineSnapshot(`
      "not compared (1)
        a.test.ts › suite > a › a
          both versions did not come to it at once

      0 measurements changed, 0 unchanged"
    `)
  })
})

describe('times on the virtual clock', () => {
  /** A test whose p50 on the virtual clock is so many ms. */
  const waiting = (p50: number): DuetTestAnswer => {
    const record = recordOf({ clock: 'virtual', percentilesMs: { ...recordOf().percentilesMs, p50 } })
    return testOf('a', { report: { version: 1, tries: [tryOf([record])] } })
  }
  const answer = (ms: number): DuetAnswer => played([waiting(ms)], [waiting(100)])

  test.for<[string, number | undefined, number, string]>([
    ['the options, within it', undefined, 101, '0 measurements changed, 1 unchanged'],
    ['the options, beyond it', undefined, 103, '1 measurement changed, 0 unchanged'],
    ['the command line, which wins', 0, 101, '1 measurement changed, 0 unchanged'],
    ['the command line, within it', 0.05, 103, '0 measurements changed, 1 unchanged'],
  ])('may be worse by the tolerance of %s', async ([, tolerance, ms, total]) => {
    const { out } = await runWith(tolerance, answer(ms))
    expect(out.split('\n').at(-1)).toBe(total)
  })
})

describe('nothing to compare', () => {
  test('says that no test is in both versions', async () => {
    const { message } = await rejectionOf(run(played([testOf('new')], [testOf('old')])))
    expect(message).toMatchInlineSnapshot(
      `"skillperf duet: no test ran in both versions: none has the same file and name. Name an older version that has the tests already: --base=REF. A new test has nothing to be compared with."`,
    )
  })

  test('says why a file could not run', async () => {
    const broken: DuetAnswer = {
      kind: 'played',
      slowdown: 0.1,
      tolerances: {},
      files: [
        {
          project: '',
          file: 'a.test.ts',
          error: 'Error: the old version cannot be loaded: SyntaxError: planted',
          only: undefined,
          tests: { old: [], new: [] },
        },
      ],
    }
    expect((await rejectionOf(run(broken))).message).toMatchInlineSnapshot(
      `"skillperf duet: no test ran in both versions. a.test.ts: Error: the old version cannot be loaded: SyntaxError: planted. Name an older version that has the tests already: --base=REF. A new test has nothing to be compared with."`,
    )
  })

  test('says that nothing measures', async () => {
    const plain = testOf('a', { report: null })
    expect((await rejectionOf(run(played([plain])))).message).toMatchInlineSnapshot(
      `"skillperf duet: the tests that both versions have measure nothing. Write perf.measure('research', () => research(query)) in one of them."`,
    )
  })

  test('says what Vitest says when it cannot start', async () => {
    const reason = 'skillperf duet: Vitest finds no test files. Name them.'
    expect((await rejectionOf(run({ kind: 'failure', reason }))).message).toBe(reason)
  })
})
