import net from 'node:net'
import { realTime } from '../../real-time.ts'
import { activeTime } from '../active-time.ts'
import { VirtualTimer, virtualTimerOf } from '../virtual-timer.ts'
import { patch } from './patch.ts'

/** Node's own timer of a socket. */
interface NodeTimer {
  readonly _onTimeout: unknown
  readonly _timerArgs?: readonly unknown[]
}

/**
 * `socket.setTimeout`, and with it the timeouts of `node:http` and of the clients built on it. Before the first run is
 * early enough: it is looked up on the prototype at each call, and `node:net` takes its time to load.
 */
export function installSocketTimeout(): void {
  patch(net.Socket.prototype, 'setTimeout', (real) => {
    const shim: typeof real = function (this: net.Socket, ms, callback) {
      const slots = this as unknown as Record<symbol, unknown>
      const slot = timerSlot(real)
      if (slot !== undefined) {
        const virtual = virtualTimerOf(slots[slot])
        virtual?.close()
        // Node would go on to use it.
        if (virtual !== undefined) slots[slot] = null
      }
      const time = activeTime('socket.setTimeout')
      real.call(this, ms, callback)
      const timer = slot === undefined ? undefined : (slots[slot] as NodeTimer | null)
      if (time === undefined || slot === undefined || this.destroyed || ms === 0) return this
      if (typeof timer?._onTimeout !== 'function') return this
      const onTimeout = timer._onTimeout as (...args: unknown[]) => unknown
      const args = timer._timerArgs ?? []
      realTime.clearTimeout(timer as unknown as NodeJS.Timeout)
      slots[slot] = new VirtualTimer(time.timeline, {
        kind: 'timeout',
        callback: onTimeout,
        args,
        delay: ms,
        ref: false,
        madeBy: shim,
      })
      return this
    }
    return shim
  })
}

let found: symbol | undefined

/** Where Node keeps the timer of a socket; undefined where it cannot be found. */
function timerSlot(setTimeout: typeof net.Socket.prototype.setTimeout): symbol | undefined {
  if (found !== undefined) return found
  const socket = new net.Socket()
  setTimeout.call(socket, 1_000)
  found = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'timeout')
  setTimeout.call(socket, 0)
  return found
}
