import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { EMPTY_BASELINE } from '../../core/baseline/baseline.ts'
import type { Baseline } from '../../core/baseline/baseline.ts'
import { formatBaseline } from '../../core/baseline/format-baseline.ts'
import { placeOf, readBaseline, restore } from '../../core/baseline/read-baseline.ts'
import { SkillperfError } from '../../core/errors.ts'
import { lineOf } from '../../core/json/scan-json.ts'
import { describeError } from '../../core/thrown.ts'
import { isCode, withFileLock } from '../file-lock.ts'
import { replaceDurably } from './replace-durably.ts'

/**
 * Reads a baseline file.
 *
 * @param path absolute
 * @param shown the path in messages
 * @returns the empty baseline where there is no file
 * @throws SkillperfError for a file that cannot be read, or is damaged
 */
export function loadBaseline(path: string, shown: string = path): Baseline {
  const text = readText(path, shown)
  return text === undefined ? EMPTY_BASELINE : readKept(text, shown)
}

/** The texts of baselines that were read: thousands of entries are not read twice in a run. */
const texts = new WeakMap<Baseline, string>()

function readKept(text: string, shown: string, known?: Baseline): Baseline {
  if (known !== undefined && texts.get(known) === text) return known
  const baseline = readBaseline(text, shown)
  texts.set(baseline, text)
  return baseline
}

/** Options of {@link changeBaseline}. */
export interface ChangeOptions {
  /** The path in messages. Default: the path. */
  readonly shown?: string
  /** What {@link loadBaseline} has returned: handed to `change` again if the file is still the same. */
  readonly known?: Baseline
}

/**
 * Changes a baseline file: nobody else changes it meanwhile, and whoever reads
 * it, or finds it after a crash, has the whole file of before or of after.
 * Nothing is written when nothing changes; a file that cannot be read is left
 * alone.
 *
 * @param path absolute; its folder has to be there
 * @param change gets what the file has at that moment; returns the same object for no change
 * @returns whether the file was written
 * @throws SkillperfError for a file that cannot be read or written, or is damaged
 */
export async function changeBaseline(
  path: string,
  change: (before: Baseline) => Baseline,
  { shown = path, known }: ChangeOptions = {},
): Promise<{ readonly changed: boolean }> {
  try {
    return await withFileLock(lockOf(path), async (lock) => {
      const text = readText(path, shown)
      const before = text === undefined ? EMPTY_BASELINE : readKept(text, shown, known)
      const after = change(before)
      if (after === before) return { changed: false }
      const formatted = formatBaseline(after)
      // Git may have given it other line ends.
      if (formatted === (text?.replaceAll('\r\n', '\n') ?? formatBaseline(EMPTY_BASELINE)))
        return { changed: false }
      await replaceDurably(path, formatted, () => lock.requireHeld())
      return { changed: true }
    })
  } catch (error) {
    throw error instanceof SkillperfError ? error : notWritten(shown, error)
  }
}

/** Beside the file, as what it is replaced by is: wherever it is shared, they are, too. */
function lockOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.lock`)
}

function readText(path: string, shown: string): string | undefined {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw notRead(shown, error)
  }
  const text = bytes.toString('utf8')
  if (isUtf8(bytes)) return text
  const line = lineOf(text, text.indexOf('\uFFFD'))
  throw new SkillperfError(`${placeOf(shown, line)}: this is no UTF-8 text. ${restore(shown)}`)
}

function notRead(shown: string, error: unknown): SkillperfError {
  if (isCode(error, 'EISDIR')) {
    return new SkillperfError(
      `${shown}: this is a folder, and the baseline is a file. Name a file with the option \`baseline\`, or move the folder away.`,
    )
  }
  if (isCode(error, 'EACCES', 'EPERM')) {
    return new SkillperfError(
      `${shown}: the baseline may not be read by this user. Give it read permission, or name another file with the option \`baseline\`.`,
    )
  }
  return new SkillperfError(`${shown}: the baseline cannot be read: ${describeError(error)}.`)
}

function notWritten(shown: string, error: unknown): SkillperfError {
  const fixes = {
    ENOENT: 'Make the folder that it should stand in',
    EACCES: 'Give this user write permission to the file and its folder',
    EPERM: 'Give this user write permission to the file and its folder',
    EROFS: 'Its file system is mounted for reading only',
    ENOSPC: 'Make room on its disk',
  }
  const code = Object.keys(fixes).find((one) => isCode(error, one)) as keyof typeof fixes | undefined
  const fix = code === undefined ? 'What was there before is left as it was' : fixes[code]
  return new SkillperfError(`${shown}: the baseline cannot be written: ${describeError(error)}. ${fix}.`)
}
