import type { BaselineRecord, Finding } from '../../core/baseline/baseline-record.ts'
import { keyText, numbered } from '../../core/baseline/baseline-key.ts'
import type { SeenMeasurement } from '../../core/baseline/update-policy.ts'
import { finalTries } from '../../core/report.ts'
import type { FileReport, TestEntry } from '../../core/report.ts'

/** A measurement that was compared, and what became of its test. */
export interface ComparedMeasurement extends SeenMeasurement {
  readonly passed: boolean
}

/**
 * The measurements that were compared with a baseline, one for each key and
 * seed: of the repetitions of a test the one that came off worst. Of tries
 * that another one took the place of, none.
 */
export function seenMeasurements(files: readonly FileReport[]): ComparedMeasurement[] {
  const seen = new Map<string, ComparedMeasurement>()
  for (const { project, file, tests } of files) {
    for (const test of tests) {
      for (const one of measurementsOf(test)) {
        const measurement = { project, file, ...one }
        const key = `${keyText(measurement)} ${measurement.seed}`
        const other = seen.get(key)
        if (other === undefined || severity(measurement.record) > severity(other.record))
          seen.set(key, measurement)
      }
    }
  }
  return [...seen.values()]
}

function measurementsOf(test: TestEntry): Omit<ComparedMeasurement, 'project' | 'file'>[] {
  return finalTries(test).flatMap(({ measurements }) => {
    // Several of one name and seed are told apart by their order.
    const counts = new Map<string, number>()
    return measurements.flatMap(({ name, seed, clock, baseline: record }) => {
      const same = JSON.stringify([name, seed])
      const nth = counts.get(same) ?? 0
      counts.set(same, nth + 1)
      if (record === undefined) return []
      const key = { test: numbered(test.name, test.nth ?? 0), measurement: numbered(name, nth) }
      return [{ ...key, seed, clock, record, passed: test.state === 'passed' }]
    })
  })
}

const BY_SEVERITY: readonly Finding['result'][] = [
  'none',
  'same',
  'better',
  'missing',
  'inconclusive',
  'worse',
]

function severity({ found }: BaselineRecord): number {
  return Math.max(BY_SEVERITY.indexOf(found.exact.result), BY_SEVERITY.indexOf(found.real.result))
}
