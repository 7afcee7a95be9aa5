import { tmpdir } from 'node:os'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { SpanAttributes } from '../../../core/trace/span-table.ts'

/** Whoever reads more files than these has names made of data. */
const MOST = 1_000

/** What there is to say of files, by their paths: the same few are asked for over and over. */
export class PathsAbout {
  readonly #known = new Map<string, SpanAttributes | undefined>()
  readonly #temporary = tmpdir()
  #cwd = ''

  /** @returns undefined for what is no I/O of the code under test */
  about(path: string): SpanAttributes | undefined {
    const cwd = process.cwd()
    if (cwd !== this.#cwd || this.#known.size >= MOST) this.#known.clear()
    this.#cwd = cwd
    if (this.#known.has(path)) return this.#known.get(path)
    const about = isNoFile(path, this.#temporary) ? undefined : { 'file.path': shownPath(path, cwd) }
    this.#known.set(path, about)
    return about
  }
}

/** Relative to the working directory, with forward slashes; as it is where it lies outside. */
export function shownPath(path: string, cwd: string): string {
  const within = relative(cwd, resolve(cwd, path))
  const outside = /^\.\.(?:[\\/]|$)/.test(within) || isAbsolute(within)
  const shown = outside ? resolve(cwd, path) : within === '' ? '.' : within
  return shown.replaceAll(sep, '/')
}

/** What the system tells of itself, and modules on their way to a test runner. */
function isNoFile(path: string, temporary: string): boolean {
  return (
    /^\/(?:proc|sys)\//.test(path) ||
    (path.startsWith(temporary) && /[\\/][\w-]{21}[\\/][^\\/]+[\\/][\da-f]{40}$/.test(path))
  )
}
