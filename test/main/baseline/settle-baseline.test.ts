import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Vitest } from 'vitest/node'
import { keyText } from '../../../src/core/baseline/baseline-key.ts'
import type { BaselineReport } from '../../../src/core/baseline/baseline-report.ts'
import { formatBaseline } from '../../../src/core/baseline/format-baseline.ts'
import type { UpdateMode, WorkerBaseline } from '../../../src/core/options/baseline-options.ts'
import type { FileReport } from '../../../src/core/report.ts'
import type { MeasurementRecord } from '../../../src/core/wire.ts'
import { loadBaseline } from '../../../src/main/baseline/baseline-file.ts'
import { settleBaselines } from '../../../src/main/baseline/settle-baseline.ts'
import type { BaselineFacts, RecordReal } from '../../../src/main/baseline/settle-baseline.ts'
import { MACHINE, baselineOf, entryOf, realOf } from '../../helpers/baseline-of.ts'
import { fileOf, recordOf, testOf, tryOf } from '../../helpers/measurement-record.ts'
import { MISSING, NONE, SAME, WORSE, baselineRecordOf, realRecordOf } from '../../helpers/seen-measurement.ts'

let root = ''
let path = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'skillperf-settle-'))
  path = join(root, 'base.json')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Options of a project, as far as they matter here. */
function optionsOf(project: string, file = path): [string, WorkerBaseline] {
  const options = { path: file, machine: MACHINE, rewritesReal: false, project }
  return [project, options as WorkerBaseline]
}

/** A run of Vitest, as far as it matters here: not whole, unless files are said to be all. */
function fakeVitest(update: UpdateMode, reporters: readonly string[] = [], all = -1): Vitest {
  return {
    config: { root, reporters, watch: false, project: [] },
    snapshot: { options: { updateSnapshot: update } },
    globTestSpecifications: () => Promise.resolve({ length: all }),
  } as unknown as Vitest
}

const neverRecords: RecordReal = () => Promise.reject(new Error('nothing is to be recorded'))

function settle(
  files: readonly FileReport[],
  update: UpdateMode,
  facts: Partial<BaselineFacts> = {},
): Promise<BaselineReport[]> {
  return settleBaselines({
    vitest: fakeVitest(update),
    modules: [],
    specifications: 1,
    errors: [],
    reason: 'passed',
    files,
    baselines: new Map([optionsOf('')]),
    recordReal: neverRecords,
    env: {},
    ...facts,
  })
}

const virtual = (name: string, overrides: Partial<MeasurementRecord> = {}): MeasurementRecord =>
  recordOf({
    name,
    clock: 'virtual',
    baseline: baselineRecordOf({ found: { exact: MISSING, real: NONE } }),
    ...overrides,
  })

const keysIn = (file = path): string[] =>
  loadBaseline(file).entries.map(({ test: name, measurement }) => `${name} > ${measurement}`)

test('12 workers with 200 measurements each: all are there, in one write', async () => {
  const files = Array.from({ length: 12 }, (_, worker) =>
    fileOf(
      Array.from({ length: 200 }, (_, i) => testOf(`test ${i}`, tryOf([virtual('m')]))),
      { file: `test/${worker}.test.ts` },
    ),
  )
  const [report] = await settle(files, 'new')
  expect(report?.written).toBe(true)
  expect(report?.added).toHaveLength(2_400)
  expect(new Set(loadBaseline(path).entries.map(keyText)).size).toBe(2_400)
  const text = readFileSync(path, 'utf8')
  expect((await settle(files, 'new'))[0]?.written).toBe(false)
  expect(readFileSync(path, 'utf8')).toBe(text)
})

test('several of one name are told apart: tests, measurements; not seeds', async () => {
  const tests = [
    testOf('t', tryOf([virtual('m'), virtual('m'), virtual('m', { seed: 2 }), virtual('other')])),
    { ...testOf('t', tryOf([virtual('m')])), nth: 1 },
  ]
  await settle([fileOf(tests)], 'new')
  expect(keysIn()).toStrictEqual(['t > m', 't > m #2', 't > other', 't #2 > m'])
  expect([...(loadBaseline(path).entries[0]?.exact.keys() ?? [])]).toStrictEqual([1, 2])
})

