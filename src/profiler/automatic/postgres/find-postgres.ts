import { tracingChannel } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import { join } from 'node:path'

export type PostgresPart = 'client' | 'pool'

/** Files that export a class each. */
const FILES: Readonly<Record<PostgresPart, RegExp>> = {
  client: /[\\/]pg[\\/]lib[\\/]client\.js$/,
  pool: /[\\/]pg-pool[\\/]index\.js$/,
}

/**
 * Finds every copy of `pg` that the process has loaded, or loads from now on.
 * Those that a test runner has bundled, or keeps in a context of its own, are not found.
 *
 * @param found is given the prototype of each class, once
 * @returns a function that ends it
 */
export function findPostgres(found: (part: PostgresPart, prototype: object) => void): () => void {
  const { cache } = createRequire(join(process.cwd(), 'noop.js'))
  const seen = new Set<object>()
  const look = (): void => {
    for (const path of Object.keys(cache)) {
      for (const part of ['client', 'pool'] as const) {
        const prototype = FILES[part].test(path) ? prototypeOf(cache[path]?.exports) : undefined
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
  return typeof exported === 'function' ? (exported.prototype as object) : undefined
}
