import type { Vitest } from 'vitest/node'
import type { BaselineKey } from '../src/core/baseline/baseline.ts'
import { recordReal } from '../src/main/baseline/record-real.ts'
import type { Recording } from '../src/main/baseline/record-real.ts'
import { ProgressLine } from './progress-line.ts'

/** Records real times, and tells how far it has come on a line of standard error. */
export async function recordVisibly(vitest: Vitest, wanted: readonly BaselineKey[]): Promise<Recording> {
  const line = new ProgressLine(vitest.logger.errorStream)
  try {
    return await recordReal(vitest, wanted, (text) => line.tell(text))
  } finally {
    line.end()
  }
}
