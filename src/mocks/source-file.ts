import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { usageError } from '../core/errors.ts'
import { describeError } from '../core/thrown.ts'

/** Where a file is: a path, relative to the process's working directory, or a `file:` URL. */
export type FilePath = string | URL

/**
 * Reads a file of text.
 *
 * @throws SkillperfError for one that is not there or cannot be read
 */
export function readText(path: FilePath, place: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw usageError({
      place,
      rule: missing ? 'there is no such file' : `the file cannot be read (${describeError(error)})`,
      received: { value: pathText(path) },
      fix: `Paths are relative to ${process.cwd()}; new URL('./file', import.meta.url) is beside the test.`,
    })
  }
}

/**
 * Reads a file of JSON; what is no path stands for itself.
 *
 * @throws SkillperfError for a file that cannot be read, or is no JSON
 */
export function readJson(source: unknown, place: string): unknown {
  return isPath(source) ? parse(readText(source, place), source, place) : source
}

/** As {@link readJson}; a file of several lines of JSON is a list. */
export function readJsonLines(source: unknown, place: string): unknown {
  if (!isPath(source)) return source
  const text = readText(source, place)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.length > 1 && isJson(lines[0] ?? '')
    ? lines.map((line) => parse(line, source, place))
    : parse(text, source, place)
}

function isPath(value: unknown): value is FilePath {
  return typeof value === 'string' || value instanceof URL
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function parse(text: string, path: FilePath, place: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw usageError({
      place,
      rule: `the file is no JSON (${describeError(error)})`,
      received: { value: pathText(path) },
      fix: 'Look at the file: it may be another one, or cut off.',
    })
  }
}

function pathText(path: FilePath): string {
  return typeof path === 'string' ? path : path.protocol === 'file:' ? fileURLToPath(path) : path.href
}
