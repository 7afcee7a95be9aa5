import nodeFs, * as fsExports from 'node:fs'
import * as promisesExports from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

const MODULES: readonly (readonly [object, object])[] = [
  [nodeFs, fsExports],
  [nodeFs.promises, promisesExports],
]

/**
 * Has `import { readFile } from 'node:fs'` get other functions. What somebody
 * has put into the object of the module, such as a spy, stays there alone, as it was.
 *
 * @param instead functions by those that they stand in for
 */
export function syncExports(instead: ReadonlyMap<unknown, unknown>): void {
  const restores = MODULES.flatMap(([host, exports]) =>
    Object.keys(exports).flatMap((key) => {
      const descriptor = Object.getOwnPropertyDescriptor(host, key)
      const exported: unknown = Reflect.get(exports, key)
      const wanted = instead.get(exported) ?? exported
      if (descriptor?.writable !== true || descriptor.value === wanted) return []
      Reflect.set(host, key, wanted)
      return [(): unknown => Object.defineProperty(host, key, descriptor)]
    }),
  )
  syncBuiltinESMExports()
  for (const restore of restores) restore()
}
