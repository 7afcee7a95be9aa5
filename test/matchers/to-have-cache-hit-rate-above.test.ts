import { describe, expect, test } from 'vitest'
import { describeCountMatcher, failureOf, ranTwice } from '../helpers/count-matcher-laws.ts'
import { callMatcher } from '../helpers/matcher-laws.ts'
import type { Overrides } from '../helpers/measurement-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const looked = (hits: number, misses: number): Overrides => ({
  seen: { caches: { redis: { hits, misses } } },
})
const fix = "Write for example 0.8, or '80%'."

describeCountMatcher({
  name: 'toHaveCacheHitRateAbove',
  args: ['80%'],
  shownArgs: '"80%"',
  passes: looked(81, 19),
  fails: looked(80, 20),
  check: { label: 'hit rate redis', limit: 0.8, received: 0.8 },
  bad: [
    [
      [80],
      `toHaveCacheHitRateAbove: the limit must be a share from 0 to below 1, received 80. 80 % is 0.8. ${fix}`,
    ],
    [[1], `toHaveCacheHitRateAbove: the limit must be a share from 0 to below 1, received 1. ${fix}`],
    [
      ['often'],
      `toHaveCacheHitRateAbove: the limit must be a share from 0 to below 1, received "often". ${fix}`,
    ],
    [
      ['80%', { name: 'redi' }],
      'toHaveCacheHitRateAbove: no cache of this name was registered or seen, received "redi". Did you mean "redis"? Known: "redis".',
    ],
    [['80%', { cache: 'redis' }], 'toHaveCacheHitRateAbove: unknown option `cache`. Known: name.'],
  ],
  nothing: [
    [
      {},
      'toHaveCacheHitRateAbove: no cache was seen in "research". Let it use a mocked one, such as mockRedis({ latency }).',
    ],
    [
      looked(0, 0),
      'toHaveCacheHitRateAbove: nothing was looked up in "redis", so that it has no hit rate. Let the measured function read from it.',
    ],
  ],
})

describe('expect(run).toHaveCacheHitRateAbove', () => {
  const two = ranTwice({
    seen: { caches: { redis: { hits: 9, misses: 1 }, memory: { hits: 1, misses: 2 } } },
  })

  test('tells hits and misses', () => {
    expect(failureOf(ranTwice(looked(200, 400)), 'toHaveCacheHitRateAbove', [0.8])).toMatchInlineSnapshot(`
      "expect(run).toHaveCacheHitRateAbove(0.8)   research, real clock

      Expected hit rate of redis  > 80 %
      Received hit rate of redis    33 %          n = 600 lookups · hits 200 · misses 400

      Next step: look at keys that differ without need (dates, ids), at what expires too soon, and at iterations that begin with an empty cache.

      Replay  seed 1"
    `)
  })

  test('tells what broke it under .not', () => {
    expect(failureOf(ranTwice(looked(1_204, 3)), 'toHaveCacheHitRateAbove', [0.8], { not: true }))
      .toMatchInlineSnapshot(`
        "expect(run).not.toHaveCacheHitRateAbove(0.8)   research, real clock

        Expected hit rate of redis  ≤  80 %
        Received hit rate of redis    100 %          n = 1 207 lookups · hits 1 204 · misses 3

        Replay  seed 1"
      `)
  })

  test('judges the cache that it was told of', () => {
    callMatcher(two, 'toHaveCacheHitRateAbove', [0.8, { name: 'redis' }])
    callMatcher(two, 'toHaveCacheHitRateAbove', [0.8, { name: 'memory' }], { not: true })
  })

  test('has to be told which one, of several', () => {
    expect(thrownBy(() => callMatcher(two, 'toHaveCacheHitRateAbove', [0.8])).message).toBe(
      'toHaveCacheHitRateAbove: 2 caches were seen. Say which one with { name }: "redis", "memory".',
    )
  })

  test('is not above what it is, whatever binary fractions make of it', () => {
    // 0.7 / 100 is 0.006999999999999999.
    callMatcher(ranTwice(looked(7, 993)), 'toHaveCacheHitRateAbove', ['0.7%'], { not: true })
    callMatcher(ranTwice(looked(7, 992)), 'toHaveCacheHitRateAbove', ['0.7%'])
  })

  test('may ask for any hit at all', () => {
    callMatcher(ranTwice(looked(1, 99)), 'toHaveCacheHitRateAbove', [0])
    callMatcher(ranTwice(looked(0, 99)), 'toHaveCacheHitRateAbove', ['0%'], { not: true })
  })
})
