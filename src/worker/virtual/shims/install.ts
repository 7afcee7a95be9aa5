import { syncBuiltinESMExports } from 'node:module'
import '../../real-time.ts'
import { shared } from '../../process-state.ts'
import { watchClientSockets } from '../client-sockets.ts'
import { installAbortTimeout } from './abort-timeout.ts'
import { installDate, isRealDate } from './date.ts'
import { installMessages } from './messages.ts'
import { installMonotonic } from './monotonic.ts'
import { isShim } from './patch.ts'
import { installRandom } from './random.ts'
import { installTimerPromises } from './timer-promises.ts'
import { installTimers } from './timers.ts'

/**
 * Puts ours in front of everything that tells or waits for the time, before
 * user code is imported: what it keeps from then on asks us which clock its
 * caller lives on. While no virtual run is active, they only pass calls on.
 *
 * May be called again, for what an environment has put in place since.
 */
export function installClockShims(): void {
  if (isForeignGlobal()) return
  shared('shims of modules', () => {
    installTimers()
    installTimerPromises()
    installMessages()
    watchClientSockets()
    syncBuiltinESMExports()
    return true
  })
  installDate()
  installMonotonic()
  installAbortTimeout()
  installRandom()
}

/** Puts ours back where somebody has restored Node's own `Date`, as fake timers of Vitest 4 do. */
export function restoreDate(): void {
  if (isRealDate(globalThis.Date)) installDate()
}

/** Whether `setTimeout` and `Date` of this global are ours. */
export function hasClockShims(): boolean {
  return isShim(globalThis.setTimeout) && isShim(globalThis.Date)
}

/**
 * Whether this is a global of its own beside Node's, as in Vitest's vm pools:
 * Node's modules are shared between such globals, and a shim belongs to one.
 */
export function isForeignGlobal(): boolean {
  return Object.getPrototypeOf(syncBuiltinESMExports) !== Function.prototype
}
