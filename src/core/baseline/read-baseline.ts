import * as v from 'valibot'
import { SkillperfError } from '../errors.ts'
import { BASELINE_VERSION } from './baseline.ts'
import type { Baseline } from './baseline.ts'
import { exactEntry } from './exact-entry.ts'
import { processRow } from './process-row.ts'

const entry = v.object({
  project: v.string(),
  file: v.string(),
  test: v.string(),
  measurement: v.string(),
  exact: v.record(v.string(), exactEntry),
  real: v.record(v.string(), v.object({ rows: v.array(processRow), quantilesNs: v.array(v.number()) })),
})

const file = v.object({
  schema: v.literal('skillperf/baseline'),
  version: v.literal(BASELINE_VERSION),
  entries: v.array(entry),
})

/**
 * Reads a baseline file.
 *
 * @param path for errors
 * @throws SkillperfError for anything else
 */
export function readBaseline(text: string, path: string): Baseline {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), file), text)
  if (!result.success) {
    const [issue] = result.issues
    throw new SkillperfError(`${path}: this is no baseline: ${issue.message}.`)
  }
  return {
    entries: result.output.entries.map(({ project, file, test, measurement, exact, real }) => ({
      project,
      file,
      test,
      measurement,
      exact: new Map(Object.entries(exact).map(([seed, one]) => [Number(seed), one])),
      real: new Map(Object.entries(real)),
    })),
  }
}
