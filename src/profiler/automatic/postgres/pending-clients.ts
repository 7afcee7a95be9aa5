import { AsyncLocalStorage } from 'node:async_hooks'
import type { Patches } from '../patches.ts'

/** What a pool keeps of those that wait for a connection. */
interface Waiting {
  readonly _pendingQueue?: readonly object[]
}

/**
 * A connection that a full pool opens in place of a lost one is opened by
 * whoever has lost it: it belongs to the code that waits for it.
 *
 * @param pool the prototype of its class
 */
export function returnPendingClients(patches: Patches, pool: object): void {
  const waiting = new WeakMap<object, (open: () => unknown) => unknown>()
  const note = ({ _pendingQueue: queue }: Waiting): void => {
    const last = queue?.at(-1)
    if (last !== undefined && !waiting.has(last)) waiting.set(last, AsyncLocalStorage.snapshot())
  }
  patches.replace(pool, 'connect', (real) => {
    return function (this: unknown, ...args) {
      const result = real.apply(this, args)
      if (patches.on) note(this as Waiting)
      return result
    }
  })
  patches.replace(pool, 'newClient', (real) => {
    return function (this: unknown, ...args) {
      const open = (): unknown => real.apply(this, args)
      const within = patches.on ? waiting.get(args[0] as object) : undefined
      return within === undefined ? open() : within(open)
    }
  })
}
