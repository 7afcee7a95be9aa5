import { describe, expect, test } from 'vitest'
import { compare } from '../../../src/core/compare/compare.ts'
import { ofReport } from '../../../src/core/compare/comparable.ts'
import type { Comparable } from '../../../src/core/compare/comparable.ts'
import { summarize } from '../../../src/core/report.ts'
import type { TestEntry } from '../../../src/core/report.ts'
import type { MeasurementRecord } from '../../../src/core/wire.ts'
import { fileOf, recordOf, reportOf, testOf, tryOf } from '../../helpers/measurement-record.ts'

function comparablesOf(...tests: TestEntry[]): Comparable[] {
  const files = [fileOf(tests)]
  return ofReport(reportOf(files, summarize(files)))
}

const virtually = (overrides: Partial<MeasurementRecord> = {}): Comparable[] =>
  comparablesOf(testOf('researches', tryOf([recordOf({ clock: 'virtual', ...overrides })])))

describe('what a report tells', () => {
  test('has times to the third decimal, as a baseline', () => {
    const { percentilesMs, meanMs } = recordOf()
    const [before, after] = [0.0004, 0.0006].map((ms) =>
      virtually({ meanMs: (meanMs ?? 0) + 1, percentilesMs: { ...percentilesMs, p50: 100 + ms } }),
    )
    const limits = { minDetectableSlowdown: 0.1, toleranceOf: () => 0 }
    const { changed } = compare(before ?? [], after ?? [], limits)
    expect(changed.flatMap(({ changes }) => changes)).toStrictEqual([
      { what: 'p50', unit: 'virtual', before: 100, after: 100.001, direction: 'worse' },
    ])
  })

  test('has no exact times where real time is part of them', () => {
    const timesIn = (cpuCounted: boolean): unknown[] =>
      virtually({ cpuCounted }).map(({ exact }) => exact.get(1)?.times?.n)
    expect(timesIn(false)).toStrictEqual([recordOf().n])
    expect(timesIn(true)).toStrictEqual([undefined])
  })

  test('names the second test of a name as a baseline does, though the first measured nothing', () => {
    const test = { ...testOf('researches', tryOf([recordOf()])), nth: 1 }
    expect(comparablesOf(test).map((one) => one.test)).toStrictEqual(['researches #2'])
  })
})
