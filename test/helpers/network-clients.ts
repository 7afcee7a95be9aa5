import http from 'node:http'
import * as undici from 'undici'

interface Ask {
  readonly method?: string
  readonly body?: string
  readonly signal?: AbortSignal
}

/** A client that has one connection, and hands it from request to request. */
export interface Client {
  /** Sends a request, and reads the answer. */
  readonly text: (url: string, ask?: Ask) => Promise<string>
  /** Sends a request, and cancels the answer once it has begun. */
  readonly cancel: (url: string) => Promise<void>
  readonly close: () => void
}

/** Clients by their names. */
export const CLIENTS: Readonly<Record<string, () => Client>> = {
  fetch() {
    const dispatcher = new undici.Agent({ connections: 1 })
    return {
      text: async (url, ask) => (await undici.fetch(url, { dispatcher, ...ask })).text(),
      async cancel(url) {
        await (await undici.fetch(url, { dispatcher })).body?.cancel()
      },
      close: () => void dispatcher.destroy(),
    }
  },
  undici() {
    const dispatcher = new undici.Agent({ connections: 1 })
    return {
      text: async (url, ask) => (await undici.request(url, { dispatcher, ...(ask as object) })).body.text(),
      async cancel(url) {
        const { body } = await undici.request(url, { dispatcher })
        body.on('error', () => {}).destroy()
      },
      close: () => void dispatcher.destroy(),
    }
  },
  'node:http'() {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    const send = (url: string, { body, ...options }: Ask = {}): Promise<http.IncomingMessage> =>
      new Promise((resolve, reject) => {
        http
          .request(url, { agent, ...options }, resolve)
          .on('error', reject)
          .end(body)
      })
    return {
      async text(url, ask) {
        const chunks: unknown[] = await (await send(url, ask)).toArray()
        return chunks.join('')
      },
      async cancel(url) {
        const response = await send(url)
        response.on('error', () => {}).destroy()
      },
      close: () => agent.destroy(),
    }
  },
}
