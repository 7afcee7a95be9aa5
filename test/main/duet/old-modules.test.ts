import { expect, test } from 'vitest'
import { oldCounterpart } from '../../../src/main/duet/old-modules.ts'

const UNIX = { old: '/tmp/duet/old', new: '/work/app' }
const WINDOWS = { old: 'C:/Temp/duet/old', new: 'D:/work/app' }

test.for<[string, typeof UNIX, string | undefined]>([
  ['/work/app/src/a.ts', UNIX, '/tmp/duet/old/src/a.ts'],
  ['/work/app/src/a.ts?raw', UNIX, '/tmp/duet/old/src/a.ts?raw'],
  ['/@fs/work/app/src/a.ts', UNIX, '/@fs/tmp/duet/old/src/a.ts'],
  ['/work/app/node_modules/lib/a.js', UNIX, undefined],
  ['/work/application/a.ts', UNIX, undefined],
  ['/tmp/duet/old/src/a.ts', UNIX, undefined],
  ['node:fs', UNIX, undefined],
  ['\0virtual:module', UNIX, undefined],
  ['D:/work/app/src/a.ts', WINDOWS, 'C:/Temp/duet/old/src/a.ts'],
])('%s', ([id, versions, expected]) => {
  expect(oldCounterpart(id, versions, () => true)).toBe(expected)
})

test('a module that the old version does not have stays the one of the working tree', () => {
  expect(oldCounterpart('/work/app/generated.ts', UNIX, () => false)).toBeUndefined()
})

test('an old version within the working tree is left alone', () => {
  const versions = { old: '/work/app/.tmp/old', new: '/work/app' }
  expect(oldCounterpart('/work/app/.tmp/old/a.ts', versions, () => true)).toBeUndefined()
  expect(oldCounterpart('/work/app/a.ts', versions, () => true)).toBe('/work/app/.tmp/old/a.ts')
})
