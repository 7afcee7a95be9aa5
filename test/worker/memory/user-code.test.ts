import { expect, test } from 'vitest'
import { UserCode } from '../../../src/worker/memory/user-code.ts'

const MAP = JSON.stringify({ version: 3, sources: ['cache.ts'], names: [], mappings: ';;AAGA' })

const code = new UserCode(
  [
    { scriptId: '1', url: 'file:///home/me/app/src/plain.js' },
    {
      scriptId: '2',
      url: '/home/me/app/src/cache.ts',
      sourceMapURL: `data:application/json,${encodeURIComponent(MAP)}`,
    },
    { scriptId: '3', url: '/home/me/app/node_modules/lru-cache/index.js' },
    { scriptId: '4', url: 'node:events' },
    { scriptId: '5', url: new URL('../../../src/worker/measure.ts', import.meta.url).pathname },
    { scriptId: '6', url: '' },
    { scriptId: '7', url: '/home/me/shared/queue.js' },
  ],
  '/home/me/app',
)

test.for([
  ['a file without a map', '1', 4, { function: 'f', file: 'src/plain.js', line: 5 }],
  ['a file with one', '2', 2, { function: 'f', file: 'src/cache.ts', line: 4 }],
  ['what a tool has put around it', '2', 0, undefined],
  ['a library', '3', 4, undefined],
  ['Node', '4', 4, undefined],
  ['this package', '5', 4, undefined],
  ['V8', '6', 4, undefined],
  ['a script that nobody has told of', '8', 4, undefined],
  ['a file outside of the root', '7', 0, { function: 'f', file: '/home/me/shared/queue.js', line: 1 }],
] as const)('%s', ([, scriptId, line, place]) => {
  expect(code.placeOf({ scriptId, line, column: 0 }, 'f')).toStrictEqual(place)
})

test('a function without a name is called one', () => {
  expect(code.placeOf({ scriptId: '1', line: 0, column: 0 }, '')?.function).toBe('(anonymous)')
})
