import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { RecordedDuet } from '../../bench/duet-process.ts'
import { DUET, ruleByDuets } from '../../bench/duet-rule.ts'
import { compareDuets, drawComparison } from '../../bench/regression.ts'
import { summarizeRegressions } from '../../bench/regression-summary.ts'
import type { CellRulings } from '../../bench/regression-summary.ts'
import { readProcesses } from '../../bench/regression-record.ts'
import type { RecordedProcess } from '../../bench/regression-process.ts'
import { OURS, RULES, VITEST } from '../../bench/regression-rules.ts'
import type { Comparison, Ruling } from '../../bench/regression-rules.ts'
import { randomStream } from '../../src/core/time/random.ts'
import { range } from '../helpers/measurement-of.ts'
import { rowOf, slower } from '../helpers/process-rows.ts'

function processOf(percent: number = 0, overrides: Partial<RecordedProcess> = {}): RecordedProcess {
  const factor = 1 + percent / 100
  return {
    workload: 'timer',
    slower: 0,
    machine: 'quiet',
    of: 'here',
    at: 0,
    row: slower(rowOf(), percent),
    meanNs: 100 * factor,
    samplesNs: range(81, 120).map((ns) => ns * factor),
    tookMs: 400,
    wallMs: 1_200,
    ...overrides,
  }
}

/** The same code before, and processes that are slower by some per cent now. */
const comparisonOf = (...percents: readonly number[]): Comparison => ({
  base: [processOf(), processOf(), processOf()],
  attempts: percents.map((percent) => processOf(percent)),
})

async function ruling(name: string, ...percents: readonly number[]): Promise<Ruling | undefined> {
  const rule = RULES.find((one) => one.name === name)
  const rulings = await rule?.judge([comparisonOf(...percents)])
  return rulings?.[0]
}

describe('the rules', () => {
  test.for<[string, readonly number[], Ruling]>([
    ['mean × 1.1', [9], { fails: false, ms: 400 }],
    ['mean × 1.1', [11, 0, 0], { fails: true, ms: 400 }],
    ['Mann-Whitney + 5 %', [4], { fails: false, ms: 400 }],
    ['Mann-Whitney + 5 %', [20], { fails: true, ms: 400 }],
    // Above 5 %, and by chance as like as not.
    ['Mann-Whitney + 5 %', [5.1], { fails: false, ms: 400 }],
    [OURS, [0, 0, 0], { fails: false, ms: 400 }],
    // Fresh processes have to start.
    [OURS, [12, -2, 12], { fails: false, ms: 2_800 }],
    [OURS, [12, 12, 12], { fails: true, ms: 2_800 }],
    [OURS, [6, 6, 6, 6, 6], { fails: true, ms: 5_200 }],
  ])('%s, of processes that are slower by %o', async ([name, percents, expected]) => {
    expect(await ruling(name, ...percents)).toStrictEqual(expected)
  })
})

function duetOf(percent: number, overrides: Partial<RecordedDuet> = {}): RecordedDuet {
  const voice = { n: 150, errors: 0 }
  return {
    workload: 'timer',
    slower: 0,
    machine: 'quiet',
    of: 'here',
    at: 0,
    duet: {
      measurement: 'work',
      slices: 150,
      played: 160,
      old: { ...voice, q25Ns: 1_000 },
      new: { ...voice, q25Ns: 1_000 * (1 + percent / 100) },
    },
    wallMs: 1_000,
    ...overrides,
  }
}

describe('duets', () => {
  test.for<[string, readonly number[], Ruling]>([
    ['a first one that is no slower', [4, 20, 20, 20], { fails: false, ms: 1_000 }],
    ['a slower one that nobody confirms', [20, 0, 0, 20], { fails: false, ms: 3_000 }],
    ['two of two', [20, 20, 20, 0], { fails: true, ms: 3_000 }],
    ['two of three', [20, 20, 0, 20], { fails: true, ms: 4_000 }],
  ])('%s', ([, percents, expected]) => {
    expect(ruleByDuets(percents.map((percent) => duetOf(percent)))).toStrictEqual(expected)
  })

  test('are drawn from each cell', () => {
    const duets = [
      ...range(1, 10).map(() => duetOf(0)),
      ...range(1, 10).map(() => duetOf(10, { slower: 10 })),
    ]
    const shares = compareDuets(duets, 50).map(({ slower, rule, rulings }) => {
      return [slower, rule, rulings.filter(({ fails }) => fails).length]
    })
    expect(shares).toStrictEqual([
      [0, DUET, 0],
      [10, DUET, 50],
    ])
  })

  test('that end too soon settle nothing', () => {
    expect(() => ruleByDuets([])).toThrow('no duet was played')
    expect(() => ruleByDuets([duetOf(20), duetOf(20)])).toThrow('2 duets have not settled it')
  })
})

