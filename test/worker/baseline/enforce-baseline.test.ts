import { describe, expect, onTestFinished, test } from 'vitest'
import type { BaselineRecord } from '../../../src/core/baseline/baseline-record.ts'
import type { WorkerBaseline } from '../../../src/core/options/baseline-options.ts'
import type { MeasureOptions } from '../../../src/core/options/measure-options.ts'
import { drawsDigest } from '../../../src/core/baseline/draws-digest.ts'
import { tool } from '../../../src/mocks/tool.ts'
import { stage } from '../../../src/worker/duet/stage.ts'
import { installFetchShim } from '../../../src/worker/fetch-shim.ts'
import { recordTry } from '../../../src/worker/record.ts'
import { runOnVirtualClock } from '../../../src/worker/run-on-virtual-clock.ts'
import { runTestVirtually } from '../../../src/worker/run-test-virtually.ts'
import { settle } from '../../../src/worker/settle.ts'
import { installClockShims } from '../../../src/worker/virtual/shims/install.ts'
import { exactEntryOf, workerBaseline } from '../../helpers/baselines.ts'
import { callMatcher } from '../../helpers/matcher-laws.ts'
import { measureSkill } from '../../helpers/measured-skill.ts'
import type { MeasuredSkill } from '../../helpers/measured-skill.ts'
import type { AttemptRecipe } from '../../../src/core/attempts.ts'
import { testRun } from '../../helpers/test-run.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

installFetchShim()
installClockShims()

/** A skill that asks twice what the baseline has it ask once. */
async function worse(
  overrides: Partial<WorkerBaseline>,
  measure: MeasureOptions = {},
  attempts?: AttemptRecipe | 'here',
): Promise<MeasuredSkill> {
  const { figures } = await measureSkill(({ search }) => search('a'))
  const baseline = workerBaseline([exactEntryOf(figures)], overrides)
  return measureSkill(
    async ({ search }) => {
      await search('a')
      await search('a')
    },
    { baseline, measure, attempts },
  )
}

const messages = (errors: readonly Error[]): string[] =>
  errors.map(({ message }) => message.split('\n')[0] ?? '')

describe('without a matcher', () => {
  test.for<[string, boolean, MeasureOptions, boolean]>([
    ['nobody asks', false, {}, false],
    ['the options ask', true, {}, true],
    ['the measurement asks', false, { baseline: true }, true],
    ['the measurement does not want it', true, { baseline: false }, false],
  ])('a measurement is compared where somebody asks: %s', async ([, enforce, measure, compared]) => {
    const { run, entry } = await worse({ enforce }, measure)
    const { errors } = settle(run)
    expect(messages(errors)).toStrictEqual(compared ? ['Baseline   research, virtual clock'] : [])
    expect(entry.compared?.found.exact.result).toBe(compared ? 'worse' : undefined)
    expect(errors.every(({ stack }) => stack?.includes('skill.test.ts:7:3') === true)).toBe(true)
  })

  test('the message says who asked', async () => {
    const [byOption] = settle((await worse({ enforce: true })).run).errors
    expect(byOption?.message).toContain('\nCompared because of `enforceBaseline` in the skillperf options\n')
    const [byMeasurement] = settle((await worse({}, { baseline: true })).run).errors
    expect(byMeasurement?.message).toContain('\nCompared because of `baseline: true` of this measurement\n')
  })

  test('a matcher that has asked is enough', async () => {
    const { run, measurement, entry } = await worse({ enforce: true })
    thrownBy(() => callMatcher(measurement, 'toMatchBaseline', []))
    expect(settle(run).errors).toStrictEqual([])
    expect(entry.compared?.source).toBe('matcher')
  })

  test('a file that cannot be read fails the test', async () => {
    const baseline = workerBaseline('{', { enforce: true })
    const { run } = await measureSkill(({ search }) => search('a'), { baseline })
    expect(settle(run).errors.map(({ name }) => name)).toStrictEqual(['SkillperfError'])
  })
})

