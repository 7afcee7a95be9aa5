import { createRequire } from 'node:module'
import { requirePeer } from '../../core/peer.ts'

/** A client of ioredis-mock, as far as we look at it: an `EventEmitter`, too. */
export interface InnerClient {
  emit(event: string, ...args: readonly unknown[]): boolean
  listenerCount(event: string): number
  pipeline(): { exec(): Promise<unknown> }
  duplicate(override?: object): InnerClient
  connect(): Promise<void>
  disconnect(): void
}

interface IoredisMock {
  new (options: object): InnerClient
}

interface IoredisErrors {
  readonly MaxRetriesPerRequestError: new (limit: number) => Error
}

const MOCK_PEER = { name: 'ioredis-mock', range: '^8.0.0', entry: 'mockRedis' }
const PEER = { name: 'ioredis', range: '^5.0.0', entry: 'mockRedis' }
const require = createRequire(import.meta.url)

/**
 * Loads ioredis-mock when the first client is made: it takes a tenth of a second.
 *
 * @throws SkillperfError where it, or ioredis itself, is not installed
 */
export function createInner(options: object): InnerClient {
  const Client = load(() => require('ioredis-mock')) as IoredisMock
  return new Client(options)
}

/** What ioredis rejects commands with that it has tried to send too often. */
export function tooManyRetries(limit: number): Error {
  const { MaxRetriesPerRequestError } = load(() => require('ioredis/built/errors')) as IoredisErrors
  return new MaxRetriesPerRequestError(limit)
}

/** Either may be what is missing. */
function load(required: () => unknown): unknown {
  return requirePeer(() => requirePeer(required, MOCK_PEER), PEER)
}
