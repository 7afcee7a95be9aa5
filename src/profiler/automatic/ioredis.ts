import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import type { SpanAttributes } from '../../core/trace/span-table.ts'
import type { Instrument } from './instrument.ts'
import { QueuedCommands } from './redis/queued-commands.ts'
import { traceChannel } from './trace-channel.ts'
import type { ChannelMessage } from './trace-channel.ts'

/** What ioredis tells of a command from 5.11 on, as far as we look at it: its arguments are none of our business. */
interface Command extends ChannelMessage {
  readonly command?: unknown
  readonly serverAddress?: unknown
  readonly serverPort?: unknown
}

interface Batch extends Command {
  readonly batchSize?: unknown
}

/** What a client sends by itself while it connects. */
const HANDSHAKE = new Set(['auth', 'hello', 'select', 'client', 'info', 'readonly'])

/** Holds in what a client does while it connects, and in the events of its socket. */
const connecting = new AsyncLocalStorage<true>()

/** Commands of `ioredis` (from 5.11 on): `redis.get`, and `redis.multi` around a transaction. */
export const ioredis: Instrument = {
  name: 'ioredis',
  start() {
    const connect = tracingChannel('ioredis:connect')
    connect.start.bindStore(connecting, () => true)
    const queued = new QueuedCommands()
    const ends = [
      () => queued.end(),
      () => connect.start.unbindStore(connecting),
      traceChannel<Command>('ioredis:command', {
        describe(message) {
          const command = String(message.command).toLowerCase()
          if (connecting.getStore() === true && HANDSHAKE.has(command)) return undefined
          return { name: `redis.${command}`, attributes: attributesOf(message), startMs: queued.startMs }
        },
      }),
      traceChannel<Batch>('ioredis:batch', {
        describe: (message) => ({
          name: 'redis.multi',
          attributes: {
            ...attributesOf(message),
            ...(typeof message.batchSize === 'number' && { 'db.operation.batch.size': message.batchSize }),
          },
        }),
      }),
    ]
    return () => {
      for (const end of ends) end()
    }
  },
}

function attributesOf({ serverAddress, serverPort }: Command): SpanAttributes {
  return {
    'db.system.name': 'redis',
    ...(typeof serverAddress === 'string' && { 'server.address': serverAddress }),
    ...(typeof serverPort === 'number' && { 'server.port': serverPort }),
  }
}
