import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import { importPeer, missingPeer, requirePeer } from '../../src/core/peer.ts'
import { rejectionOf, thrownBy } from '../helpers/thrown-by.ts'

const peer = { name: 'msw', range: '^3.0.0', entry: 'skillperf/mocks' }
const message =
  'skillperf/mocks needs msw ^3.0.0, which is not installed. Run: npm install --save-dev "msw@^3.0.0"'

const failure = (text: string, code?: string): Error =>
  Object.assign(new Error(text), code === undefined ? {} : { code })

describe('importPeer', () => {
  test('gives the module', async () => {
    await expect(importPeer(() => Promise.resolve({ http: 1 }), peer)).resolves.toStrictEqual({ http: 1 })
  })

  test.for<[Error]>([
    [failure("Cannot find package 'msw' imported from /app/a.js", 'ERR_MODULE_NOT_FOUND')],
    [failure("Cannot find module 'msw/experimental'", 'MODULE_NOT_FOUND')],
    [
      failure(
        'Package subpath \'./experimental\' is not defined by "exports" in /app/node_modules/msw/package.json',
        'ERR_PACKAGE_PATH_NOT_EXPORTED',
      ),
    ],
    [failure('Failed to resolve import "msw" from "a.ts"')],
  ])('turns %o into the command that helps', async ([cause]) => {
    const error = await rejectionOf(importPeer(() => Promise.reject(cause), peer))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(message)
    expect(error.cause).toBe(cause)
  })

  test.for<[Error]>([
    [new Error('something broke inside msw')],
    [failure("Cannot find package 'headers-polyfill' imported from a.js", 'ERR_MODULE_NOT_FOUND')],
    [failure("Cannot find package 'msw-storybook' imported from a.js", 'ERR_MODULE_NOT_FOUND')],
  ])('lets %o through', async ([cause]) => {
    expect(await rejectionOf(importPeer(() => Promise.reject(cause), peer))).toBe(cause)
  })

  test('also lets a missing package of the peer through', async () => {
    const cause = failure(
      "Cannot find package 'headers-polyfill' imported from /app/node_modules/msw/lib/core/index.mjs",
      'ERR_MODULE_NOT_FOUND',
    )
    expect(await rejectionOf(importPeer(() => Promise.reject(cause), peer))).toBe(cause)
  })
})

describe('requirePeer', () => {
  const fail = (cause: Error) => (): never => {
    throw cause
  }

  test('gives the module', () => {
    expect(requirePeer(() => ({ http: 1 }), peer)).toStrictEqual({ http: 1 })
  })

  test('turns a missing one into the command that helps', () => {
    const cause = failure("Cannot find module 'msw'\nRequire stack:\n- /app/a.js", 'MODULE_NOT_FOUND')
    const error = thrownBy(() => requirePeer(fail(cause), peer))
    expect(error.message).toBe(message)
    expect(error.cause).toBe(cause)
  })

  test('lets other errors through', () => {
    const cause = failure("Cannot find module 'headers-polyfill'", 'MODULE_NOT_FOUND')
    expect(thrownBy(() => requirePeer(fail(cause), peer))).toBe(cause)
  })
})

describe('missingPeer', () => {
  test('names the entry, the range and the command', () => {
    expect(missingPeer(peer).message).toBe(message)
  })
})
