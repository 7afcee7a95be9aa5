import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import type { WorkerBaseline } from '../../src/core/options/baseline-options.ts'
import type { WorkerOptions } from '../../src/core/options/skillperf-options.ts'
import type { ExactFigures } from '../../src/core/baseline/exact-entry.ts'
import type { Comparability } from '../../src/worker/baseline/comparability.ts'
import type { MeasuredEntry } from '../../src/worker/test-run.ts'
import { rememberEntry } from '../../src/worker/verdict-log.ts'
import { exactEntryOf, figuresWith, workerBaseline } from '../helpers/baselines.ts'
import { benchResultOf } from '../helpers/bench-result-of.ts'
import { countOf } from '../helpers/calls.ts'
import { callMatcher } from '../helpers/matcher-laws.ts'
import { measurementOf } from '../helpers/measurement-of.ts'
import type { Overrides } from '../helpers/measurement-of.ts'
import { placeOf, testRun } from '../helpers/test-run.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const NAME = 'toMatchBaseline'
const VIRTUAL: Comparability = { wanted: undefined, fixed: true, limited: false, exactTimes: true }

/** Ten iterations of 10 ms on the virtual clock, which call a mock once each. */
const calls = (each: number): Overrides => ({
  clock: 'virtual',
  counts: { search: countOf(new Array<number>(10).fill(each)) },
})
const TEN = new Array<number>(10).fill(10)
const AS_BEFORE = figuresWith({ iterations: 10, counts: [['calls search', 10]] })

interface Given {
  readonly baseline?: Partial<WorkerBaseline>
  readonly options?: Partial<WorkerOptions>
  readonly before?: ExactFigures | 'nothing'
  readonly now?: Overrides
  readonly comparability?: Partial<Comparability>
}

function measured({
  baseline,
  options,
  before = AS_BEFORE,
  now = calls(1),
  comparability,
}: Given): MeasuredEntry {
  const known = workerBaseline(before === 'nothing' ? [] : [exactEntryOf(before)], baseline)
  const entry: MeasuredEntry = {
    measurement: measurementOf(TEN, now),
    checks: [],
    sla: [],
    place: placeOf(),
    errorsShown: false,
    comparability: { ...VIRTUAL, ...comparability },
  }
  rememberEntry(testRun({ ...options, baseline: known }), entry)
  return entry
}

const match = (run: unknown, not: boolean, ...args: unknown[]): void => callMatcher(run, NAME, args, { not })

/** The message of a failure; undefined where there is none. */
function failure(given: Given, not = false, ...args: unknown[]): string | undefined {
  const { measurement } = measured(given)
  try {
    match(measurement, not, ...args)
  } catch (error) {
    expect(error).not.toBeInstanceOf(SkillperfError)
    return (error as Error).message.replaceAll(/\S+(?=skillperf\.baseline\.json)/g, '')
  }
  return undefined
}

