import type { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import type { FailureMode } from '../../../src/core/calls/failure-mode.ts'
import type { Modifier } from '../../../src/core/time/latency/modifier.ts'
import { mockRedis } from '../../../src/mocks/redis/mock-redis.ts'
import type { RedisOptions } from '../../../src/mocks/redis/mock-redis.ts'
import { installClockShims } from '../../../src/worker/virtual/shims/install.ts'
import { CLOCKS, inTest, onClock } from '../../helpers/in-test.ts'
import { rejectionOf, thrownBy } from '../../helpers/thrown-by.ts'

installClockShims()

const failing = (failure: FailureMode): Modifier => ({
  description: 'fails',
  begin: () => ({ admit: () => failure }),
})

/** Code as it is written for ioredis. */
async function userName(redis: Redis, id: string, load: () => Promise<string>): Promise<string> {
  const known = await redis.get(`user:${id}`)
  if (known !== null) return known
  const name = await load()
  await redis.set(`user:${id}`, name, 'EX', 60)
  return name
}

describe.for(CLOCKS)('a mocked Redis on the %s clock', (clock) => {
  test('runs code for ioredis, each command in its time', async () => {
    await inTest(async (perf) => {
      const redis = mockRedis<Redis>({ latency: 2 })
      const { value, elapsed } = await onClock(perf, clock, async () => [
        await userName(redis, '1', () => Promise.resolve('Ada')),
        await userName(redis, '1', () => Promise.reject(new Error('not needed'))),
      ])
      expect(value).toStrictEqual(['Ada', 'Ada'])
      if (elapsed !== undefined) expect(elapsed).toBe(6)
    })
  })

  test('carries commands out in the order in which they were sent', async () => {
    await inTest(async (perf) => {
      const latencies = [9, 1]
      const redis = mockRedis<Redis>({ latency: () => latencies.shift() ?? 0 })
      const { value, elapsed } = await onClock(perf, clock, () =>
        Promise.all([redis.set('a', '1'), redis.get('a'), redis.pipeline().incr('a').exec(), redis.get('a')]),
      )
      expect(value).toStrictEqual(['OK', '1', [[null, 2]], '2'])
      if (elapsed !== undefined) expect(elapsed).toBe(9)
    })
  })

  test('sends a pipeline and a transaction in one round trip', async () => {
    await inTest(async (perf) => {
      const redis = mockRedis<Redis>({ latency: 5 })
      const told: unknown[] = []
      const { value, elapsed } = await onClock(perf, clock, async () => [
        await redis
          .pipeline()
          .set('a', '1')
          .incr('a')
          .get('a', (error, value) => told.push([error, value]))
          .exec(),
        await redis.multi().incr('a').lpush('a', 'x').exec(),
        await redis
          .pipeline([
            ['get', 'a'],
            ['mget', 'a', 'b'],
          ])
          .exec(),
        await redis.pipeline().exec(),
      ])
      expect(value).toStrictEqual([
        [
          [null, 'OK'],
          [null, 2],
          [null, '2'],
        ],
        [[null, 3], [new Error('Key a does not contain a list')]],
        [
          [null, '3'],
          [null, ['3', null]],
        ],
        [],
      ])
      expect(told).toStrictEqual([[null, '2']])
      if (elapsed !== undefined) expect(elapsed).toBe(15)
    })
  })

  test('does not carry out a transaction whose watched keys were changed', async () => {
    await inTest(async (perf) => {
      const redis = mockRedis<Redis>()
      const other = redis.duplicate()
      const { value } = await onClock(perf, clock, async () => {
        await redis.watch('a')
        await other.set('a', 'changed')
        const spoilt = await redis.multi().set('a', 'mine').exec()
        await redis.watch('a')
        return [spoilt, await redis.get('a'), await redis.multi().set('a', 'mine').exec()]
      })
      expect(value).toStrictEqual([null, 'changed', [[null, 'OK']]])
    })
  })

  test('tells callbacks, too', async () => {
    await inTest(async (perf) => {
      const redis = mockRedis<Redis>({ latency: 1, data: { a: '1' } })
      const { value } = await onClock(perf, clock, async () => {
        const { promise, resolve } = Promise.withResolvers<unknown>()
        void redis.get('a', (...told) => resolve(told))
        const failed = Promise.withResolvers<unknown>()
        redis.lpush('a', 'x', (error) => failed.resolve(error)).catch(() => {})
        return [await promise, String(await failed.promise)]
      })
      expect(value).toStrictEqual([[null, '1'], 'Error: Key a does not contain a list'])
    })
  })

  test('scans, command by command', async () => {
    await inTest(async (perf) => {
      const data = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`key:${i}`, '1']))
      const redis = mockRedis<Redis>({ latency: 1, data: { ...data, other: '1', hash: { a: '1' } } })
      const { value, elapsed } = await onClock(perf, clock, async () => {
        const keys: string[] = []
        for await (const chunk of redis.scanStream({ match: 'key:*', count: 10 })) {
          keys.push(...(chunk as string[]))
        }
        const fields: string[] = []
        for await (const chunk of redis.hscanStream('hash')) fields.push(...(chunk as string[]))
        return { keys: keys.length, fields }
      })
      expect(value).toStrictEqual({ keys: 25, fields: ['a', '1'] })
      if (elapsed !== undefined) expect(elapsed).toBe(4)
    })
  })

  test('publishes to those who have subscribed', async () => {
    await inTest(async (perf) => {
      const redis = mockRedis<Redis>({ latency: 1 })
      const { value } = await onClock(perf, clock, async () => {
        const subscriber = redis.duplicate()
        const { promise, resolve } = Promise.withResolvers<unknown>()
        subscriber.on('message', (...message) => resolve(message))
        await subscriber.subscribe('news')
        await redis.publish('news', 'hello')
        return promise
      })
      expect(value).toStrictEqual(['news', 'hello'])
    })
  })

  test('has data of its own, and shares it with its duplicates', async () => {
    await inTest(async (perf) => {
      const [one, two] = [mockRedis<Redis>({ data: { a: '1' } }), mockRedis<Redis>({ keyPrefix: 'mine:' })]
      const { value } = await onClock(perf, clock, async () => {
        await two.set('b', '2')
        return [
          await one.get('a'),
          await one.duplicate().get('a'),
          await two.get('a'),
          await two.get('b'),
          await two.duplicate().get('b'),
        ]
      })
      expect(value).toStrictEqual(['1', '1', null, '2', '2'])
    })
  })

  test('what was in it at first does not come back with a duplicate', async () => {
    await inTest(async (perf) => {
      const redis = mockRedis<Redis>({ data: { a: '1', b: '1' } })
      const { value } = await onClock(perf, clock, async () => {
        await redis.set('a', '2')
        await redis.del('b')
        await redis.watch('a')
        const other = redis.duplicate()
        return [await other.mget('a', 'b'), await redis.multi().incr('a').exec()]
      })
      expect(value).toStrictEqual([['2', null], [[null, 3]]])
    })
  })

  test('ends by quit and by disconnect, with the errors of ioredis, and opens again', async () => {
    await inTest(async (perf) => {
      const { value, elapsed } = await onClock(perf, clock, async () => {
        const redis = mockRedis<Redis>({ latency: 3 })
        const events: string[] = []
        redis.on('end', () => events.push('end'))
        const quit = await redis.quit()
        const after = (await rejectionOf(redis.get('a'))).message
        const { status } = redis
        await redis.connect()
        const late = rejectionOf(redis.get('a'))
        await new Promise((resolve) => setTimeout(resolve, 1))
        redis.disconnect()
        const { message } = await late
        await new Promise((resolve) => process.nextTick(resolve))
        return { quit, after, status, late: message, events }
      })
      const closed = 'Connection is closed.'
      expect(value).toStrictEqual({
        quit: 'OK',
        after: closed,
        status: 'end',
        late: closed,
        events: ['end', 'end'],
      })
      if (elapsed !== undefined) expect(elapsed).toBe(4)
    })
  })
})

