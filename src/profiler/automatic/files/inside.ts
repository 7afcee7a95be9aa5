import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'

/** Holds in Node's own code: what it calls in turn was not called by the code under test. */
const inside = new AsyncLocalStorage<true>()

/** Whether an access to a file is part of another, or of loading a module. */
export function isInside(): boolean {
  return inside.getStore() === true
}

/** Calls a function of Node's, which may call others. */
export function callInside<T>(fn: () => T): T {
  return inside.run(true, fn)
}

/** @returns a function that ends it */
export function watchLoading(): () => void {
  const starts = ['module.require', 'module.import'].map((name) => tracingChannel(name).start)
  for (const start of starts) start.bindStore(inside, () => true)
  return () => {
    for (const start of starts) start.unbindStore(inside)
  }
}