describe('drawComparison', () => {
  const before = range(0, 19).map((at) => processOf(0, { at }))
  const ats = (processes: readonly RecordedProcess[]): number[] => processes.map(({ at }) => at)

  test('draws five that followed each other, and others that did', () => {
    const random = randomStream(1, 'draws')
    for (let draw = 0; draw < 500; draw++) {
      const { base, attempts } = drawComparison(before, before, random)
      const [from = -1] = ats(base)
      expect(ats(base)).toStrictEqual(range(from, from + 4))
      const others = before.filter((one) => !base.includes(one))
      const first = others.indexOf(attempts[0] ?? processOf())
      expect(attempts).toStrictEqual([...others, ...others].slice(first, first + 7))
      expect(attempts.some((one) => base.includes(one))).toBe(false)
    }
  })

  test('draws more for the baseline where the machine was slow, as it would be recorded', () => {
    const slow = processOf(0, { row: rowOf({ ref05Ns: 70_000 }), at: -1 })
    const disturbed = [...before.slice(0, 4), slow, ...before.slice(4)]
    const { base } = drawComparison(disturbed, before, () => 0)
    expect(ats(base)).toStrictEqual([0, 1, 2, 3, -1, 4])
  })

  test('draws each of them sooner or later', () => {
    const random = randomStream(1, 'draws')
    const drawn = range(1, 500).map(() => drawComparison(before, before, random))
    expect(new Set(drawn.flatMap(({ base }) => ats(base))).size).toBe(20)
    expect(new Set(drawn.map(({ attempts }) => attempts[0]?.at)).size).toBe(20)
  })

  test('needs some of both', () => {
    const random = randomStream(1, 'draws')
    expect(() => drawComparison([], before, random)).toThrow('too few processes were recorded')
    const few = before.slice(0, 5)
    expect(() => drawComparison(few, few, random)).toThrow('too few processes were recorded')
  })
})

describe('summarizeRegressions', () => {
  const cellOf = (
    rule: string,
    fails: readonly boolean[],
    where: Partial<CellRulings> = {},
  ): CellRulings => ({
    workload: 'timer',
    slower: 0,
    machine: 'quiet',
    rule,
    rulings: fails.map((one) => ({ fails: one, ms: one ? 9_000 : 500 })),
    ...where,
  })

  test('has shares of all workloads, and of the worst', () => {
    const found = [
      cellOf(VITEST, [true, true, false, false]),
      cellOf(VITEST, [true, true, true, false], { workload: 'allocating' }),
      cellOf(OURS, [false, false, false, false]),
      cellOf(OURS, [true, false, false, false], { workload: 'allocating' }),
      cellOf(OURS, [true, true, true, false], { slower: 10 }),
      cellOf(OURS, [true, true, true, true], { slower: 20, machine: 'CPU hog' }),
      cellOf(DUET, [true, true, true, false, false], { slower: 10 }),
    ]
    const { rows, asides } = summarizeRegressions(found, 12)
    expect(rows.find(({ row }) => row === 'unchanged, quiet')).toMatchObject({ peer: 62.5, ours: 12.5 })
    expect(rows.find(({ row }) => row === 'unchanged, quiet, worst workload')).toMatchObject({
      peer: 75,
      ours: 25,
      goal: 'regression: false alarms of a workload',
    })
    expect(rows.find(({ row }) => row === '10 % slower, quiet')).toMatchObject({ ours: 75 })
    expect(rows.find(({ row }) => row === '20 % slower, CPU hog')).toMatchObject({ ours: 100 })
    expect(rows.at(-1)).toMatchObject({ row: 'time of a pass', unit: 's', peer: 0.5, ours: 0.5 })
    expect(rows.find(({ row }) => row === 'duet, 10 % slower, quiet')).toMatchObject({
      ours: 60,
      goal: 'duet: 10 % slower',
    })
    const [rules, workloads] = asides
    expect(rules?.rows.at(-2)?.slice(0, 3)).toStrictEqual([OURS, '12.5 (25.0)', '75.0 (NaN)'])
    expect(workloads?.rows.map(([name, same]) => [name, same])).toStrictEqual([
      ['timer', '0.0'],
      ['allocating', '25.0'],
    ])
  })

  test('of nothing has figures that meet no goal', () => {
    const { rows } = summarizeRegressions([], 0)
    expect(rows[0]?.ours).toBeNaN()
  })
})

describe('readProcesses', () => {
  const folder = mkdtempSync(join(tmpdir(), 'skillperf-processes-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'data.jsonl')

  test('has none where there is no file', () => {
    expect(readProcesses(join(folder, 'none.jsonl'), 'here')).toStrictEqual([])
  })

  test('has those of this machine, without a line that was cut off, and the next one gets a line of its own', () => {
    const [mine, other] = [processOf(), processOf(0, { of: 'there' })]
    const cut = JSON.stringify(mine).slice(0, 50)
    writeFileSync(file, `${JSON.stringify(mine)}\n${JSON.stringify(other)}\n${cut}`)
    expect(readProcesses(file, 'here')).toStrictEqual([mine])
    expect(readFileSync(file, 'utf8')).toMatch(/\n$/)
    expect(readProcesses(file, 'here')).toStrictEqual([mine])
  })
})
