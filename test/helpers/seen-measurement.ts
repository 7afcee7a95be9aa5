import type { BaselineRecord, Finding } from '../../src/core/baseline/baseline-record.ts'
import type { SeenMeasurement, UpdatePolicy } from '../../src/core/baseline/update-policy.ts'
import { MACHINE, exactOf } from './baseline-of.ts'

export const NONE: Finding = { result: 'none', changes: [] }
export const MISSING: Finding = { result: 'missing', changes: [] }
export const SAME: Finding = { result: 'same', changes: [] }
export const WORSE: Finding = { result: 'worse', changes: ['p95 1 100 → 1 300 ms'] }
export const BETTER: Finding = { result: 'better', changes: ['p95 1 100 → 900 ms'] }

/** What a worker tells of a measurement on the virtual clock that has an entry. */
export function baselineRecordOf(overrides: Partial<BaselineRecord> = {}): BaselineRecord {
  return {
    exact: exactOf(),
    row: null,
    quantilesNs: [],
    found: { exact: SAME, real: NONE },
    source: 'matcher',
    ...overrides,
  }
}

/** What a worker tells of a measurement on the real clock. */
export function realRecordOf(real: Finding, overrides: Partial<BaselineRecord> = {}): BaselineRecord {
  return baselineRecordOf({
    exact: null,
    row: { floorNs: 50_000, q05Ns: 51_000, ref05Ns: 45_000, n: 2_000, busyShare: 0.9 },
    quantilesNs: [50_000, 60_000],
    found: { exact: NONE, real },
    ...overrides,
  })
}

export function seenOf(test: string, overrides: Partial<SeenMeasurement> = {}): SeenMeasurement {
  return {
    project: '',
    file: 'test/research.test.ts',
    test,
    measurement: 'research',
    seed: 1,
    clock: 'virtual',
    record: baselineRecordOf(),
    ...overrides,
  }
}

export function policyOf(overrides: Partial<UpdatePolicy> = {}): UpdatePolicy {
  return {
    mode: 'new',
    machine: MACHINE,
    rewritesReal: false,
    reason: null,
    commit: '0123abc',
    isObsolete: null,
    ...overrides,
  }
}
