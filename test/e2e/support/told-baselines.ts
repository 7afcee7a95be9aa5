import type { BaselineRecord, Finding } from '../../../src/core/baseline/baseline-record.ts'
import { baselineRecordOf } from '../../helpers/seen-measurement.ts'
import { recordOf, tryOf } from '../../helpers/measurement-record.ts'

/** A measurement that a test tells of without having measured. */
export interface Told {
  readonly test: string
  readonly measurement?: string
  readonly exact?: Finding
  readonly record?: Partial<BaselineRecord>
  /** In front of the test's `test`: `.skip`, `.only`. */
  readonly how?: string
  /** What else the test does. */
  readonly code?: string
}

/** A test file whose tests say what the comparison with a baseline came to. */
export function telling(...all: readonly Told[]): string {
  const tests = all.map(({ test, measurement = test, exact, record = {}, how = '', code = '' }) => {
    const told = baselineRecordOf({
      ...(exact && { found: { exact, real: { result: 'none', changes: [] } } }),
      ...record,
    })
    const measured = recordOf({ name: measurement, clock: 'virtual', baseline: told })
    const report = { version: 1, tries: [tryOf([measured])] }
    return `test${how}(${JSON.stringify(test)}, ({ task }) => { task.meta.skillperf = ${JSON.stringify(report)}; ${code} })`
  })
  return `import { test } from 'vitest'\n${tests.join('\n')}\n`
}
