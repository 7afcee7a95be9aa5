import { AsyncResource } from 'node:async_hooks'
import nodeFs from 'node:fs'
import type { OpenSpan } from '../open-span.ts'
import { beginAutomatic } from './begin-automatic.ts'
import { PathsAbout } from './files/about-path.ts'
import { FILE_FUNCTIONS, HANDLE_FUNCTIONS } from './files/functions.ts'
import { callInside, isInside, watchLoading } from './files/inside.ts'
import { OpenFiles } from './files/open-files.ts'
import { syncExports } from './files/sync-exports.ts'
import type { Instrument } from './instrument.ts'
import { Patches } from './patches.ts'
import type { AnyFunction } from './patches.ts'
import { recordCallback, recordPromise, recordSync } from './record-call.ts'

/**
 * Accesses to files by `node:fs` and `node:fs/promises`: `fs.readFile`, and
 * `fs.readFileSync` for what keeps the event loop. Loading modules is none of
 * them. What has taken a function out of `node:fs` before keeps the real one.
 */
export const fs: Instrument = {
  name: 'fs',
  start() {
    const accesses = new FileAccesses()
    const endWatching = watchLoading()
    return () => {
      endWatching()
      accesses.undo()
    }
  },
}

/** Runs a function of Node's, and records it as its kind is recorded. */
type Run = (span: OpenSpan | undefined, call: (args: unknown[]) => unknown, args: unknown[]) => unknown

class FileAccesses {
  readonly #patches = new Patches()
  readonly #files = new OpenFiles()
  readonly #paths = new PathsAbout()
  #knowsHandles = false

  constructor() {
    for (const name of FILE_FUNCTIONS) {
      this.#patch(nodeFs, `${name}Sync`, this.#sync(name))
      this.#patch(nodeFs, name, this.#callingBack(name))
      this.#patch(nodeFs.promises, name, this.#promising(name))
    }
    syncExports(this.#patches.replaced)
  }

  undo(): void {
    this.#patches.undo()
    syncExports(new Map(Array.from(this.#patches.replaced, ([real, ours]) => [ours, real])))
  }

  #patch(host: object, name: string, run: Run): void {
    this.#patches.replace(host, name, (real) => {
      const begin = (file: unknown): OpenSpan | undefined => this.#begin(name, file)
      const isActive = (): boolean => this.#patches.on && !isInside()
      return function (this: unknown, ...args) {
        if (!isActive()) return real.apply(this, args)
        return run(begin(args[0]), (given) => callInside(() => real.apply(this, given)), args)
      }
    })
  }

  /** @returns undefined for what is no access of the code under test */
  #begin(name: string, file: unknown): OpenSpan | undefined {
    const path = this.#files.pathOf(file)
    if (path === undefined) return beginAutomatic(`fs.${name}`)
    const about = this.#paths.about(path)
    return about && beginAutomatic(`fs.${name}`, about)
  }

  #sync(name: string): Run {
    return (span, call, args) => {
      const path = this.#files.pathOf(args[0])
      if (name === 'close') this.#files.noteClosed(args[0])
      const result = span === undefined ? call(args) : recordSync(span, () => call(args))
      if (name === 'open') this.#files.noteOpened(result, path)
      return result
    }
  }

  #callingBack(name: string): Run {
    return (span, call, args) => {
      const callback = args.at(-1)
      const path = this.#files.pathOf(args[0])
      if (name === 'close') this.#files.noteClosed(args[0])
      if (typeof callback !== 'function') {
        span?.finish()
        return call(args)
      }
      const callWith = (ended: AnyFunction): unknown => {
        const opened = (fd: unknown): void => this.#files.noteOpened(fd, path)
        return call([...args.slice(0, -1), name === 'open' ? notingOpened(ended, opened) : ended])
      }
      // Node calls it in the context of its own code, which it is not.
      if (span === undefined) return callWith(AsyncResource.bind(callback as AnyFunction))
      return recordCallback(span, callback as AnyFunction, callWith)
    }
  }

  #promising(name: string): Run {
    return (span, call, args) => {
      if (span === undefined) return call(args)
      const result = recordPromise(span, () => call(args))
      if (name !== 'open') return result
      return (result as Promise<object>).then((handle) => {
        this.#files.noteOpened(handle, this.#files.pathOf(args[0]))
        this.#watchHandle(handle)
        return handle
      })
    }
  }

  #watchHandle(handle: object): void {
    if (!this.#patches.on) return
    const record = (name: string, real: AnyFunction): AnyFunction => {
      const begin = (file: unknown): OpenSpan | undefined =>
        this.#patches.on && !isInside() && this.#files.hasHandle(file) ? this.#begin(name, file) : undefined
      return function (this: unknown, ...args) {
        const span = begin(this)
        const call = (): unknown => callInside(() => real.apply(this, args))
        return span === undefined ? call() : recordPromise(span, call)
      }
    }
    // Each has a function of its own to close it, which is called once.
    const close: unknown = Reflect.get(handle, 'close')
    if (Object.hasOwn(handle, 'close') && typeof close === 'function') {
      const ours = record('close', (...args) => {
        Reflect.set(handle, 'close', close)
        return Reflect.apply(close, handle, args)
      })
      Reflect.set(handle, 'close', () => ours.call(handle))
    }
    if (this.#knowsHandles) return
    this.#knowsHandles = true
    // The class of file handles is found where one is opened.
    const prototype = Object.getPrototypeOf(handle) as object
    for (const name of HANDLE_FUNCTIONS) {
      this.#patches.replace(prototype, name, (real) => record(name, real))
    }
  }
}

/** Tells of what an `open` has opened before it is called back. */
function notingOpened(callback: AnyFunction, note: (fd: unknown) => void): AnyFunction {
  return function (this: unknown, ...args) {
    if (args[0] === null) note(args[1])
    return callback.apply(this, args)
  }
}
