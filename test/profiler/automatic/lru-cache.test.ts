import { LRUCache } from 'lru-cache'
import { channel } from 'node:diagnostics_channel'
import { expect, test } from 'vitest'
import { span } from '../../../src/profiler/span.ts'
import { measureSpans } from '../../helpers/measured-spans.ts'

test('lookups are counted in the span that makes them', async () => {
  const cache = new LRUCache<string, string>({ max: 10 })
  const run = await measureSpans(() => {
    cache.get('a')
    cache.set('a', 'A')
    span('warm', () => {
      cache.get('a')
      cache.get('a')
      cache.get('b')
    })
  })
  const root = run.spans.trees[0]?.root
  expect(root?.attributes).toStrictEqual({ 'cache.hits': 0, 'cache.misses': 1 })
  expect(root?.children[0]?.attributes).toStrictEqual({ 'cache.hits': 2, 'cache.misses': 1 })
  expect(root?.children).toHaveLength(1)
})

test('memo and fetch are lookups, has and peek are none', async () => {
  const cache = new LRUCache<string, string>({
    max: 10,
    memoMethod: (key) => key.toUpperCase(),
    fetchMethod: (key) => Promise.resolve(key.toUpperCase()),
  })
  const run = await measureSpans(async () => {
    cache.memo('a')
    cache.memo('a')
    await cache.fetch('b')
    await cache.fetch('b')
    cache.has('a')
    cache.peek('a')
  })
  expect(run.spans.trees[0]?.root.attributes).toStrictEqual({ 'cache.hits': 2, 'cache.misses': 2 })
})

test('a stale value that is served is a hit', async () => {
  const cache = new LRUCache<string, string>({
    max: 10,
    ttl: 1,
    ttlResolution: 0,
    perf: { now: () => nowMs },
  })
  let nowMs = 1
  cache.set('a', 'A')
  const run = await measureSpans(() => {
    nowMs = 100
    cache.get('a', { allowStale: true, noDeleteOnStaleGet: true })
    cache.get('a')
  })
  expect(run.spans.trees[0]?.root.attributes).toStrictEqual({ 'cache.hits': 1, 'cache.misses': 1 })
})

test('nobody listens to its channels afterwards', async () => {
  await measureSpans(() => {})
  expect(channel('lru-cache:metrics').hasSubscribers).toBe(false)
  expect(channel('tracing:lru-cache:start').hasSubscribers).toBe(false)
})