test('a measurement that nobody compared counts for the number, and has no entry', async () => {
  await settle([fileOf([testOf('t', tryOf([virtual('m', { baseline: undefined }), virtual('m')]))])], 'new')
  expect(keysIn()).toStrictEqual(['t > m #2'])
})

test('of tries the last has a say, of repetitions the worst', async () => {
  writeFileSync(path, formatBaseline(baselineOf(entryOf('t', { measurement: 'm' }))))
  const judged = (found: typeof SAME): MeasurementRecord =>
    virtual('m', { baseline: baselineRecordOf({ found: { exact: found, real: NONE } }) })
  const retried = testOf('t', tryOf([judged(WORSE)]), tryOf([judged(SAME)], { retry: 1 }))
  expect((await settle([fileOf([retried])], 'none'))[0]?.found).toMatchObject({ same: 1, worse: 0 })
  const repeated = testOf(
    't',
    tryOf([judged(SAME)]),
    tryOf([judged(WORSE)], { repeat: 1 }),
    tryOf([judged(SAME)], { repeat: 2 }),
  )
  expect((await settle([fileOf([repeated])], 'none'))[0]?.found).toMatchObject({ same: 0, worse: 1 })
})

test('nothing of a test that failed is written', async () => {
  const failed = { ...testOf('t', tryOf([virtual('m')])), state: 'failed' as const }
  const [report] = await settle([fileOf([failed])], 'all')
  expect(report).toMatchObject({ failed: 1, added: [], written: false })
  expect(existsSync(path)).toBe(false)
})

describe('real times', () => {
  const real = (name: string, found = MISSING): MeasurementRecord =>
    recordOf({ name, clock: 'real', baseline: realRecordOf(found) })
  const files = [fileOf([testOf('t', tryOf([real('a'), real('b')]))])]

  test('are recorded once for all that want it, under -u, and written', async () => {
    const asked: string[][] = []
    const recordReal: RecordReal = (_, wanted) => {
      asked.push(wanted.map(({ measurement }) => measurement))
      const [first] = wanted
      const entries = new Map(first === undefined ? [] : [[first, realOf()] as const])
      return Promise.resolve({ entries, failures: ['the real times of "b" could not be recorded'] })
    }
    const [report] = await settle(files, 'all', { recordReal })
    expect(asked).toStrictEqual([['a', 'b']])
    expect(keysIn()).toStrictEqual(['t > a'])
    expect(report?.added).toMatchObject([{ measurement: 'a', side: 'real' }])
    expect(report?.missing).toMatchObject([{ measurement: 'b', side: 'real' }])
  })

  test.for<[UpdateMode, BaselineFacts['reason']]>([
    ['new', 'passed'],
    ['none', 'passed'],
    ['all', 'interrupted'],
  ])('are not recorded under %s, when the run has %s', async ([mode, reason]) => {
    const [report] = await settle(files, mode, { reason })
    expect(report?.missing).toHaveLength(2)
    expect(existsSync(path)).toBe(false)
  })

  test('that break the recording are told of, and the rest is written', async () => {
    const both = [fileOf([testOf('t', tryOf([real('a'), virtual('v')]))])]
    const recordReal: RecordReal = () => Promise.reject(new Error('no processes'))
    const [report] = await settle(both, 'all', { recordReal })
    expect(report?.problem).toStrictEqual({
      message: 'real times could not be recorded: Error: no processes',
      failsRun: true,
    })
    expect(keysIn()).toStrictEqual(['t > v'])
  })

  test('that are there are not recorded', async () => {
    const known = (name: string): ReturnType<typeof entryOf> =>
      entryOf('t', { measurement: name, exact: new Map(), real: new Map([[MACHINE, realOf()]]) })
    writeFileSync(path, formatBaseline(baselineOf(known('a'), known('b'))))
    const same = [fileOf([testOf('t', tryOf([real('a', SAME), real('b', SAME)]))])]
    expect((await settle(same, 'all'))[0]).toMatchObject({ written: false, found: { same: 2 } })
  })
})

