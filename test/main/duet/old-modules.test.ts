import { expect, test } from 'vitest'
import { oldCounterpart } from '../../../src/main/duet/old-modules.ts'

const UNIX = { old: '/tmp/duet/old', new: '/home/me/app' }
const WINDOWS = { old: 'C:/Temp/duet/old', new: 'D:/home/me/app' }

test.for<[string, typeof UNIX, string | undefined]>([
  ['/home/me/app/src/a.ts', UNIX, '/tmp/duet/old/src/a.ts'],
  ['/home/me/app/src/a.ts?raw', UNIX, '/tmp/duet/old/src/a.ts?raw'],
  ['/@fs/home/me/app/src/a.ts', UNIX, '/@fs/tmp/duet/old/src/a.ts'],
  ['/home/me/app/node_modules/lib/a.js', UNIX, undefined],
  ['/home/me/application/a.ts', UNIX, undefined],
  ['/tmp/duet/old/src/a.ts', UNIX, undefined],
  ['node:fs', UNIX, undefined],
  ['\0virtual:module', UNIX, undefined],
  ['D:/home/me/app/src/a.ts', WINDOWS, 'C:/Temp/duet/old/src/a.ts'],
])('%s', ([id, versions, expected]) => {
  expect(oldCounterpart(id, versions, () => true)).toBe(expected)
})

test('a module that the old version does not have stays the one of the working tree', () => {
  expect(oldCounterpart('/home/me/app/generated.ts', UNIX, () => false)).toBeUndefined()
})

test('an old version within the working tree is left alone', () => {
  const versions = { old: '/home/me/app/.tmp/old', new: '/home/me/app' }
  expect(oldCounterpart('/home/me/app/.tmp/old/a.ts', versions, () => true)).toBeUndefined()
  expect(oldCounterpart('/home/me/app/a.ts', versions, () => true)).toBe('/home/me/app/.tmp/old/a.ts')
})