describe('what main gets to know', () => {
  test('is left out where nobody has asked', async () => {
    const { run } = await worse({})
    settle(run)
    const [record] = (await recordTry(run)).measurements
    expect(record).not.toHaveProperty('baseline')
  })

  test('is what a baseline would keep, and what was found', async () => {
    const { run, figures } = await worse({ enforce: true })
    settle(run)
    const [record] = (await recordTry(run)).measurements
    expect(record?.baseline).toMatchObject({
      exact: { ...figures, times: { ...figures.times, histogramNs: record?.histogramNs } },
      row: null,
      quantilesNs: [],
      found: { exact: { result: 'worse' }, real: { result: 'none' } },
      source: 'options',
    })
    expect(record?.baseline).not.toHaveProperty('negated')
  })

  test('is told by who runs another seed, though nobody has asked', async () => {
    const { run, figures } = await measureSkill(({ search }) => search('a'), { forcedSeed: 3, seed: 1 })
    const [record] = (await recordTry(run)).measurements
    expect(record).toMatchObject({ seed: 3, baseline: { exact: { draws: figures.draws } } })
  })
})

describe('a measurement that is played in two versions', () => {
  const recorded = async (measure: MeasureOptions): Promise<BaselineRecord | undefined> => {
    stage.current = { meet: () => Promise.resolve() }
    onTestFinished(() => void (stage.current = undefined))
    const mocks = [tool.get('https://search.example/api', { name: 'search', json: {} })]
    const { run } = await measureSkill(({ search }) => search('a'), { mocks, measure })
    return (await recordTry(run)).measurements[0]?.baseline
  }

  test('tells what a baseline would keep, and why counts may differ', async () => {
    const fixed = await recorded({ clock: 'real', iterations: 20, warmup: 0 })
    expect(fixed).toMatchObject({ exact: { counts: expect.arrayContaining([['calls search', 20]]) } })
    expect(fixed).not.toHaveProperty('inexact')
    const open = await recorded({ clock: 'real', iterations: 20, time: '1min', warmup: 0 })
    expect(open?.inexact).toBe(
      "how many iterations there are depends on the machine: set `iterations`, or measure on { clock: 'virtual' }",
    )
  })
})

describe('a seed that is forced', () => {
  const seen = async (forcedSeed: number | undefined, measure: MeasureOptions): Promise<unknown> => {
    const { measurement, figures } = await measureSkill(({ search }) => search('a'), {
      forcedSeed,
      seed: 7,
      measure,
    })
    return [measurement.seed, figures.draws, measurement.p50]
  }

  test('is that of every measurement, whatever its own', async () => {
    const three = await seen(undefined, { seed: 3 })
    expect(await seen(3, {})).toStrictEqual(three)
    expect(await seen(3, { seed: 5 })).toStrictEqual(three)
    expect(await seen(undefined, { seed: 5 })).not.toStrictEqual(three)
  })

  test('is that of every virtual run', async () => {
    const drawn = async (forcedSeed: number | undefined, seed: number): Promise<number> => {
      const { run } = await measureSkill(({ search }) => search('a'), {
        forcedSeed,
        measure: { iterations: 1 },
      })
      const { value } = await runOnVirtualClock(run, [() => Math.random(), { seed }], new Error('here'))
      return value as number
    }
    expect(await drawn(3, 9)).toBe(await drawn(undefined, 3))
    expect(await drawn(undefined, 9)).not.toBe(await drawn(undefined, 3))
  })

  test('is that of a test on the virtual clock', async () => {
    const task = { meta: { skillperf: { clock: 'virtual', seed: 9 } } }
    const run = testRun({ forcedSeed: 3 })
    await runTestVirtually(run, task, () => {})
    expect(run.seed).toBe(3)
  })
})

test('other draws are left to the end of the test, where somebody can run it again', async () => {
  const { figures } = await measureSkill(({ search }) => search('a'))
  const base = {
    ...figures,
    draws: [['search', drawsDigest([1, 2, 3])]],
    times: figures.times && { ...figures.times, meanMs: 1 },
  } as const
  const matched = async (attempts: 'here' | undefined): Promise<MeasuredSkill> => {
    const measured = await measureSkill(({ search }) => search('a'), {
      baseline: workerBaseline([exactEntryOf(base)]),
      attempts,
    })
    callMatcher(measured.measurement, 'toMatchBaseline', [])
    return measured
  }
  const alone = await matched(undefined)
  expect(alone.run.suspicions).toStrictEqual([])
  expect(alone.entry.compared?.found.exact).toMatchObject({
    result: 'inconclusive',
    reason: 'it has drawn other latencies than the baseline',
  })
  const { run } = await matched('here')
  expect(run.suspicions.map(({ wants }) => wants)).toStrictEqual([{ seeds: [1, 2, 3, 4, 5, 6, 7, 8] }])
})
