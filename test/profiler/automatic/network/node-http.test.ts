import { channel } from 'node:diagnostics_channel'
import { createServer, request } from 'node:http'
import type { ClientRequest, IncomingMessage, RequestOptions, Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, LookupFunction, Socket } from 'node:net'
import * as undici from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fetch as fetchInstrument } from '../../../../src/profiler/automatic/fetch.ts'
import { http as httpInstrument } from '../../../../src/profiler/automatic/http.ts'
import { hub } from '../../../../src/profiler/hub.ts'
import { outline, traceAutomatically } from '../../../helpers/automatic-trace.ts'

const INSTRUMENTS = [fetchInstrument, httpInstrument]

let server: Server
let port = 0
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => response.end('ok'))
  })
  server.on('upgrade', (_request, socket: Socket) => {
    socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n')
  })
  server.on('connect', (_request, socket: Socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
  server.on('checkContinue', (request: IncomingMessage, response) => {
    setTimeout(() => {
      response.writeContinue()
      server.emit('request', request, response)
    }, 5)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

function answered(one: ClientRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    one.on('error', reject).on('response', (response) => response.resume().on('end', resolve))
  })
}

/** Node's types do not know of it here. */
const HAPPY_EYEBALLS = { autoSelectFamily: true }

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const plain = (more: RequestOptions = {}): RequestOptions => ({
  host: '127.0.0.1',
  port,
  agent: false,
  ...more,
})

describe('node:http', () => {
  test('interim responses are part of the wait', async () => {
    const { root } = await traceAutomatically(INSTRUMENTS, () => {
      const one = request(plain({ method: 'PUT', path: '/big', headers: { expect: '100-continue' } }))
      one.on('continue', () => one.end('body'))
      return answered(one)
    })
    expect(outline(root)).toEqual({
      trace: [{ [`PUT 127.0.0.1:${port}/big`]: ['connect', 'wait', 'download'] }],
    })
  })

  test('while its caller does not write it, it neither queues nor waits', async () => {
    const { root } = await traceAutomatically(INSTRUMENTS, async () => {
      const one = request(plain({ path: '/held' }))
      const done = answered(one)
      await new Promise((resolve) => one.on('socket', (socket) => socket.on('connect', resolve)))
      await pause(40)
      one.end()
      await done
    })
    expect(outline(root)).toEqual({
      trace: [{ [`GET 127.0.0.1:${port}/held`]: ['connect', 'wait', 'download'] }],
    })
    const [held] = root.children
    const [connecting, waiting] = held?.children ?? []
    expect((waiting?.startMs ?? 0) - (connecting?.endMs ?? Infinity)).toBeGreaterThan(30)
  })

  test('upgrades and tunnels are no requests', async () => {
    const { root } = await traceAutomatically(INSTRUMENTS, async () => {
      const up = request(plain({ headers: { connection: 'upgrade', upgrade: 'echo' } })).end()
      await new Promise((resolve) => up.on('upgrade', resolve))
      const tunnel = request(plain({ method: 'CONNECT', path: 'api.example:443' })).end()
      await new Promise((resolve) =>
        tunnel.on('connect', (_response, socket: Socket) => resolve(socket.destroy())),
      )
      const client = new undici.Client(`http://127.0.0.1:${port}`)
      const { socket } = await client.upgrade({ path: '/', protocol: 'echo' })
      socket.destroy()
      await client.destroy()
    })
    expect(outline(root)).toBe('trace')
  })

  test('of several addresses, the look-up and all attempts count once', async () => {
    const lookup = ((_host, _options, callback) => {
      setTimeout(
        () =>
          callback(null, [
            { address: '::1', family: 6 },
            { address: '127.0.0.1', family: 4 },
          ]),
        5,
      )
    }) as LookupFunction
    const { root } = await traceAutomatically(INSTRUMENTS, () =>
      answered(request(plain({ host: 'two.example', lookup, ...HAPPY_EYEBALLS })).end()),
    )
    expect(outline(root)).toEqual({
      trace: [{ [`GET two.example:${port}/`]: ['dns', 'connect', 'wait', 'download'] }],
    })
  })

  test('a name that is not found', async () => {
    const lookup = ((_host, _options, callback) => {
      setTimeout(() => callback(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), [], 4), 5)
    }) as LookupFunction
    const { root } = await traceAutomatically(INSTRUMENTS, async () => {
      await answered(request(plain({ host: 'none.example', lookup })).end()).catch(() => {})
      const dispatcher = new undici.Agent({ connect: { lookup } })
      await undici.request(`http://none.example:${port}/`, { dispatcher }).catch(() => {})
      await dispatcher.destroy()
    })
    const phases = root.children.map((one) =>
      one.children.filter(({ name }) => name !== 'queue').map((phase) => outline(phase)),
    )
    expect(phases).toEqual([['dns failed'], ['dns failed']])
    expect(root.children.map(({ failed }) => failed)).toEqual([true, true])
  })

  test('a request that is destroyed before it has a connection', async () => {
    const { root } = await traceAutomatically(INSTRUMENTS, async () => {
      const one = request(plain({ path: '/early' }))
      one.on('error', () => {}).destroy()
      await pause(5)
    })
    expect(root.children.map(({ name, failed, unfinished }) => [name, failed, unfinished])).toEqual([
      [`GET 127.0.0.1:${port}/early`, false, false],
    ])
  })
})

describe('when nobody listens any more', () => {
  const CHANNELS = [
    'net.client.socket',
    ...['created', 'start', 'error'].map((name) => `http.client.request.${name}`),
    'http.client.response.finish',
    ...['create', 'bodyChunkSent', 'headers', 'bodyChunkReceived', 'trailers', 'error'].map(
      (name) => `undici:request:${name}`,
    ),
    ...['connected', 'sendHeaders'].map((name) => `undici:client:${name}`),
  ]
  const subscribed = (): readonly string[] => CHANNELS.filter((name) => channel(name).hasSubscribers)

  test('nothing is left behind', async () => {
    const dispatchNow = (): unknown => Reflect.get(undici.Client.prototype, 'dispatch')
    const dispatch = dispatchNow()
    const before = subscribed()
    const open: { socket?: Socket; request?: ClientRequest; response?: IncomingMessage } = {}
    await traceAutomatically(INSTRUMENTS, async () => {
      expect(subscribed()).toEqual(CHANNELS)
      await (await undici.request(`http://127.0.0.1:${port}/`)).body.dump()
      expect(dispatchNow()).not.toBe(dispatch)
      // It never gets further than this.
      open.socket = connect({ host: 'never.example', port, lookup: () => {} })
      open.request = request(plain({ path: '/' }))
      open.response = await new Promise((resolve) => open.request?.on('response', resolve).end())
      expect(Object.hasOwn(open.response ?? {}, 'push')).toBe(true)
      expect(Object.keys(open.response ?? {})).not.toContain('push')
    })
    expect(dispatchNow()).toBe(dispatch)
    expect(subscribed()).toEqual(before)
    open.socket?.destroy()
    const fresh = connect({ host: 'never.example', port, lookup: () => {} })
    expect(open.socket?.eventNames()).toEqual(fresh.eventNames())
    fresh.destroy()
    expect(open.request?.eventNames().toSorted()).toEqual(['finish', 'response'])
    expect(open.response?.listenerCount('close')).toBe(0)
    expect(Object.hasOwn(open.response ?? {}, 'push')).toBe(false)
    open.request?.destroy()
  })

  test('code without requests is not asked whose it is', async () => {
    const { parentOf } = hub
    let asked = 0
    hub.parentOf = (inner) => {
      asked++
      return parentOf(inner)
    }
    try {
      await traceAutomatically(INSTRUMENTS, () => pause(1))
    } finally {
      hub.parentOf = parentOf
    }
    expect(asked).toBe(0)
  })
})
