import { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { noteCallTargets } from '../../../src/worker/virtual/call-targets.ts'
import { isShim } from '../../../src/worker/virtual/shims/patch.ts'

type Connect = (this: Socket, ...args: unknown[]) => Socket
const connect = (): Connect => Reflect.get(Socket.prototype, 'connect') as Connect

const before = connect()
afterEach(() => void Reflect.set(Socket.prototype, 'connect', before))

test('connections are noted again after somebody has put back what was there before', () => {
  noteCallTargets()
  expect(isShim(connect())).toBe(true)
  function plain(this: Socket, ...args: unknown[]): Socket {
    return Reflect.apply(before, this, args)
  }
  Reflect.set(Socket.prototype, 'connect', plain)
  noteCallTargets()
  expect(isShim(connect())).toBe(true)
})
