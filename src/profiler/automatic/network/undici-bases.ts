import { createRequire } from 'node:module'

/** What the dispatchers of a copy of undici have in common. */
export interface Dispatcher {
  dispatch(this: Dispatcher, options: Options, handler: object): boolean
}

/** It comes from callers. */
export type Options = { readonly method?: unknown; readonly path?: unknown } | null | undefined

/** The file of undici's that has the class which all of its dispatchers are of. */
const BASE = /[\\/]undici[\\/]lib[\\/]dispatcher[\\/]dispatcher-base\.js$/

const known = new Set<Dispatcher>()

/** The prototypes of all copies of npm's undici that are loaded, as far as they are known. */
export function undiciBases(): Iterable<Dispatcher> {
  const { cache } = createRequire(import.meta.url)
  for (const [file, module] of Object.entries(cache)) {
    if (!BASE.test(file)) continue
    const base = (module?.exports as { readonly prototype?: Dispatcher } | undefined)?.prototype
    if (base !== undefined && Object.hasOwn(base, 'dispatch')) known.add(base)
  }
  return known
}

/** The prototype of the copy of undici whose connection it is: for one that was bundled, or is no longer in the cache of modules. */
export function baseOfSocket(socket: object): Dispatcher | undefined {
  const key = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'client')
  const client: unknown = key && Reflect.get(socket, key)
  if (typeof client !== 'object' || client === null) return undefined
  let base = Object.getPrototypeOf(client) as object | null
  while (base !== null && !Object.hasOwn(base, 'dispatch'))
    base = Object.getPrototypeOf(base) as object | null
  if (base === null) return undefined
  known.add(base as Dispatcher)
  return base as Dispatcher
}
