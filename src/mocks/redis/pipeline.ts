import type { Command, Connection, Settled } from './connection.ts'
import type { InnerClient } from './ioredis-mock.ts'
import { splitCallback, withCallback } from './callback.ts'

/** Has a command carried out at once. */
export type Run = (name: string, args: readonly unknown[]) => Promise<unknown>

/** What a pipeline is made from: each a command's name and its arguments. */
export type Batch = readonly (readonly [name: string, ...args: readonly unknown[]])[]

interface Queued {
  readonly name: string
  readonly command: Command
  readonly callback: ReturnType<typeof splitCallback>['callback']
}

/**
 * Commands that are sent in one round trip, as ioredis has them: every method
 * but `exec` queues a command and gives the pipeline back.
 *
 * @param commandOf reads what is called, and refuses what is no command
 */
export function createPipeline(
  inner: InnerClient,
  connection: Connection,
  commandOf: (name: string, args: readonly unknown[]) => Command,
  run: Run,
  batch: unknown,
): object {
  const queue: Queued[] = []
  const exec = async (): Promise<unknown> => {
    const sent = queue.splice(0)
    // A transaction whose watched keys were changed by somebody is not carried out.
    if ((await inner.pipeline().exec()) === null) return null
    const settled = await connection.trip(
      sent.map(({ command }) => command),
      () => sent.map(({ name, command, callback }) => withCallback(run(name, command.args), callback)),
    )
    return settled.map(asReply)
  }
  const pipeline: object = new Proxy(
    {},
    {
      get(_, property) {
        if (property === 'length') return queue.length
        if (property === 'exec') {
          return (callback?: unknown) => withCallback(exec(), splitCallback([callback]).callback)
        }
        // Awaited by mistake, it is no promise.
        if (typeof property !== 'string' || property === 'then') return undefined
        return (...all: readonly unknown[]) => {
          const { args, callback } = splitCallback(all)
          queue.push({ name: property, command: commandOf(property, args), callback })
          return pipeline
        }
      },
    },
  )
  for (const [name, ...args] of Array.isArray(batch) ? (batch as Batch) : []) {
    queue.push({ name, command: commandOf(name, args), callback: undefined })
  }
  return pipeline
}

function asReply(settled: Settled): readonly unknown[] {
  return settled.status === 'fulfilled' ? [null, settled.value] : [settled.reason]
}
