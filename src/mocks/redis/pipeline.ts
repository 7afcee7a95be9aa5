import type { Command, Connection, Settled } from './connection.ts'
import { splitCallback, withCallback } from './callback.ts'

/** Has a command carried out at once. */
export type Run = (name: string, args: readonly unknown[]) => Promise<unknown>

/** What a pipeline is made from: each a command's name and its arguments. */
export type Batch = readonly (readonly [name: string, ...args: readonly unknown[]])[]

/** What a pipeline needs of its client. */
export interface PipelineClient {
  readonly connection: Connection
  readonly commandOf: (name: string, args: readonly unknown[]) => Command
  readonly run: Run
  readonly isSpoilt?: (() => Promise<boolean>) | undefined
}

interface Queued {
  readonly name: string
  readonly command: Command
  readonly callback: ReturnType<typeof splitCallback>['callback']
}

/**
 * Commands that are sent in one round trip, as ioredis has them: every method
 * but `exec` queues a command and gives the pipeline back.
 *
 * @param client `commandOf` reads what is called, and refuses what is no command; `isSpoilt` says
 * whether a transaction must not be carried out, undefined where nothing was watched
 * @param batch what is queued at first
 */
export function createPipeline(
  { connection, commandOf, run, isSpoilt }: PipelineClient,
  batch: unknown,
): object {
  const queue: Queued[] = []
  const exec = async (): Promise<unknown> => {
    const sent = queue.splice(0)
    // Not asked without need: what is sent after it must not overtake it.
    if (isSpoilt !== undefined && (await isSpoilt())) return null
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
