import { relative } from 'node:path'
import { numbered } from '../../core/baseline/baseline-key.ts'
import type { BaselineKey } from '../../core/baseline/baseline.ts'
import type { Measurement } from '../../core/measurement.ts'
import type { WorkerBaseline } from '../../core/options/baseline-options.ts'
import { redact } from '../../core/redact.ts'
import type { TestInfo } from '../test-run.ts'

/**
 * Where the baseline has a measurement, as reports name both: by its test, and by its name without secrets.
 *
 * @param before measurements of the same test that were made before it
 */
export function measurementKey(
  { project, root }: Pick<WorkerBaseline, 'project' | 'root'>,
  { file, names, nth }: Pick<TestInfo, 'file' | 'names' | 'nth'>,
  { name, seed }: Pick<Measurement, 'name' | 'seed'>,
  before: readonly Pick<Measurement, 'name' | 'seed'>[],
): BaselineKey {
  // Names that differ in their secrets alone are one, and told apart by their order.
  const same = before.filter((other) => redact(other.name) === redact(name) && other.seed === seed)
  return {
    project,
    file: relative(root, file).replaceAll('\\', '/'),
    test: numbered(names.join(' > '), nth),
    measurement: numbered(redact(name), same.length),
  }
}
