import { fileURLToPath } from 'node:url'

/** Which files are open, so that what reads them can be told by their paths. */
export class OpenFiles {
  readonly #descriptors = new Map<number, string>()
  readonly #handles = new WeakMap<object, string>()

  /** @param opened a descriptor, or a `FileHandle` */
  noteOpened(opened: unknown, path: string | undefined): void {
    if (path === undefined) return
    if (typeof opened === 'number') this.#descriptors.set(opened, path)
    else if (typeof opened === 'object' && opened !== null) this.#handles.set(opened, path)
  }

  noteClosed(closed: unknown): void {
    if (typeof closed === 'number') this.#descriptors.delete(closed)
  }

  /** Whether it is a `FileHandle` that somebody has opened, not one of Node's own. */
  hasHandle(handle: unknown): boolean {
    return typeof handle === 'object' && handle !== null && this.#handles.has(handle)
  }

  /** @param file what a function of `node:fs` was given: a path, a descriptor, a `FileHandle` */
  pathOf(file: unknown): string | undefined {
    if (typeof file === 'string') return file
    if (typeof file === 'number') return this.#descriptors.get(file)
    if (Buffer.isBuffer(file)) return file.toString()
    if (file instanceof URL) return pathOfUrl(file)
    return typeof file === 'object' && file !== null ? this.#handles.get(file) : undefined
  }
}

/** @returns undefined for one that Node refuses, in its own words */
function pathOfUrl(url: URL): string | undefined {
  try {
    return fileURLToPath(url)
  } catch {
    return undefined
  }
}
