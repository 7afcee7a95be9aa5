import { randomUUID } from 'node:crypto'
import { flag, knownKeys, plainObject, wholeNumber } from '../../core/check.ts'
import { announceMock } from '../../core/calls/mocked-call.ts'
import { usageError } from '../../core/errors.ts'
import { readLatency } from '../../core/time/latency/model.ts'
import type { Latency } from '../../core/time/latency/model.ts'
import type { Modifier } from '../../core/time/latency/modifier.ts'
import { readModifiers } from '../../core/time/latency/modifiers/read-modifiers.ts'
import { readName } from '../read-name.ts'
import { createClient } from './client.ts'
import type { RedisControls } from './client.ts'
import { createInner } from './ioredis-mock.ts'
import { readLoss } from './loss.ts'
import type { ConnectionLoss } from './loss.ts'

/** How a mocked Redis behaves. */
export interface RedisOptions {
  /** The key of its counts, reports and random streams. Default: `redis`. */
  readonly name?: string
  /** Of each round trip, a pipeline's as well as a command's: ms, a string with a unit, or a latency model. Default: 0. */
  readonly latency?: Latency
  /** Cold starts, errors, rate limits and the like. Default: none. */
  readonly modifiers?: readonly Modifier[]
  /** What is in it at first, by key: texts, arrays for lists, objects for hashes, sets. Default: nothing. */
  readonly data?: Readonly<Record<string, unknown>>
  /** When the connection is lost by itself. Default: never. */
  readonly connectionLoss?: ConnectionLoss
  /** As in ioredis: before every key. Default: nothing. */
  readonly keyPrefix?: string
  /** As in ioredis: how often commands wait for another attempt to connect, null for ever. Default: 20. */
  readonly maxRetriesPerRequest?: number | null
  /** As in ioredis: whether commands wait while there is no connection. Default: true. */
  readonly enableOfflineQueue?: boolean
}

/** Commands without their types: name those of ioredis by `mockRedis<Redis>(…)`. */
export type RedisCommands = Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>

const PLACE = 'mockRedis'
const KEYS = [
  'name',
  'latency',
  'modifiers',
  'data',
  'connectionLoss',
  'keyPrefix',
  'maxRetriesPerRequest',
  'enableOfflineQueue',
] as const

/**
 * A Redis client that code for ioredis takes for one of its own: its data are
 * in memory, its commands take time on the test's clock and are counted, with
 * hits and misses. Each has data of its own; `duplicate()` shares them. Needs
 * ioredis-mock and ioredis.
 *
 * @throws SkillperfError for an option that is unknown or none, or where a package is missing
 * @example
 * const redis = mockRedis<Redis>({ latency: lognormal({ p50: 1, p95: 4 }) })
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- named by the caller, so that no declaration of ours needs ioredis
export function mockRedis<Client extends object = RedisCommands>(
  options: RedisOptions = {},
): Client & RedisControls {
  const given = plainObject(options, PLACE, 'Write mockRedis({ latency: 1 }).')
  knownKeys(given, KEYS, PLACE)
  const { name: named = 'redis', latency, keyPrefix = '', enableOfflineQueue = true } = given
  const name = readName(named, PLACE, 'Leave it out for `redis`.')
  if (typeof keyPrefix !== 'string') {
    throw usageError({
      place: PLACE,
      rule: '`keyPrefix` must be a text',
      received: { value: keyPrefix },
      fix: 'Leave it out for none.',
    })
  }
  const mock = {
    name,
    latency: latency === undefined ? () => 0 : readLatency(latency, PLACE),
    modifiers: readModifiers(given['modifiers'], PLACE),
    loss: readLoss(given['connectionLoss'], PLACE),
    maxRetries: readRetries(given['maxRetriesPerRequest']),
    offlineQueue: flag(enableOfflineQueue, 'enableOfflineQueue', PLACE),
  }
  const data = readData(given['data'])
  announceMock(name)
  // ioredis-mock shares data between clients of one host, whichever copy of this module has made them.
  const inner = createInner({ host: `mock-redis-${randomUUID()}`, keyPrefix, data })
  return createClient(inner, mock) as Client & RedisControls
}

function readData(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined) return {}
  return plainObject(value, `${PLACE}, \`data\``, "Write { data: { 'user:1': 'Ada' } }.")
}

function readRetries(value: unknown): number | null {
  if (value === undefined) return 20
  const fix = 'Leave it out for 20, or write null for no limit.'
  return value === null ? null : wholeNumber(value, 'maxRetriesPerRequest', PLACE, 0, fix)
}