test('each file has the projects that name it', async () => {
  const other = join(root, 'other.json')
  const files = ['x', 'y', 'z', 'none'].map((project) =>
    fileOf([testOf(`in ${project}`, tryOf([virtual('m')]))], { project }),
  )
  const baselines = new Map([optionsOf('x'), optionsOf('y', other), optionsOf('z')])
  const reports = await settle(files, 'new', { baselines })
  expect(reports.map((report) => report.path)).toStrictEqual(['base.json', 'other.json'])
  expect(keysIn()).toStrictEqual(['in x > m', 'in z > m'])
  expect(keysIn(other)).toStrictEqual(['in y > m'])
})

test('what is worse is accepted with the reason and the commit', async () => {
  execFileSync('git', ['init', '-q'], { cwd: root })
  const identity = ['-c', 'user.name=n', '-c', 'user.email=e@e.example', '-c', 'commit.gpgsign=false']
  execFileSync('git', [...identity, 'commit', '-q', '--allow-empty', '-m', 'm'], { cwd: root })
  const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' })
  writeFileSync(path, formatBaseline(baselineOf(entryOf('t', { measurement: 'm' }))))
  const worse = virtual('m', { baseline: baselineRecordOf({ found: { exact: WORSE, real: NONE } }) })
  const files = [fileOf([testOf('t', tryOf([worse]))])]
  const [report] = await settle(files, 'all', { env: { SKILLPERF_REASON: '  a larger model ' } })
  expect(report).toMatchObject({ worsened: [{ measurement: 'm' }], unaccepted: [] })
  expect(loadBaseline(path).entries[0]?.exact.get(1)?.accepted).toStrictEqual({
    reason: 'a larger model',
    commit: head.slice(0, 12),
    worse: ['p95 1 100 → 1 300 ms'],
  })
})

test('a shard that leaves a blob writes nothing', async () => {
  const files = [fileOf([testOf('t', tryOf([virtual('m')]))])]
  const [report] = await settle(files, 'all', { vitest: fakeVitest('all', ['blob']) })
  expect(report).toMatchObject({ isShard: true, update: 'none', written: false })
  expect(existsSync(path)).toBe(false)
})

describe('a whole run', () => {
  const settleWhole = (facts: Partial<BaselineFacts> = {}): Promise<BaselineReport[]> =>
    settle([], 'all', { vitest: fakeVitest('all', [], 1), specifications: 1, ...facts })
  const old = baselineOf(entryOf('gone too', { file: 'test/deleted.test.ts' }), entryOf('gone'))

  test('takes away what nothing has any more', async () => {
    writeFileSync(path, formatBaseline(old))
    const [report] = await settleWhole()
    expect(report?.removed).toHaveLength(2)
    expect(loadBaseline(path).entries).toStrictEqual([])
  })

  test.for<[string, Partial<BaselineFacts>]>([
    ['was interrupted', { reason: 'interrupted' }],
    ['had errors outside of tests', { errors: [new Error('unhandled')] }],
    ['had fewer files', { specifications: 0 }],
  ])('it is none that %s', async ([, facts]) => {
    writeFileSync(path, formatBaseline(old))
    expect(await settleWhole(facts)).toStrictEqual([])
    expect(loadBaseline(path)).toStrictEqual(old)
  })

  test('says nothing where there is no file', async () => {
    expect(await settleWhole()).toStrictEqual([])
  })
})

describe('problems', () => {
  const files = [fileOf([testOf('t', tryOf([virtual('m')]))])]

  test('a damaged file fails the run', async () => {
    writeFileSync(path, '{')
    for (const mode of ['none', 'new', 'all'] as const) {
      expect((await settle(files, mode))[0]?.problem).toStrictEqual({
        message:
          'base.json, line 1: the file ends too early: expected a key in double quotes. Take back its last good version with git restore base.json, or delete it and record anew with vitest run -u.',
        failsRun: true,
      })
    }
  })

  test.for<[UpdateMode, boolean]>([
    ['new', false],
    ['all', true],
  ])('what cannot be written fails a run under %s: %s', async ([mode, failsRun]) => {
    const baselines = new Map([optionsOf('', join(root, 'none', 'base.json'))])
    const [report] = await settle(files, mode, { baselines })
    expect(report?.problem).toStrictEqual({
      message: expect.stringMatching(
        /^none\/base\.json: the baseline cannot be written: Error: ENOENT: .*\. Make the folder that it should stand in\.$/,
      ) as string,
      failsRun,
    })
  })
})