test('keys expire on the virtual clock', async () => {
  await inTest(async (perf) => {
    const redis = mockRedis<Redis>()
    const { value, elapsed } = await perf.virtual(async () => {
      await redis.set('a', '1', 'EX', 60)
      await new Promise((resolve) => setTimeout(resolve, 59_999))
      const before = await redis.get('a')
      await new Promise((resolve) => setTimeout(resolve, 1))
      return [before, await redis.get('a')]
    })
    expect(value).toStrictEqual(['1', null])
    expect(elapsed).toBe(60_000)
  })
})

test.for(CLOCKS)('counts commands, hits and misses on the %s clock', async (clock) => {
  await inTest(async (perf) => {
    const redis = mockRedis<Redis>({ latency: 1, data: { a: '1', hash: { f: '1' } } })
    const run = await perf.measure('cache', { clock, iterations: 20, warmup: 0 }, async () => {
      await redis.get('a')
      await redis.getBuffer('none')
      await redis.mget('a', 'none', 'none')
      await redis.hget('hash', 'f')
      await redis.hmget('hash', 'f', 'none')
      await redis.exists('a', 'none')
      await redis.hgetall('none')
      await redis.pipeline().get('a').get('none').ping().exec()
      await redis.lpush('a', 'x').catch(() => {})
    })
    expect(run.counts['redis']).toMatchObject({ total: 20 * 11, errors: 20, atOnce: 3 })
    expect(run.seen.caches).toStrictEqual({ redis: { hits: 20 * 6, misses: 20 * 7 } })
    if (clock === 'virtual') expect([run.min, run.max]).toStrictEqual([9, 9])
  })
})

