import { readFileSync, statSync } from 'node:fs'
import { relative } from 'node:path'
import { keyText } from '../../core/baseline/baseline-key.ts'
import type { BaselineEntry, BaselineKey } from '../../core/baseline/baseline.ts'
import { openBaseline } from '../../core/baseline/read-baseline.ts'
import type { EntryReader } from '../../core/baseline/read-baseline.ts'
import type { WorkerBaseline } from '../../core/options/baseline-options.ts'
import { shared } from '../process-state.ts'

/** A file as it was read. */
interface KnownFile {
  readonly mtimeMs: number
  readonly size: number
  readonly read: EntryReader
  /** Those that were asked for, by the test file. */
  readonly entries: Map<string, ReadonlyMap<string, BaselineEntry>>
}

const files = shared('baselines', () => new Map<string, KnownFile>())

/**
 * What the baseline has of a measurement. The file is read when it is asked
 * for first, and again when it has changed; of its entries those of the test file
 * are checked.
 *
 * @returns undefined where it has nothing, or there is no file
 * @throws SkillperfError for a file that cannot be read, or damaged entries of the test file
 */
export function knownEntry(baseline: WorkerBaseline, key: BaselineKey): BaselineEntry | undefined {
  const { path } = baseline
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return undefined
  const { mtimeMs, size } = stats
  const before = files.get(path)
  const isSame = before?.mtimeMs === mtimeMs && before.size === size
  const file = isSame ? before : { mtimeMs, size, read: openFile(baseline), entries: new Map() }
  files.set(path, file)
  return entriesOf(file, key.file).get(keyText(key))
}

/** The file as messages name it: relative to the root. */
export function baselinePath({ path, root }: Pick<WorkerBaseline, 'path' | 'root'>): string {
  const inside = relative(root, path).replaceAll('\\', '/')
  return inside.startsWith('../') ? path : inside
}

function openFile(baseline: WorkerBaseline): EntryReader {
  return openBaseline(readFileSync(baseline.path, 'utf8'), baselinePath(baseline))
}

/** What a file has of one test file: there may be thousands of others, and each test process would check them. */
function entriesOf({ read, entries }: KnownFile, file: string): ReadonlyMap<string, BaselineEntry> {
  const known = entries.get(file) ?? new Map(read(file).map((entry) => [keyText(entry), entry]))
  entries.set(file, known)
  return known
}
