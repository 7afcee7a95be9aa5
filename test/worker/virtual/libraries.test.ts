import '../../helpers/setup-clock-shims.ts'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import RedisMock from 'ioredis-mock'
import { Agent, MockAgent, request } from 'undici'
import { expect, test } from 'vitest'
import { realTime } from '../../../src/worker/real-time.ts'
import { runVirtual } from '../../../src/worker/virtual/run-virtual.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

test('ioredis-mock expires keys in virtual time', async () => {
  const seen = await runVirtual({}, async () => {
    const redis = new RedisMock()
    await redis.set('key', 'value', 'PX', 5_000)
    await sleep(4_999)
    const before = await redis.get('key')
    await sleep(2)
    return [before, await redis.get('key')]
  })
  expect(seen).toEqual(['value', null])
})

test('undici: a mocked delay is virtual', async () => {
  const agent = new MockAgent()
  agent.disableNetConnect()
  agent.get('http://api.test').intercept({ path: '/' }).reply(200, 'pong').delay(800).persist()
  const ms = await runVirtual({}, async (clock) => {
    for (let i = 0; i < 3; i++) {
      const { body } = await request('http://api.test/', { dispatcher: agent })
      expect(await body.text()).toBe('pong')
    }
    return clock.now()
  })
  expect(ms).toBe(2_400)
})

test('undici: keep-alive and headersTimeout work in real time after a run', async () => {
  let connections = 0
  const server = createServer((incoming, response) => {
    if (incoming.url === '/slow') return
    response.end('pong')
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const agent = new Agent({ headersTimeout: 600, keepAliveTimeout: 2_000 })
  const ping = async (): Promise<string> => (await request(url, { dispatcher: agent })).body.text()
  await runVirtual({ realIO: 'freeze' }, async (clock) => {
    expect(await ping()).toBe('pong')
    await sleep(100)
    expect(await ping()).toBe('pong')
    expect(clock.now()).toBe(100)
  })
  // It takes a moment until a connection is free again.
  await sleep(20)
  expect(await ping()).toBe('pong')
  expect(connections).toBe(1)
  const start = realTime.now()
  const error = await rejectionOf(request(`${url}/slow`, { dispatcher: agent }))
  expect(error.name).toBe('HeadersTimeoutError')
  expect(realTime.now() - start).toBeLessThan(4_000)
  await agent.destroy()
  server.closeAllConnections()
  server.close()
})
