import { inheritLimits, readSlaOption } from '../core/sla.ts'
import type { InheritedLimit } from '../core/sla.ts'
import type { TestRun } from './test-run.ts'

/** Limits that a measurement of this name has from the options. */
export function inheritedLimits({ options, test }: TestRun, measurement: string): readonly InheritedLimit[] {
  if (options.sla === undefined) return []
  const read = readSlaOption(options.sla, 'skillperf options `sla`')
  return inheritLimits(read, [measurement, test.name, test.names.join(' > ')])
}
