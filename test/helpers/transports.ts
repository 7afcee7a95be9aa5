// Clients keep the timers that they find when they are imported.
import './setup-clock-shims.ts'
import http from 'node:http'
import type { Readable } from 'node:stream'
import axios from 'axios'
import * as undici from 'undici'
import type { Transport } from '../../src/core/network.ts'

export interface Sent {
  readonly method?: string
  readonly body?: string
  readonly signal?: AbortSignal
  readonly headers?: Readonly<Record<string, string>>
}

export interface Got {
  readonly status: number
  readonly type: string | null
  readonly chunks: AsyncIterable<Uint8Array>
}

/** A way by which a client's requests come to the mocks. */
export interface Client {
  readonly name: string
  readonly transport: Transport
  /** Whether it follows redirects by itself. */
  readonly follows: boolean
  /** Resolves with the response's head. */
  send(url: string, sent?: Sent): Promise<Got>
}

const keptAlive = new http.Agent({ keepAlive: true, maxSockets: 2 })

/** All the ways there are. Connections are kept alive, and too few for ten requests at once where the client can say so. */
export const CLIENTS: readonly Client[] = [
  { name: 'fetch', transport: 'fetch', follows: true, send: sendByFetch },
  { name: "axios' fetch adapter", transport: 'fetch', follows: true, send: byAxios('fetch') },
  { name: 'fetch beside sockets', transport: 'socket', follows: true, send: sendByFetch },
  { name: 'node:http', transport: 'socket', follows: false, send: byNodeHttp(undefined) },
  { name: 'node:http, kept alive', transport: 'socket', follows: false, send: byNodeHttp(keptAlive) },
  { name: "axios' http adapter", transport: 'socket', follows: true, send: byAxios('http') },
  { name: 'undici.fetch', transport: 'socket', follows: true, send: byUndiciFetch },
  { name: 'undici.request', transport: 'socket', follows: false, send: byUndici(undefined) },
  {
    name: 'undici.Agent',
    transport: 'socket',
    follows: false,
    send: byUndici(() => new undici.Agent({ connections: 2, keepAliveTimeout: 60_000 })),
  },
]

/** A response's body as text. */
export async function textOf({ chunks }: Pick<Got, 'chunks'>): Promise<string> {
  let text = ''
  for await (const chunk of chunks) text += new TextDecoder().decode(chunk)
  return text
}

async function sendByFetch(url: string, sent: Sent = {}): Promise<Got> {
  const response = await fetch(url, sent)
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    chunks: response.body ?? nothing(),
  }
}

async function byUndiciFetch(url: string, sent: Sent = {}): Promise<Got> {
  const response = await undici.fetch(url, sent)
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    chunks: (response.body as AsyncIterable<Uint8Array> | null) ?? nothing(),
  }
}

function byUndici(create: (() => undici.Agent) | undefined): Client['send'] {
  let agent: undici.Agent | undefined
  return async (url, { method = 'GET', body, signal, headers } = {}) => {
    agent ??= create?.()
    const response = await undici.request(url, {
      method,
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
      ...(headers && { headers }),
      ...(agent && { dispatcher: agent }),
    })
    const type = response.headers['content-type']
    return {
      status: response.statusCode,
      type: typeof type === 'string' ? type : null,
      chunks: response.body,
    }
  }
}

function byAxios(adapter: 'http' | 'fetch'): Client['send'] {
  return async (url, { method = 'GET', body, signal, headers } = {}) => {
    const response = await axios.request<AsyncIterable<Uint8Array>>({
      url,
      method,
      adapter,
      responseType: 'stream',
      validateStatus: () => true,
      ...(body !== undefined && { data: body }),
      ...(signal && { signal }),
      ...(headers && { headers }),
    })
    const type: unknown = response.headers['content-type']
    return {
      status: response.status,
      type: typeof type === 'string' ? type : null,
      chunks: response.data ?? nothing(),
    }
  }
}

function byNodeHttp(agent: http.Agent | undefined): Client['send'] {
  return (url, { method = 'GET', body, signal, headers } = {}) =>
    new Promise((resolve, reject) => {
      const request = http.request(url.replace('https:', 'http:'), {
        method,
        ...(agent && { agent }),
        ...(signal && { signal }),
        ...(headers && { headers }),
      })
      request.on('error', reject)
      request.on('response', (response) =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? null,
          chunks: response as Readable,
        }),
      )
      request.end(body)
    })
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
