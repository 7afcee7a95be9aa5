import http from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import https from 'node:https'
import * as undici from 'undici'
import { describe, expect, test } from 'vitest'
import { fetch as fetchInstrument } from '../../../../src/profiler/automatic/fetch.ts'
import { http as httpInstrument } from '../../../../src/profiler/automatic/http.ts'
import { CERTIFICATE as ca } from '../../../helpers/planted-delays.ts'
import { plantedFaults } from '../../../helpers/planted-faults.ts'
import type { Send } from '../../../helpers/planted-faults.ts'

const INSTRUMENTS = [fetchInstrument, httpInstrument]

function read(request: ClientRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    request.on('error', reject).on('response', (response: IncomingMessage) => {
      response.resume().on('end', resolve).on('error', reject)
    })
  })
}

const CLIENTS: readonly (readonly [string, boolean, Send])[] = [
  [
    "npm's undici",
    true,
    async ({ url, lookup }) => {
      const dispatcher = new undici.Agent({ connect: { lookup, ca } })
      await (await undici.request(url, { dispatcher })).body.text()
      await dispatcher.destroy()
    },
  ],
  [
    "fetch of npm's undici, from a pool of one",
    true,
    async ({ url, lookup }) => {
      const dispatcher = new undici.Agent({ connections: 1, connect: { lookup, ca } })
      await (await undici.fetch(url, { dispatcher })).text()
      await dispatcher.destroy()
    },
  ],
  ['node:https', true, ({ url, lookup }) => read(https.get(url, { lookup, ca, agent: false }))],
  [
    'node:https from a pool',
    true,
    async ({ url, lookup }) => {
      const agent = new https.Agent({ keepAlive: true, maxSockets: 1, lookup, ca })
      await read(https.get(url, { agent }))
      agent.destroy()
    },
  ],
  ['node:http', false, ({ url, lookup }) => read(http.get(url, { lookup }))],
]

describe('planted delays are found, each in its phase', () => {
  test.each(CLIENTS)('by %s', async (name, isSecure, send) => {
    expect(await plantedFaults(name, INSTRUMENTS, isSecure, send)).toEqual([])
  })
})