test('is only a client outside of tests', async () => {
  const redis = mockRedis<Redis>({ latency: '1h' })
  await redis.set('a', '1')
  expect(await redis.get('a')).toBe('1')
  expect(redis.status).toBe('ready')
  expect(thrownBy(() => redis.loseConnection()).message).toBe(
    'redis.loseConnection: there is no connection to lose. Call it in a test, before the client is closed.',
  )
})

describe('a lost connection', () => {
  interface Told {
    readonly value: unknown
    readonly ms: number
  }
  /** What becomes of commands that are sent at several times, the connection being lost at 10 ms. */
  async function lost(
    options: RedisOptions,
    downFor: number,
    sentMs: readonly number[],
  ): Promise<{
    readonly told: Told[]
    readonly events: string[]
  }> {
    return inTest(async (perf) => {
      const redis = mockRedis<Redis>({ latency: 20, data: { a: '1' }, ...options })
      const { value } = await perf.virtual(async () => {
        const events: string[] = []
        const { clock } = perf
        const note = (text: string): number => events.push(`${text} ${clock.now()}`)
        redis.on('close', () => note('close'))
        redis.on('reconnecting', (ms: number) => note(`reconnecting in ${ms} at`))
        redis.on('error', (error) => note(error.message))
        redis.on('ready', () => note('ready'))
        setTimeout(() => redis.loseConnection({ downFor }), 10)
        const all = sentMs.map(async (ms): Promise<Told> => {
          if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
          const value = await redis.get('a').catch((error: unknown) => String(error))
          return { value, ms: clock.now() }
        })
        const told = await Promise.all(all)
        return { told, events }
      })
      return value
    })
  }

  test('is there again after 50 ms: commands wait, and those under way are sent anew', async () => {
    const { told, events } = await lost({}, 0, [0, 30, 100])
    expect(told).toStrictEqual([
      { value: '1', ms: 80 },
      { value: '1', ms: 80 },
      { value: '1', ms: 120 },
    ])
    expect(events).toStrictEqual(['ready 0', 'close 10', 'reconnecting in 50 at 10', 'ready 60'])
  })

  test('is tried for until the server is there', async () => {
    const { told, events } = await lost({}, 100, [0])
    expect(told).toStrictEqual([{ value: '1', ms: 180 }])
    expect(events).toStrictEqual([
      'ready 0',
      'close 10',
      'reconnecting in 50 at 10',
      'connect ECONNREFUSED 60',
      'close 60',
      'reconnecting in 100 at 60',
      'ready 160',
    ])
  })

  const tooMany = (n: number): string =>
    `MaxRetriesPerRequestError: Reached the max retries per request limit (which is ${n}). Refer to "maxRetriesPerRequest" option for details.`

  test('commands are given up after so many attempts', async () => {
    const { told } = await lost({ maxRetriesPerRequest: 1 }, 100, [0, 70])
    expect(told).toStrictEqual([
      { value: tooMany(1), ms: 60 },
      { value: '1', ms: 180 },
    ])
  })

  test('commands are given up at once where they may not wait', async () => {
    const { told } = await lost({ maxRetriesPerRequest: 0 }, 0, [0, 30])
    expect(told).toStrictEqual([
      { value: tooMany(0), ms: 10 },
      { value: '1', ms: 80 },
    ])
    const unqueued = await lost({ enableOfflineQueue: false }, 0, [0, 30, 60])
    expect(unqueued.told).toStrictEqual([
      { value: '1', ms: 80 },
      { value: "Error: Stream isn't writeable and enableOfflineQueue options is false", ms: 30 },
      { value: '1', ms: 80 },
    ])
  })

  test.for<[string, RedisOptions, readonly number[]]>([
    ['every third time', { connectionLoss: { every: 3 } }, [1, 1, 51, 1, 1, 51]],
    ['always', { connectionLoss: { rate: 1 } }, [51, 51, 51, 51, 51, 51]],
    ['never', { connectionLoss: { rate: 0 } }, [1, 1, 1, 1, 1, 1]],
    ['once, from a time on', { connectionLoss: { from: 2, downFor: 60 } }, [1, 1, 151, 1, 1, 1]],
  ])('by itself: %s', async ([, options, ms]) => {
    await inTest(async (perf) => {
      const redis = mockRedis<Redis>({ latency: 1, ...options })
      for (let run = 0; run < 2; run++) {
        const { value } = await perf.virtual(async () => {
          const took: number[] = []
          for (let i = 0; i < 6; i++) {
            const startedMs = perf.clock.now()
            await redis.get('a')
            took.push(perf.clock.now() - startedMs)
          }
          return took
        })
        // Each run begins anew.
        expect(value).toStrictEqual(ms)
      }
    })
  })

  test('is what a failure of the network means', async () => {
    await inTest(async (perf) => {
      const redis = mockRedis<Redis>({ latency: 1, modifiers: [failing({ kind: 'network' })] })
      const { value, elapsed } = await perf.virtual(async () => {
        const reply = redis.ping()
        await new Promise((resolve) => setTimeout(resolve, 1))
        const { status } = redis
        return [status, await reply, redis.status]
      })
      expect(value).toStrictEqual(['reconnecting', 'PONG', 'ready'])
      expect(elapsed).toBe(51)
    })
  })
})

