import http from 'node:http'
import * as undici from 'undici'

export interface Ask {
  readonly method?: string
  readonly body?: string
  readonly signal?: AbortSignal
}

/** A client that keeps one connection, and hands it from request to request. */
export interface Client {
  readonly name: string
  /** Sends a request, and reads the answer. */
  text(url: string, ask?: Ask): Promise<string>
  /** Sends a request, and cancels the answer once it has begun. */
  cancel(url: string): Promise<void>
}

/** @returns clients of one connection each; they close it when they are disposed of */
export function openClients(): { readonly clients: readonly Client[]; close(): void } {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const dispatcher = new undici.Agent({ connections: 1 })
  const viaHttp = (url: string, { body, ...options }: Ask = {}): Promise<http.IncomingMessage> =>
    new Promise((resolve, reject) => {
      http
        .request(url, { agent, ...options }, resolve)
        .on('error', reject)
        .end(body)
    })
  const clients: readonly Client[] = [
    {
      name: 'fetch',
      text: async (url, ask) => (await undici.fetch(url, { dispatcher, ...ask })).text(),
      async cancel(url) {
        await (await undici.fetch(url, { dispatcher })).body?.cancel()
      },
    },
    {
      name: 'undici.request',
      text: async (url, ask) => (await undici.request(url, { dispatcher, ...(ask as object) })).body.text(),
      async cancel(url) {
        const { body } = await undici.request(url, { dispatcher })
        body.on('error', () => {}).destroy()
      },
    },
    {
      name: 'node:http',
      async text(url, ask) {
        const response = await viaHttp(url, ask)
        let text = ''
        for await (const chunk of response) text += String(chunk)
        return text
      },
      async cancel(url) {
        const response = await viaHttp(url)
        response.on('error', () => {}).destroy()
      },
    },
  ]
  return {
    clients,
    close() {
      agent.destroy()
      void dispatcher.destroy()
    },
  }
}
