import { createRequire } from 'node:module'
import { Client, Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { span } from '../../../src/profiler/span.ts'
import { measureSpans, spanLines } from '../../helpers/measured-spans.ts'
import { startPostgresServer } from '../../helpers/postgres-server.ts'

function poolOf(port: number, max: number): Pool & AsyncDisposable {
  const pool = new Pool({ port, host: '127.0.0.1', user: 'u', database: 'd', password: 'p', max })
  return Object.assign(pool, { [Symbol.asyncDispose]: () => pool.end() })
}

test('queries of a client, in each of the ways to make them', async () => {
  await using server = await startPostgresServer()
  const run = await measureSpans(async () => {
    const client = new Client({ port: server.port, host: '127.0.0.1', user: 'u', database: 'd' })
    await client.connect()
    await client.query("SELECT * FROM users WHERE name = 'Ada' AND age > 36 -- her")
    await client.query({ text: 'SELECT $1::text', values: ['secret'] })
    await span('called back', () => new Promise((resolve) => client.query('SELECT 3', resolve)))
    await client.end()
  })
  expect(
    spanLines(run, ({ name, attributes }) => `${name} ${String(attributes['db.query.text'] ?? '')}`),
  ).toStrictEqual([
    'pg.connect ',
    'pg.query SELECT * FROM users WHERE name = ? AND age > ?',
    'pg.query SELECT $1::text',
    'called back ',
    '  pg.query SELECT ?',
  ])
  expect(run.spans.trees[0]?.root.children[0]?.attributes).toStrictEqual({ 'db.system.name': 'postgresql' })
})

test('who waits for a full pool, and for how long', async () => {
  await using server = await startPostgresServer()
  await using pool = poolOf(server.port, 1)
  const run = await measureSpans(async () => {
    const first = await pool.connect()
    const second = span('second', () => pool.query('SELECT 2'))
    await first.query('SELECT slow')
    first.release()
    await second
  })
  expect(spanLines(run)).toStrictEqual(['pg.connect', 'second', '  pg.pool.wait', '  pg.query', 'pg.query'])
  const [wait] = run.spans.trees[0]?.root.children[1]?.children ?? []
  const slow = run.spans.trees[0]?.root.children[2]
  expect(wait?.endMs).toBeGreaterThanOrEqual(slow?.endMs ?? Infinity)
})

test('each iteration has its own, though they hand clients to each other', async () => {
  await using server = await startPostgresServer()
  await using pool = poolOf(server.port, 2)
  const run = await measureSpans(({ iteration }) => pool.query(`SELECT slow ${iteration}`), {
    iterations: 20,
    concurrency: 5,
  })
  expect(run.span('pg.query').n).toBe(20)
  for (const { root } of run.spans.trees) {
    expect(root.children.map(({ name }) => name.replace('pool.wait', 'connect'))).toStrictEqual([
      'pg.connect',
      'pg.query',
    ])
  }
})

test('a connection in place of a lost one belongs to whoever waits for it', async () => {
  await using server = await startPostgresServer()
  await using pool = poolOf(server.port, 1)
  const run = await measureSpans(async () => {
    const first = await pool.connect()
    const second = span('second', () => pool.query('SELECT 2'))
    first.release(new Error('lost'))
    await second
  })
  expect(spanLines(run)).toStrictEqual([
    'pg.connect',
    'second',
    '  pg.pool.wait',
    '    pg.connect',
    '  pg.query',
  ])
})

test('a query that fails', async () => {
  await using server = await startPostgresServer()
  await using pool = poolOf(server.port, 1)
  const run = await measureSpans(async () => {
    await expect(pool.query('SELECT fail')).rejects.toThrow('no such table')
  })
  expect(run.spans.operations).toContainEqual(expect.objectContaining({ name: 'pg.query', errors: 1 }))
})

test('a copy that is loaded on the way', async () => {
  await using server = await startPostgresServer()
  const require = createRequire(import.meta.url)
  const kept = Object.entries(require.cache).filter(([path]) => /[\\/]pg(?:-pool)?[\\/]/.test(path))
  for (const [path] of kept) Reflect.deleteProperty(require.cache, path)
  onTestFinished(() => {
    for (const [path, module] of kept) require.cache[path] = module
  })
  const run = await measureSpans(async () => {
    const { Pool: OtherPool } = require('pg') as { Pool: typeof Pool }
    expect(OtherPool).not.toBe(Pool)
    const pool = new OtherPool({ port: server.port, host: '127.0.0.1', user: 'u', database: 'd' })
    await pool.query('SELECT 1')
    await pool.end()
  })
  expect(spanLines(run)).toStrictEqual(['pg.connect', 'pg.query'])
})

test('its functions are the real ones again afterwards', async () => {
  const functions = (): unknown[] => [
    ...['query', 'connect'].map((name): unknown => Reflect.get(Client.prototype, name)),
    ...['newClient', 'connect'].map((name): unknown => Reflect.get(Pool.prototype, name)),
  ]
  const before = functions()
  let within: unknown[] = []
  await measureSpans(() => {
    within = functions()
  })
  for (const [i, one] of functions().entries()) {
    expect(within[i]).not.toBe(before[i])
    expect(one).toBe(before[i])
  }
})
