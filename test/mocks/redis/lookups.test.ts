import { expect, test } from 'vitest'
import { lookupOf } from '../../../src/mocks/redis/lookups.ts'

test.for<[method: string, args: readonly unknown[], reply: unknown, hits: number, misses: number]>([
  ['get', ['a'], '', 1, 0],
  ['get', ['a'], null, 0, 1],
  ['getex', ['a', 'EX', 5], Buffer.from('1'), 1, 0],
  ['getdel', ['a'], null, 0, 1],
  ['hget', ['hash', 'f'], '1', 1, 0],
  ['mget', ['a', 'b', 'c'], ['1', null, '3'], 2, 1],
  ['hmget', ['hash', ['f', 'g']], [null, null], 0, 2],
  ['exists', ['a'], 1, 1, 0],
  ['exists', [['a', 'b', 'c']], 1, 1, 2],
  ['hexists', ['hash', 'f'], 0, 0, 1],
  ['hgetall', ['hash'], {}, 0, 1],
  ['hgetall', ['hash'], { f: '1' }, 1, 0],
])('%s %o gives %o', ([method, args, reply, hits, misses]) => {
  expect(lookupOf(method, args, reply)).toStrictEqual({ hits, misses })
})

test.for(['set', 'incr', 'smembers', 'ping'])('%s looks nothing up', (method) => {
  expect(lookupOf(method, ['a'], null)).toBeUndefined()
})
