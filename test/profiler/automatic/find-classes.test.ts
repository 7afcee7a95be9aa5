import { createRequire } from 'node:module'
import { expect, onTestFinished, test } from 'vitest'
import { findClasses } from '../../../src/profiler/automatic/find-classes.ts'

const require = createRequire(import.meta.url)

/** As if a file had been loaded. */
function load(path: string, exports: unknown): void {
  require.cache[path] = { exports } as NodeJS.Module
  onTestFinished(() => void Reflect.deleteProperty(require.cache, path))
}

class First {
  readonly name = 'first'
}
class Second {
  readonly name = 'second'
}

test('classes are found when something is loaded, which a call of `require` does once', () => {
  load('/a/db/client.js', First)
  const found: unknown[] = []
  const end = findClasses({ client: /[\\/]db[\\/]client\.js$/ }, (part, prototype) =>
    found.push([part, prototype]),
  )
  expect(found).toStrictEqual([['client', First.prototype]])
  load('/a/other.js', {})
  // It is being loaded.
  load('/b/db/client.js', {})
  require('../../../package.json')
  expect(found).toHaveLength(1)
  load('/b/db/client.js', { default: Second })
  require('../../../package.json')
  expect(found).toHaveLength(1)
  require('../../../tsconfig.json')
  expect(found).toStrictEqual([
    ['client', First.prototype],
    ['client', Second.prototype],
  ])
  end()
  load('/c/db/client.js', First)
  require('../../../knip.json')
  expect(found).toHaveLength(2)
})
