import threads, { BroadcastChannel, MessagePort, Worker } from 'node:worker_threads'
import { currentMessages, noteAnswer } from '../messages.ts'
import { forgetBroadcast, noteBroadcast, noteChannel, noteTransfer } from '../senders.ts'
import type { Sender } from '../senders.ts'
import { patch } from './patch.ts'

type Post = (this: Sender, ...args: unknown[]) => unknown
type Class = new (...args: never[]) => object

/** `postMessage` of worker threads, ports and channels, which may have been made long before the run. */
export function installMessages(): void {
  let outer: Sender | undefined
  for (const { prototype } of [Worker, BroadcastChannel]) {
    patch(prototype as unknown as Record<'postMessage', Post>, 'postMessage', (real) => {
      const post = (sender: Sender, args: unknown[]): unknown => {
        outer = sender
        try {
          return real.apply(sender, args)
        } finally {
          outer = undefined
        }
      }
      return function (...args) {
        return post(this, args)
      }
    })
  }
  patch(MessagePort.prototype as unknown as Record<'postMessage', Post>, 'postMessage', (real) => {
    const shim: Post = function (...args) {
      // What it returns tells a BroadcastChannel whether it has worked.
      const result = real.apply(this, args)
      for (const one of transferred(args[1])) noteTransfer(one)
      currentMessages()?.post(this, outer ?? this, shim)
      return result
    }
    return shim
  })
  patch(threads, 'receiveMessageOnPort', (real) => (port) => {
    const received = real(port)
    if (received !== undefined) noteAnswer(port)
    return received
  })
  patch(BroadcastChannel.prototype, 'close', (real) => {
    const shim: typeof real = function (this: BroadcastChannel) {
      forgetBroadcast(this)
      return real.call(this)
    }
    return shim
  })
  watchMade('MessageChannel', (made) => noteChannel(made as InstanceType<typeof threads.MessageChannel>))
  watchMade('BroadcastChannel', (made) => noteBroadcast(made as BroadcastChannel))
}

/** Looks at each instance of one of Node's classes when it is made. */
function watchMade(name: 'MessageChannel' | 'BroadcastChannel', look: (made: object) => void): void {
  const hosts = [threads, globalThis] as unknown as Record<typeof name, Class>[]
  const real = threads[name] as unknown as Class
  const watched = new Proxy(real, {
    construct(target, args, newTarget) {
      const made = Reflect.construct(target, args, newTarget === watched ? target : newTarget) as object
      look(made)
      return made
    },
  })
  for (const host of hosts) if (host[name] === real) patch(host, name, () => watched)
  Object.defineProperty(real.prototype, 'constructor', { value: watched })
}

function transferred(given: unknown): object[] {
  const options = given as { readonly transfer?: unknown } | null | undefined
  const list = Array.isArray(given) ? given : options?.transfer
  return Array.isArray(list)
    ? list.filter((one): one is object => typeof one === 'object' && one !== null)
    : []
}