describe('expect(run).toMatchBaseline', () => {
  test('passes what is the same, and fails under .not', () => {
    expect(failure({})).toBeUndefined()
    expect(failure({}, true)).toMatchInlineSnapshot(`
      "expect(run).not.toMatchBaseline()   research, virtual clock

      Expected something worse than in skillperf.baseline.json
      Received the same in every figure          n = 10 iterations

      Replay  seed 1"
    `)
  })

  test('passes what is better, and fails under .not', () => {
    const given = { now: calls(0) }
    expect(failure(given)).toBeUndefined()
    expect(failure(given, true)).toMatchInlineSnapshot(`
      "expect(run).not.toMatchBaseline()   research, virtual clock

      Expected something worse than in skillperf.baseline.json
      Received nothing that is worse          n = 10 iterations

      Replay  seed 1"
    `)
  })

  test('fails what is worse, and passes under .not', () => {
    const given = { now: calls(2) }
    expect(failure(given)).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   research, virtual clock

                      Expected  Received
      ✗ calls search         1         2  per iteration, +1
      Expected by skillperf.baseline.json          n = 10 iterations

      Likely cause: +1 \`search\` call per iteration, not with the same arguments: look at what asks for more.

      Next step: repair it. If it is meant to be so, accept it, and say why:
        SKILLPERF_REASON="…" npx vitest run skill.test.ts -u

      Replay  seed 1"
    `)
    expect(failure(given, true)).toBeUndefined()
  })

  test('passes what the baseline does not have yet, either way', () => {
    for (const not of [false, true]) {
      expect(failure({ before: 'nothing' }, not)).toBeUndefined()
      expect(failure({ now: { ...calls(2), seed: 2 } }, not)).toBeUndefined()
    }
  })

  test('-u takes what there is, but for what is asked under .not', () => {
    const baseline = { update: 'all' } as const
    expect(failure({ baseline, now: calls(2) })).toBeUndefined()
    expect(failure({ baseline }, true)).toContain('Expected something worse')
  })

  test.for([
    [{ baseline: { tolerance: 0.05 } }, undefined],
    [{}, { tolerance: '5%' }],
    [{ baseline: { tolerance: 0.01 } }, { tolerance: 0.05 }],
  ] as const)('allows times to be worse within a tolerance: %j %j', ([given, option]) => {
    const times = { ...figuresWith({ times: { p99Ms: 9.6, maxMs: 9.6 } }).times }
    const before = { ...AS_BEFORE, times: times as ExactFigures['times'] }
    expect(failure({ before })).toContain('✗ p99      9.60      10.0  ms, +4.2 %')
    expect(failure({ ...given, before }, false, option)).toBeUndefined()
    expect(failure({ ...given, before, now: calls(2) }, false, option)).toContain('✗ calls search')
  })

  test('tells of iterations that failed', () => {
    const now = {
      ...calls(1),
      failedNs: Float64Array.of(1e6),
      firstErrors: [{ iteration: 3, error: new Error('boom') }],
    }
    const before = figuresWith({ iterations: 11, counts: [['calls search', 10]] })
    expect(failure({ before, now })).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   research, virtual clock

                           Expected  Received
      ✗ failed iterations         0         1  in 11 iterations, +1
      Expected by skillperf.baseline.json          n = 11 iterations

      Next step: repair it. If it is meant to be so, accept it, and say why:
        SKILLPERF_REASON="…" npx vitest run skill.test.ts -u

      1 of 11 iterations failed (9.1 %); first, in iteration 3: Error: boom

      Replay  seed 1"
    `)
  })

  test('notes for the report what it has found', () => {
    const found = (given: Given, not = false): unknown => {
      const entry = measured(given)
      try {
        match(entry.measurement, not)
      } catch {}
      return { ...entry.compared, exact: undefined }
    }
    const real = { result: 'none', changes: [] }
    expect(found({ now: calls(2) })).toStrictEqual({
      found: { exact: { result: 'worse', changes: ['calls search 1 → 2 per iteration'] }, real },
      source: 'matcher',
      negated: false,
      exact: undefined,
    })
    expect(found({}, true)).toMatchObject({ found: { exact: { result: 'same' } }, negated: true })
    expect(found({ before: 'nothing' })).toMatchObject({ found: { exact: { result: 'missing' } } })
    expect(found({ now: calls(0) })).toMatchObject({ found: { exact: { result: 'better' } } })
  })
})

describe('counts that may differ from run to run', () => {
  const real = (each: number, overrides: Overrides = {}): Overrides => ({
    ...calls(each),
    clock: 'real',
    ...overrides,
  })
  const before = figuresWith({ iterations: 10, counts: [['calls search', 10]], times: null })

  test('are exact on the real clock where their number is fixed', () => {
    expect(failure({ before, now: real(1) })).toBeUndefined()
    expect(failure({ before, now: real(2) })).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   research, real clock

                      Expected  Received
      ✗ calls search         1         2  per iteration, +1
      Expected by skillperf.baseline.json          n = 10 iterations

      Likely cause: +1 \`search\` call per iteration, not with the same arguments: look at what asks for more.

      Next step: repair it. If it is meant to be so, accept it, and say why:
        SKILLPERF_REASON="…" npx vitest run skill.test.ts -u

      Replay  seed 1"
    `)
  })

  test.for<[string, Partial<Comparability>, Overrides, string]>([
    [
      'the number is not fixed',
      { fixed: false },
      {},
      "how many iterations there are depends on the machine: set `iterations`, or measure on { clock: 'virtual' }.",
    ],
    [
      'its time was up',
      {},
      { timeIsUp: true },
      "how many iterations there are depends on the machine: set `iterations`, or measure on { clock: 'virtual' }.",
    ],
    [
      'its samples ended it',
      {},
      { stopping: 'sequential' },
      "how many iterations there are depends on the machine: set `iterations`, or measure on { clock: 'virtual' }.",
    ],
    [
      'a call was given up',
      {},
      { seen: { timed: 1 } },
      "1 call was given up, or turned away by a rate limit: measure on { clock: 'virtual' }.",
    ],
    [
      'iterations have a timeout',
      { limited: true },
      { failedNs: Float64Array.of(1e6) },
      "iterations may have ended by their timeout: measure on { clock: 'virtual' }.",
    ],
    [
      'real time flows into the virtual one',
      { exactTimes: false },
      { clock: 'virtual', seen: { timed: 2 } },
      '2 calls were given up, or turned away by a rate limit, and real time is part of it.',
    ],
  ])('leave it open: %s', ([, comparability, overrides, reason]) => {
    const given = { before, now: real(2, overrides), comparability }
    expect(failure(given)).toBeUndefined()
    expect(failure(given, true)).toBeUndefined()
    expect(failure({ ...given, options: { inconclusive: 'fail' } })).toContain(`\nInconclusive: ${reason}\n`)
    expect(
      failure({ ...given, now: real(1, { ...overrides, failedNs: new Float64Array() }) }),
    ).toBeUndefined()
  })

  test('leave it open where one of the two has no virtual times, unless counts are worse', () => {
    const options = { inconclusive: 'fail' } as const
    expect(failure({ before, options })).toContain(
      'Inconclusive: the baseline has no virtual times of it, and this run some',
    )
    expect(failure({ before: AS_BEFORE, now: real(1), options })).toContain(
      'Inconclusive: the baseline has some virtual times of it, and this run none',
    )
    expect(failure({ before, now: calls(2) })).toContain('✗ calls search')
  })

  test('leave it open where nothing is counted any more', () => {
    const given = { before, now: { clock: 'real' }, options: { inconclusive: 'fail' } } as const
    expect(failure(given)).toMatchInlineSnapshot(`
      "expect(run).toMatchBaseline()   research, real clock

      Expected by skillperf.baseline.json          n = 10 iterations

      Inconclusive: the baseline has counts of it, and nothing was counted in this run.

      Next step: if it is meant to be so, record it anew: npx vitest run skill.test.ts -u

      Replay  seed 1"
    `)
  })

  test('are none without mocks on the real clock', () => {
    expect(failure({ before: 'nothing', now: { clock: 'real' } })).toBeUndefined()
  })
})

