import type { BaselineReport } from '../../src/core/baseline/baseline-report.ts'
import type { ChangedSide } from '../../src/core/baseline/baseline-update.ts'
import { MACHINE } from './baseline-of.ts'

/** What a run says of a baseline where everything is as it was. */
export function baselineReportOf(overrides: Partial<BaselineReport> = {}): BaselineReport {
  return {
    path: 'skillperf.baseline.json',
    machine: MACHINE,
    update: 'new',
    isShard: false,
    written: false,
    found: { worse: 0, better: 0, same: 3, inconclusive: 0 },
    added: [],
    missing: [],
    worsened: [],
    improved: [],
    improvable: [],
    unaccepted: [],
    obsolete: [],
    removed: [],
    renames: [],
    inconclusive: [],
    failed: 0,
    ...overrides,
  }
}

export function sideOf(measurement: string, overrides: Partial<ChangedSide> = {}): ChangedSide {
  return {
    project: '',
    file: 'test/research.test.ts',
    test: 'meets its SLA',
    measurement,
    side: 'exact',
    changes: ['p95 1 100 → 1 300 ms'],
    ...overrides,
  }
}
