import { SkillperfError, usageError } from '../errors.ts'
import { parseJson } from '../json/parse-json.ts'
import { indexOfPath, lineOf } from '../json/scan-json.ts'
import { keyText } from './baseline-key.ts'
import { compareKeys } from './baseline.ts'
import type { Baseline, BaselineEntry } from './baseline.ts'
import { END, SCHEMA } from './format-baseline.ts'
import { Misfit, fieldsOf, listOf, pathOf } from './json-reader.ts'
import type { At } from './json-reader.ts'
import { CURRENT_FORMAT, migrate } from './migrations.ts'
import type { BaselineFormat } from './migrations.ts'
import { readEntry } from './read-entry.ts'

/**
 * Reads a baseline file: every version up to the current one, however it is
 * laid out, with or without a byte order mark.
 *
 * @param path as messages show it
 * @throws SkillperfError for a file that is damaged, in conflict, of something else or of a newer version; names the line and what to do
 */
export function readBaseline(text: string, path: string, format: BaselineFormat = CURRENT_FORMAT): Baseline {
  return { entries: openBaseline(text, path, format)() }
}

/** Reads entries of one test file, or all, in the order of their keys. */
export type EntryReader = (file?: string) => readonly BaselineEntry[]

/**
 * Reads a baseline file as {@link readBaseline}, but each entry only when it is
 * asked for: a test process needs few of thousands.
 *
 * @returns what reads entries; it throws for those that are damaged
 */
export function openBaseline(
  text: string,
  path: string,
  format: BaselineFormat = CURRENT_FORMAT,
): EntryReader {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text
  const value = parse(json, path)
  const placed = <T>(read: () => T): T => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof Misfit)) throw error
      throw usageError({
        place: placeOf(path, lineOf(json, indexOfPath(json, pathOf(error.at)))),
        rule: error.message,
        ...(error.received !== undefined && { received: error.received }),
        fix: error.fix ?? restore(path),
      })
    }
  }
  const list = placed(() => readList(value, format))
  return (file) => placed(() => readEntries(list, file))
}

function readList(value: unknown, format: BaselineFormat): readonly unknown[] {
  const version = versionOf(value, format.version)
  const file = migrate(value as Readonly<Record<string, unknown>>, version, format)
  const { entries } = fieldsOf(file, undefined, ['schema', 'version', 'entries'])
  const list = listOf(entries, ENTRIES)
  return list.at(-1) === END ? list.slice(0, -1) : list
}

function readEntries(list: readonly unknown[], file: string | undefined): BaselineEntry[] {
  const seen = new Set<string>()
  const read = list.flatMap((one, index) => {
    if (file !== undefined && isOfOther(one, file)) return []
    const at = { above: ENTRIES, key: index }
    const entry = readEntry(one, at)
    refuseTwice(entry, at, seen)
    return [entry]
  })
  return read.toSorted(compareKeys)
}

/** Whether an entry is surely of another test file. */
function isOfOther(entry: unknown, file: string): boolean {
  if (typeof entry !== 'object' || entry === null || !('file' in entry)) return false
  return typeof entry.file === 'string' && entry.file !== file
}

const ENTRIES: At = { above: undefined, key: 'entries' }

/** Whose file it is, and of which version; anything that is not ours is not ours to change. */
function versionOf(value: unknown, current: number): number {
  const { schema, version } = (value ?? {}) as Readonly<Record<string, unknown>>
  if (schema !== SCHEMA)
    throw new Misfit(
      { above: undefined, key: 'schema' },
      `this is not a baseline of skillperf: \`schema\` must be ${JSON.stringify(SCHEMA)}`,
      { value: schema },
      'Name another file with the option `baseline`, or move this one away.',
    )
  const at = { above: undefined, key: 'version' }
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw new Misfit(at, '`version` must be a whole number from 1 up', { value: version })
  if (version <= current) return version
  throw new Misfit(
    at,
    `a newer skillperf has written the file: this one reads up to version ${current}`,
    { value: version },
    'Update skillperf.',
  )
}

function refuseTwice(entry: BaselineEntry, at: At, seen: Set<string>): void {
  const key = keyText(entry)
  if (seen.has(key))
    throw new Misfit(
      at,
      `the entry of ${JSON.stringify(entry.measurement)} in the test ${JSON.stringify(entry.test)} stands twice`,
    )
  seen.add(key)
}

const MARKER = /^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?$/m

function refuseConflict(text: string, path: string): void {
  const marker = MARKER.exec(text)
  if (marker === null) return
  throw new SkillperfError(
    `${placeOf(path, lineOf(text, marker.index))}: git left a conflict there. ` +
      `Keep whole entries of both sides and delete the lines with <<<<<<<, ======= and >>>>>>>, or take one side with git checkout --theirs ${shellWord(path)} and then vitest run -u.`,
  )
}

function parse(text: string, path: string): unknown {
  if (text.trim() === '') throw new SkillperfError(`${placeOf(path, 1)}: the file is empty. ${restore(path)}`)
  const parsed = parseJson(text)
  if (parsed.kind === 'value') return parsed.value
  refuseConflict(text, path)
  const { index, problem, truncated } = parsed.fault
  const end = truncated ? 'the file ends too early: ' : ''
  throw new SkillperfError(`${placeOf(path, lineOf(text, index))}: ${end}${problem}. ${restore(path)}`)
}

/** What puts a damaged file right. */
export function restore(path: string): string {
  return `Take back its last good version with git restore ${shellWord(path)}, or delete it and record anew with vitest run -u.`
}

/** A file and a line, as messages begin. */
export function placeOf(path: string, line: number): string {
  return `${path}, line ${line}`
}

function shellWord(path: string): string {
  return /^[\w./\\:@+-]+$/.test(path) ? path : `"${path}"`
}
