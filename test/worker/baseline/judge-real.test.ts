import { describe, expect, test } from 'vitest'
import type { BaselineEntry, RealEntry } from '../../../src/core/baseline/baseline.ts'
import type { Measurement } from '../../../src/core/measurement.ts'
import { judgeReal } from '../../../src/worker/baseline/judge-real.ts'
import type { RealComparison } from '../../../src/worker/baseline/judge-real.ts'
import { measurementOf } from '../../helpers/measurement-of.ts'
import { rowOf, slower } from '../../helpers/process-rows.ts'
import { MACHINE, comparedRun, realEntryOf } from '../../helpers/real-times.ts'

const known = (...machines: readonly string[]): BaselineEntry['real'] =>
  new Map(machines.map((machine): [string, RealEntry] => [machine, realEntryOf()]))

function judge(run: Measurement, real?: BaselineEntry['real']): RealComparison {
  return judgeReal(run, real, { machine: MACHINE, minDetectableSlowdown: 0.1 })
}

describe('judgeReal', () => {
  test.for<[string, Measurement, BaselineEntry['real'] | undefined, RealComparison['finding']]>([
    ['is the same', comparedRun(), known(MACHINE), { result: 'same', changes: [] }],
    [
      'is faster',
      comparedRun(slower(rowOf(), -20)),
      known(MACHINE),
      { result: 'better', changes: ['20 % faster, 0.100 → 0.0800 ms'] },
    ],
    [
      'looks slower',
      comparedRun(slower(rowOf(), 12)),
      known(MACHINE),
      {
        result: 'inconclusive',
        changes: [],
        reason: '12 % slower, 0.100 → 0.112 ms, and one process cannot tell',
      },
    ],
    [
      'has no entry, and too few iterations for one',
      measurementOf([1, 1, 1]),
      undefined,
      {
        result: 'none',
        changes: [],
        reason: '3 iterations left nothing to compare: run at least 20, of more than nothing',
      },
    ],
    ['has no entry', comparedRun(), undefined, { result: 'missing', changes: [] }],
    ['has an entry without real times', comparedRun(), new Map(), { result: 'missing', changes: [] }],
    [
      'has an entry of another machine',
      comparedRun(),
      known('Another CPU, arm64, Node 24, V8 13.6, reference 1'),
      {
        result: 'inconclusive',
        changes: [],
        reason:
          'its real times are those of another machine, "Another CPU, arm64, Node 24, V8 13.6, reference 1": to record them for this one, too, run its file with -u',
      },
    ],
    [
      'has too few iterations',
      measurementOf([1, 2, 3], { name: 'parse' }),
      known(MACHINE),
      {
        result: 'inconclusive',
        changes: [],
        reason: '3 iterations left nothing to compare: run at least 20, of more than nothing',
      },
    ],
    [
      'runs on the virtual clock',
      comparedRun(rowOf(), { clock: 'virtual' }),
      known(MACHINE),
      { result: 'none', changes: [] },
    ],
    [
      'runs several iterations at once',
      comparedRun(rowOf(), { load: { kind: 'closed', concurrency: 4 } }),
      known(MACHINE),
      {
        result: 'none',
        changes: [],
        reason: 'real times are compared where iterations run one at a time',
      },
    ],
  ])('a measurement that %s', ([, run, real, finding]) => {
    expect(judge(run, real).finding).toStrictEqual(finding)
  })

  test('looks at its own machine among several, and hands over what it compared', () => {
    const mine = realEntryOf([slower(rowOf(), 12)])
    const real = new Map([
      ['another', realEntryOf()],
      [MACHINE, mine],
    ])
    const run = comparedRun(slower(rowOf(), 12))
    const { finding, known: entry, times, regression } = judge(run, real)
    expect(finding.result).toBe('same')
    expect(entry).toBe(mine)
    expect(times?.row).toStrictEqual(slower(rowOf(), 12))
    expect(regression?.score).toBeCloseTo(0, 12)
  })

  test('finds as much as somebody asks for', () => {
    const run = comparedRun(slower(rowOf(), 12))
    const found = judgeReal(run, known(MACHINE), { machine: MACHINE, minDetectableSlowdown: 0.5 })
    expect(found.finding.result).toBe('same')
  })
})