describe('misuse of toMatchBaseline', () => {
  const refused = (subject: unknown, ...args: unknown[]): string => {
    const errors = [false, true].map((not) => thrownBy(() => match(subject, not, ...args)))
    for (const error of errors) expect(error).toBeInstanceOf(SkillperfError)
    return errors[0]?.message ?? ''
  }

  test.for<[string, unknown, string]>([
    [
      'a function',
      function research() {},
      'toMatchBaseline judges a measurement, received function research. Measure first:\n\n' +
        '  const run = await perf.measure(research)\n  expect(run).toMatchBaseline()',
    ],
    [
      'a promise',
      Promise.resolve(1),
      'toMatchBaseline judges a measurement, received a promise. Await it first:\n\n' +
        '  const run = await perf.measure(…)\n  expect(run).toMatchBaseline()',
    ],
    [
      'a view',
      measurementOf([1], { firstItemNs: Float64Array.of(1) }).firstItem,
      'toMatchBaseline judges a whole measurement, received its view run.firstItem. Write:\n\n' +
        '  expect(run).toMatchBaseline()',
    ],
    [
      'a benchmark',
      benchResultOf([1, 2, 3]),
      'toMatchBaseline judges a measurement, received the result of a benchmark, which counts no calls. Measure instead:\n\n' +
        '  const run = await perf.measure(fn)\n  expect(run).toMatchBaseline()',
    ],
    [
      'a measurement in which nothing ran',
      measurementOf([]),
      'toMatchBaseline: nothing ran in "research", so that nothing was counted. Run at least one iteration.',
    ],
    [
      'a measurement without a test',
      measurementOf([1]),
      'toMatchBaseline: there is no baseline file to compare with: the options say `baseline: false`, or nobody has brought it. ' +
        'Run vitest with --reporter=skillperf, or put skillperf() into the plugins of the config.',
    ],
  ])('%s', ([, subject, message]) => {
    expect(refused(subject)).toBe(message)
  })

  test('options that are none', () => {
    const run = (): Measurement => measured({}).measurement
    expect(refused(run(), { tolerence: 0.1 })).toBe(
      'toMatchBaseline: unknown option `tolerence`. Did you mean `tolerance`? Known: tolerance.',
    )
    expect(refused(run(), { tolerance: '5' })).toMatchInlineSnapshot(
      `"toMatchBaseline: \`tolerance\` must be a share, received "5". Write a share up to 1, such as 0.01, or a percentage, such as '1%'."`,
    )
    expect(refused(run(), 0.05)).toBe(
      "toMatchBaseline: options must be a plain object, received 0.05. Write expect(run).toMatchBaseline({ tolerance: '5%' }).",
    )
  })

  test('a measurement that says that it is not compared', () => {
    expect(refused(measured({ comparability: { wanted: false } }).measurement)).toBe(
      'toMatchBaseline: the measurement says `baseline: false`, that it is not compared. Leave one of the two out.',
    )
  })

  test('a file that cannot be read', () => {
    const entry = measured({})
    const baseline = workerBaseline('{ "entries": [')
    rememberEntry(testRun({ baseline: { ...baseline, root: baseline.path.replace(/\/[^/]+$/, '') } }), entry)
    expect(refused(entry.measurement)).toContain('skillperf.baseline.json')
  })
})
