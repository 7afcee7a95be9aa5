import { Socket } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { currentPeer, noteCallTargets } from '../../../src/worker/virtual/call-targets.ts'
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

test('what one copy of the module has noted, another one reads', async () => {
  let peer: string | undefined
  Reflect.set(Socket.prototype, 'connect', function plain(this: Socket): Socket {
    peer = currentPeer()
    return this
  })
  vi.resetModules()
  const other = await import('../../../src/worker/virtual/call-targets.ts')
  other.noteCallTargets()
  new Socket().connect(1, 'localhost')
  expect(peer).toBe('localhost:1')
})
