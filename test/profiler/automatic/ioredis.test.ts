import { Redis } from 'ioredis'
import { channel, tracingChannel } from 'node:diagnostics_channel'
import { expect, test } from 'vitest'
import { span } from '../../../src/profiler/span.ts'
import { measureSpans, spanLines } from '../../helpers/measured-spans.ts'
import { startRespServer } from '../../helpers/resp-server.ts'

/** A client that has connected before anything is measured. */
async function connected(port: number): Promise<Redis & Disposable> {
  const redis = new Redis({ port, host: '127.0.0.1', lazyConnect: true })
  await redis.connect()
  return Object.assign(redis, { [Symbol.dispose]: () => redis.disconnect() })
}

test('commands of the caller, one at a time and at once', async () => {
  await using server = await startRespServer()
  using redis = await connected(server.port)
  const run = await measureSpans(async () => {
    await redis.get('secret')
    await span('save', () => Promise.all([redis.set('a', 'b'), redis.del('a')]))
  })
  expect(spanLines(run)).toStrictEqual(['redis.get', 'save', '  redis.set', '  redis.del'])
  expect(run.spans.trees[0]?.root.children[0]?.attributes).toStrictEqual({
    'db.system.name': 'redis',
    'server.address': '127.0.0.1',
    'server.port': server.port,
  })
})

test('each iteration has its own, on one connection', async () => {
  await using server = await startRespServer()
  using redis = await connected(server.port)
  const run = await measureSpans(({ iteration }) => redis.set(`key ${iteration}`, 'value'), {
    iterations: 20,
    concurrency: 4,
  })
  expect(run.span('redis.set').n).toBe(20)
  expect(run.spans.trees.map(({ root }) => root.children.length)).toStrictEqual(run.spans.trees.map(() => 1))
})

test('commands that wait for the connection belong to whoever has asked, and begin there', async () => {
  await using server = await startRespServer()
  const redis = new Redis({ port: server.port, host: '127.0.0.1' })
  const run = await measureSpans(
    () =>
      Promise.all([
        span('one', () => redis.get('a')),
        span('two', () => redis.pipeline().set('a', 'b').del('a').exec()),
        span('three', () => redis.info()),
      ]),
    { iterations: 2, concurrency: 2 },
  )
  redis.disconnect()
  expect(run.spans.trees).toHaveLength(2)
  expect(run.spans.notes).toEqual([])
  for (const { root } of run.spans.trees) {
    const [one] = root.children
    expect(root.children.map(({ name, children }) => [name, ...children.map((child) => child.name)])).toEqual(
      [
        ['one', 'redis.get'],
        ['two', 'redis.set', 'redis.del'],
        ['three', 'redis.info'],
      ],
    )
    expect(one?.children[0]?.startMs).toBeLessThan(root.children[1]?.startMs ?? 0)
  }
})

test('commands of an automatic pipeline belong to whoever has asked', async () => {
  await using server = await startRespServer()
  const redis = new Redis({ port: server.port, host: '127.0.0.1', enableAutoPipelining: true })
  await redis.ping()
  const run = await measureSpans(() =>
    Promise.all([span('one', () => redis.get('a')), span('two', () => redis.get('b'))]),
  )
  redis.disconnect()
  expect(spanLines(run)).toStrictEqual(['one', '  redis.get', 'two', '  redis.get'])
})

test('a command that the server refuses has failed', async () => {
  await using server = await startRespServer()
  using redis = await connected(server.port)
  const run = await measureSpans(async () => {
    await redis.hset('a', 'b', 'c').catch(() => {})
  })
  expect(run.spans.operations).toContainEqual(expect.objectContaining({ name: 'redis.hset', errors: 1 }))
})

test('a transaction is one span with its commands in it', async () => {
  await using server = await startRespServer()
  using redis = await connected(server.port)
  const run = await measureSpans(() => redis.multi().set('a', '1').set('b', '2').exec())
  expect(
    spanLines(run, ({ name, attributes }) => `${name} ${attributes['db.operation.batch.size'] ?? ''}`),
  ).toStrictEqual(['redis.multi 2', '  redis.set ', '  redis.set ', '  redis.exec '])
})

test('what a client sends by itself to connect is left out', async () => {
  await using server = await startRespServer()
  const run = await measureSpans(async () => {
    const redis = new Redis({ port: server.port, host: '127.0.0.1', password: 'p', db: 3, lazyConnect: true })
    await redis.connect()
    await redis.get('a')
    await redis.info()
    redis.disconnect()
  })
  expect(spanLines(run)).toStrictEqual(['redis.get', 'redis.info'])
  expect(server.commands).toStrictEqual(expect.arrayContaining(['auth', 'select', 'client', 'info', 'get']))
})

test('nobody listens to its channels afterwards, and its functions are the real ones', async () => {
  const sendCommand = (): unknown => Reflect.get(Redis.prototype, 'sendCommand')
  const before = sendCommand()
  let within: unknown
  await measureSpans(() => {
    within = sendCommand()
  })
  expect(within).not.toBe(before)
  expect(sendCommand()).toBe(before)
  for (const name of ['ioredis:command', 'ioredis:batch', 'ioredis:connect']) {
    expect([name, tracingChannel(name).hasSubscribers]).toStrictEqual([name, false])
    expect(channel(`tracing:${name}:start`).hasSubscribers).toBe(false)
  }
})
