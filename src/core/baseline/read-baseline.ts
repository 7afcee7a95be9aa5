import { SkillperfError, usageError } from '../errors.ts'
import { parseJson } from '../json/parse-json.ts'
import { indexOfPath, lineOf } from '../json/scan-json.ts'
import { keyText } from './baseline-key.ts'
import { compareKeys } from './baseline.ts'
import type { Baseline, BaselineEntry } from './baseline.ts'
import { END, SCHEMA } from './format-baseline.ts'
import { Misfit, fieldsOf, listOf, pathOf } from './json-reader.ts'
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
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text
  const value = parse(json, path)
  try {
    return readFile(value, format)
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

function readFile(value: unknown, format: BaselineFormat): Baseline {
  const version = versionOf(value, format.version)
  const file = migrate(value as Readonly<Record<string, unknown>>, version, format)
  const { entries } = fieldsOf(file, undefined, ['schema', 'version', 'entries'])
  const list = listOf(entries, { above: undefined, key: 'entries' })
  const given = list.at(-1) === END ? list.slice(0, -1) : list
  const read = given.map((one, key) => readEntry(one, { above: ENTRIES, key }))
  refuseTwice(read)
  return { entries: read.toSorted(compareKeys) }
}

const ENTRIES = { above: undefined, key: 'entries' }

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

function refuseTwice(entries: readonly BaselineEntry[]): void {
  const seen = new Set<string>()
  for (const [key, entry] of entries.entries()) {
    const text = keyText(entry)
    if (seen.has(text))
      throw new Misfit(
        { above: ENTRIES, key },
        `the entry of ${JSON.stringify(entry.measurement)} in the test ${JSON.stringify(entry.test)} stands twice`,
      )
    seen.add(text)
  }
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
