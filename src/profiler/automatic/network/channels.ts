import { channel } from 'node:diagnostics_channel'

/**
 * Subscribes to channels.
 *
 * @param listeners by name of their channel
 * @returns ends it
 */
export function subscribeAll(listeners: Readonly<Record<string, (message: never) => void>>): () => void {
  const all = Object.entries(listeners).map(([name, listener]) => ({
    subject: channel(name),
    listener: listener as (message: unknown) => void,
  }))
  for (const { subject, listener } of all) subject.subscribe(listener)
  return () => {
    for (const { subject, listener } of all) subject.unsubscribe(listener)
  }
}
