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
  const look = (): void => {
    for (const path of Object.keys(cache)) {
      for (const [part, file] of parts) {
        const prototype = file.test(path) ? prototypeOf(cache[path]?.exports) : undefined
        if (prototype === undefined || seen.has(prototype)) continue
        seen.add(prototype)
        found(part, prototype)
      }
    }
  }
  look()
  const loaded = ['module.import', 'module.require'].map((name) => tracingChannel(name))
  for (const { end, asyncEnd } of loaded) {
    end.subscribe(look)
    asyncEnd.subscribe(look)
  }
  return () => {
    for (const { end, asyncEnd } of loaded) {
      end.unsubscribe(look)
      asyncEnd.unsubscribe(look)
    }
  }
}

/** A module that is still being loaded has none yet. */
function prototypeOf(exported: unknown): object | undefined {
  if (typeof exported === 'function') return exported.prototype as object
  return typeof exported === 'object' && exported !== null && 'default' in exported
    ? prototypeOf(exported.default)
    : undefined
}
