import { readDuration } from '../../core/units.ts'
import type { Duration } from '../../core/units.ts'
import { SkillperfError } from '../../core/errors.ts'
import { knownKeys, plainObject } from '../../core/check.ts'
import { splitCallback, withCallback } from './callback.ts'
import { Connection } from './connection.ts'
import type { Command, RedisMock } from './connection.ts'
import type { InnerClient } from './ioredis-mock.ts'
import { createPipeline } from './pipeline.ts'
import { scanStream } from './scan-stream.ts'

/** What a mocked client has beside what ioredis' have. */
export interface RedisControls {
  /**
   * Loses the connection; the client connects again by itself, as ioredis does.
   *
   * @param options `downFor`: how long the server cannot be reached, ms or a string with a unit. Default: 0
   * @throws SkillperfError outside of tests
   */
  loseConnection(options?: { readonly downFor?: Duration }): void
}

type Fn = (this: unknown, ...args: readonly unknown[]) => unknown

/** Functions of ioredis-mock's clients that are no commands; a name that begins with `_` is none either. */
const NO_COMMANDS = new Set([
  'defineCommand',
  'defineArgv',
  'defineKeys',
  'defineRedisObject',
  'customCommand',
])

/** A client whose commands go over a connection of its own; the data are ioredis-mock's. */
export function createClient(inner: InnerClient, mock: RedisMock): object {
  const connection = new Connection(mock, inner)
  const own = inner as unknown as Readonly<Record<string, unknown>>

  const isCommand = (name: string): boolean =>
    Object.hasOwn(inner, name) &&
    typeof own[name] === 'function' &&
    !name.startsWith('_') &&
    !NO_COMMANDS.has(name)
  const run = (name: string, args: readonly unknown[]): Promise<unknown> =>
    (own[name] as (...args: readonly unknown[]) => Promise<unknown>)(...args)
  const commandOf = (name: string, args: readonly unknown[]): Command => {
    if (!isCommand(name)) throw new TypeError(`${mock.name}: there is no command ${JSON.stringify(name)}`)
    return { method: name.replace(/Buffer$/, '').toLowerCase(), args }
  }
  const send = (name: string, all: readonly unknown[]): Promise<unknown> => {
    const { args, callback } = splitCallback(all)
    const command = commandOf(name, args)
    const reply = connection
      .trip([command], () => [run(name, args)])
      .then(([settled]) => {
        if (settled?.status === 'rejected') throw settled.reason
        return settled?.value
      })
    return withCallback(reply, callback)
  }
  let watches = false
  const client = { connection, commandOf, run }
  /** Somebody has changed a watched key. Whatever comes of it, nothing is watched any more. */
  const isSpoilt = async (): Promise<boolean> => {
    watches = false
    const spoilt = (await inner.pipeline().exec()) === null
    await run('unwatch', [])
    return spoilt
  }

  const overrides: Readonly<Record<string, Fn>> = {
    pipeline: (batch) => createPipeline(client, batch),
    multi: (batch) => createPipeline({ ...client, isSpoilt: watches ? isSpoilt : undefined }, batch),
    watch: (...all) => {
      watches = true
      return send('watch', all)
    },
    // The data are shared: what was in them at first must not come back.
    duplicate: (override) =>
      createClient(inner.duplicate({ ...(override as object | undefined), data: {} }), mock),
    connect: async () => {
      connection.open()
      await inner.connect()
    },
    disconnect: () => {
      connection.close()
      inner.disconnect()
    },
    end: () => {
      connection.close()
      inner.disconnect()
    },
    quit: (...all) => {
      const { callback } = splitCallback(all)
      const quit = connection
        .trip([{ method: 'quit', args: [] }], () => [Promise.resolve('OK')])
        .then(() => {
          connection.close()
          inner.disconnect()
          return 'OK'
        })
      return withCallback(quit, callback)
    },
    scanStream: (options) => scanStream((...args) => send('scan', args) as never, [], options as object),
    ...Object.fromEntries(
      ['hscan', 'sscan', 'zscan'].map((scan): [string, Fn] => [
        `${scan}Stream`,
        (key, options) =>
          scanStream((...args) => send(scan, args) as never, [String(key)], options as object),
      ]),
    ),
    loseConnection: (options) => loseConnection(connection, options),
  }
  const commands = new Map<string, Fn>()
  return new Proxy(inner, {
    get(target, property) {
      if (property === 'status') return connection.status
      if (typeof property !== 'string') return Reflect.get(target, property) as unknown
      if (Object.hasOwn(overrides, property)) return overrides[property]
      if (!isCommand(property)) return Reflect.get(target, property) as unknown
      const known = commands.get(property) ?? ((...all: readonly unknown[]) => send(property, all))
      commands.set(property, known)
      return known
    },
  })
}

function loseConnection(connection: Connection, options: unknown): void {
  const place = 'redis.loseConnection'
  const given = plainObject(options ?? {}, place, "Write redis.loseConnection({ downFor: '1s' }).")
  knownKeys(given, ['downFor'], place)
  const { downFor = 0 } = given
  const ms = readDuration(downFor, '`downFor`', place, true)
  if (connection.lose(ms)) return
  throw new SkillperfError(
    `${place}: there is no connection to lose. Call it in a test, before the client is closed.`,
  )
}
