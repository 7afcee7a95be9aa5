import { readFileSync, statSync } from 'node:fs'
import { relative } from 'node:path'
import { keyText } from '../../core/baseline/baseline-key.ts'
import type { BaselineEntry, BaselineKey } from '../../core/baseline/baseline.ts'
import { readBaseline } from '../../core/baseline/read-baseline.ts'
import type { WorkerBaseline } from '../../core/options/baseline-options.ts'
import { shared } from '../process-state.ts'

/** A file as it was read. */
interface KnownFile {
  readonly mtimeMs: number
  readonly size: number
  readonly entries: ReadonlyMap<string, BaselineEntry>
}

const files = shared('baselines', () => new Map<string, KnownFile>())

/**
 * What the baseline has of a measurement. The file is read when it is asked
 * for first, and again when it has changed.
 *
 * @returns undefined where it has nothing, or there is no file
 * @throws SkillperfError for a file that cannot be read
 */
export function knownEntry(baseline: WorkerBaseline, key: BaselineKey): BaselineEntry | undefined {
  const { path } = baseline
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return undefined
  const { mtimeMs, size } = stats
  const before = files.get(path)
  const isSame = before?.mtimeMs === mtimeMs && before.size === size
  const file = isSame ? before : { mtimeMs, size, entries: readEntries(baseline) }
  files.set(path, file)
  return file.entries.get(keyText(key))
}

/** The file as messages name it: relative to the root. */
export function baselinePath({ path, root }: Pick<WorkerBaseline, 'path' | 'root'>): string {
  const inside = relative(root, path).replaceAll('\\', '/')
  return inside.startsWith('../') ? path : inside
}

function readEntries(baseline: WorkerBaseline): ReadonlyMap<string, BaselineEntry> {
  const { entries } = readBaseline(readFileSync(baseline.path, 'utf8'), baselinePath(baseline))
  return new Map(entries.map((entry) => [keyText(entry), entry]))
}
