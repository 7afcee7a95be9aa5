import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { publicName } from '../../core/redact.ts'

/** Of each part: with all of them and the digest a name stays below the 255 bytes that file systems take. */
const LONGEST_PART = 40
const DIGEST_LENGTH = 8

/** Whose profile it is. */
export interface Profiled {
  /** Empty for the root project. */
  readonly project: string
  /** Relative to the root. */
  readonly file: string
  /** Of the test, those of its suites first. */
  readonly names: readonly string[]
  /** Which one of the file's tests with these names it is. */
  readonly nth: number
  /** Which repetition of it, from 0. */
  readonly repeat: number
  readonly measurement: string
}

/**
 * A name for files about a measurement, without an extension: what a reader
 * looks for, in letters that every file system takes, and a digest of it all
 * that keeps those apart that look alike.
 */
export function profileName(profiled: Profiled): string {
  const { project, file, names, nth, repeat, measurement } = profiled
  const identity = JSON.stringify([project, file.replaceAll('\\', '/'), names, nth, repeat, measurement])
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, DIGEST_LENGTH)
  const test = names.at(-1) ?? ''
  const parts = [
    project,
    basename(file),
    ...(test === measurement ? [] : [test]),
    measurement,
    ...(repeat === 0 ? [] : [`repeat ${repeat}`]),
  ]
  return [...parts.map(partOf).filter((part) => part !== ''), digest].join('--')
}

function partOf(text: string): string {
  return publicName(text)
    .replace(/[^\w.-]+/g, '-')
    .slice(0, LONGEST_PART)
    .replace(/^[-.]+|[-.]+$/g, '')
}
