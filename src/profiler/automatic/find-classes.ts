import { tracingChannel } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * Finds classes in every copy of a package that the process has loaded, or
 * loads from now on. Those that a test runner has bundled, or keeps in a context of its own, are not found.
 *
 * @param files files of the package that export a class each, by what they are called here
 * @param found is given the prototype of each class, once
 * @returns a function that ends it
 */
export function findClasses<Part extends string>(
  files: Readonly<Record<Part, RegExp>>,
  found: (part: Part, prototype: object) => void,
): () => void {
  const { cache } = createRequire(join(process.cwd(), 'noop.js'))
  const parts = Object.entries<RegExp>(files) as [Part, RegExp][]
  const seen = new Set<object>()
  const others = new Set<string>()
  const look = (): void => {
    for (const path of Object.keys(cache)) {
      if (others.has(path)) continue
      const part = parts.find(([, file]) => file.test(path))?.[0]
      const prototype = part && prototypeOf(cache[path]?.exports)
      if (part === undefined) others.add(path)
      if (part === undefined || prototype === undefined || seen.has(prototype)) continue
      seen.add(prototype)
      found(part, prototype)
    }
  }
  look()
  // Most calls of `require` load nothing: they have been made before.
  const known = new Set<string>()
  const loaded = (message: unknown): void => {
    const { parentFilename, id, parentURL, url } = message as Loading
    const what = JSON.stringify([parentFilename ?? parentURL, id ?? url])
    if (known.has(what)) return
    known.add(what)
    look()
  }
  const { end } = tracingChannel('module.require')
  const { asyncEnd } = tracingChannel('module.import')
  end.subscribe(loaded)
  asyncEnd.subscribe(loaded)
  return () => {
    end.unsubscribe(loaded)
    asyncEnd.unsubscribe(loaded)
  }
}

/** What Node tells of a call of `require`, or of `import`. */
interface Loading {
  readonly parentFilename?: unknown
  readonly id?: unknown
  readonly parentURL?: unknown
  readonly url?: unknown
}

/** A module that is still being loaded has none yet. */
function prototypeOf(exported: unknown): object | undefined {
  if (typeof exported === 'function') return exported.prototype as object
  return typeof exported === 'object' && exported !== null && 'default' in exported
    ? prototypeOf(exported.default)
    : undefined
}