test.for<[FailureMode, string]>([
  [{ kind: 'throw', error: new TypeError('own') }, 'TypeError: own'],
  [{ kind: 'status', status: 503 }, 'ReplyError: mocked failure of "redis": status 503'],
])('fails as a modifier says: %o', async ([failure, message]) => {
  await inTest(async (perf) => {
    const redis = mockRedis<Redis>({ latency: 2, modifiers: [failing(failure)] })
    const { value, elapsed } = await perf.virtual(async () => [
      String(await rejectionOf(redis.set('a', '1'))),
      String((await redis.pipeline().get('a').exec())?.[0]?.[0]),
    ])
    expect(value).toStrictEqual([message, message])
    expect(elapsed).toBe(4)
  })
})

test('a stall ends with the connection', async () => {
  await inTest(async (perf) => {
    const redis = mockRedis<Redis>({ latency: 2, modifiers: [failing({ kind: 'stall' })] })
    const { value, elapsed } = await perf.virtual(async () => {
      setTimeout(() => redis.disconnect(), 30)
      return rejectionOf(redis.get('a'))
    })
    expect(value.message).toBe('Connection is closed.')
    expect(elapsed).toBe(30)
  })
})

test('a command that there is not is refused', async () => {
  const redis = mockRedis<Redis>()
  const pipeline = redis.pipeline() as unknown as Record<string, () => void>
  expect(thrownBy(() => pipeline['nonsense']?.()).message).toBe('redis: there is no command "nonsense"')
})

const loss = "Write { every: 100 }, { rate: 0.01 } or { from: '2s', downFor: 500 }."

test.for<[unknown, string]>([
  [5, 'mockRedis: options must be a plain object, received 5. Write mockRedis({ latency: 1 }).'],
  [
    { latncy: 1 },
    'mockRedis: unknown option `latncy`. Did you mean `latency`? Known: name, latency, modifiers, data, connectionLoss, keyPrefix, maxRetriesPerRequest, enableOfflineQueue.',
  ],
  [
    { name: '' },
    'mockRedis: `name` must be a text that is not empty, received "". Leave it out for `redis`.',
  ],
  [{ keyPrefix: 5 }, 'mockRedis: `keyPrefix` must be a text, received 5. Leave it out for none.'],
  [
    { data: [] },
    "mockRedis, `data`: options must be a plain object, received an array of 0. Write { data: { 'user:1': 'Ada' } }.",
  ],
  [
    { maxRetriesPerRequest: -1 },
    'mockRedis: `maxRetriesPerRequest` must be a whole number from 0 up, received -1. Leave it out for 20, or write null for no limit.',
  ],
  [
    { connectionLoss: {} },
    `mockRedis, \`connectionLoss\`: it must have one of \`every\`, \`from\` and \`rate\`. ${loss}`,
  ],
  [
    { connectionLoss: { every: 2, rate: 1 } },
    `mockRedis, \`connectionLoss\`: it must have one of \`every\`, \`from\` and \`rate\`. ${loss}`,
  ],
  [
    { connectionLoss: { every: 0 } },
    `mockRedis, \`connectionLoss\`: \`every\` must be a whole number from 1 up, received 0. ${loss}`,
  ],
  [
    { connectionLoss: { rate: 2 } },
    `mockRedis, \`connectionLoss\`: \`rate\` must be a number from 0 to 1, received 2. ${loss}`,
  ],
])('mockRedis refuses %o', ([options, message]) => {
  expect(thrownBy(() => mockRedis(options as RedisOptions)).message).toBe(message)
})
