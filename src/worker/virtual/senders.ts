import { BroadcastChannel, Worker } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { shared } from '../process-state.ts'

/** What code calls `postMessage` on. */
export type Sender = Worker | MessagePort | BroadcastChannel

const state = shared('message senders', () => ({
  /** Both ends of the channels that were made in this thread. */
  peers: new WeakMap<object, object>(),
  /** Ports that were handed over to somebody else. */
  transferred: new WeakSet<object>(),
  channels: new Set<BroadcastChannel>(),
}))

export function noteChannel({ port1, port2 }: { readonly port1: object; readonly port2: object }): void {
  state.peers.set(port1, port2)
  state.peers.set(port2, port1)
}

export function noteTransfer(port: object): void {
  state.transferred.add(port)
}

export function noteBroadcast(channel: BroadcastChannel): void {
  state.channels.add(channel)
}

export function forgetBroadcast(channel: BroadcastChannel): void {
  state.channels.delete(channel)
}

/** Whether what is posted stays in this thread, where it is seen to arrive. */
export function isLocal(sender: Sender): boolean {
  if (sender instanceof Worker) return false
  if (sender instanceof BroadcastChannel) {
    return [...state.channels].some((other) => other !== sender && other.name === sender.name)
  }
  const peer = state.peers.get(sender)
  return peer !== undefined && !state.transferred.has(peer)
}

/** Whether somebody waits for what comes back. */
export function listens(sender: Sender): boolean {
  if (!(sender instanceof BroadcastChannel)) return sender.listenerCount('message') > 0
  const key = Object.getOwnPropertySymbols(sender).find(({ description }) => description === 'kEvents')
  const events = key === undefined ? undefined : (sender as unknown as Record<symbol, Events>)[key]
  return state.channels.has(sender) && (events?.get('message')?.size ?? 0) > 0
}

/** Where Node keeps the listeners of an `EventTarget`. */
interface Events {
  get(type: string): { readonly size: number } | undefined
}

/** In the words of an error message. */
export function describeMessage(sender: Sender): string {
  if (sender instanceof Worker) return 'a message to a worker thread'
  return sender instanceof BroadcastChannel
    ? `a message on the BroadcastChannel "${sender.name}"`
    : 'a message to another thread over a MessagePort'
}
