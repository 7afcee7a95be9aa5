import { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { noteCallTargets } from '../../../src/worker/virtual/call-targets.ts'
import { isShim } from '../../../src/worker/virtual/shims/patch.ts'

const { connect } = Socket.prototype
afterEach(() => {
  Socket.prototype.connect = connect
})

test('connections are noted again after somebody has put back what was there before', () => {
  noteCallTargets()
  expect(isShim(Socket.prototype.connect)).toBe(true)
  Socket.prototype.connect = function plain(this: Socket, ...args: unknown[]): Socket {
    return Reflect.apply(connect, this, args)
  }
  noteCallTargets()
  expect(isShim(Socket.prototype.connect)).toBe(true)
})
