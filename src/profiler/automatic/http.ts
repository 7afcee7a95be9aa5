import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Instrument } from './instrument.ts'
import { subscribeAll } from './network/channels.ts'
import { Connections } from './network/connections.ts'
import { HttpExchange } from './network/http-exchange.ts'
import { requestAbout } from './network/request-about.ts'
import { requestOrigin } from './network/request-origin.ts'
import { RequestSpan } from './network/request-span.ts'

interface About {
  readonly request: ClientRequest
}

/** Requests of `node:http` and `node:https`. */
export const http: Instrument = {
  name: 'http',
  start() {
    const connections = new Connections()
    const exchanges = new Map<ClientRequest, HttpExchange>()
    const unsubscribe = subscribeAll({
      'http.client.request.created': ({ request }: About) => {
        const span = spanOf(request, connections)
        if (span === undefined) return
        const exchange = new HttpExchange(request, span, connections)
        exchanges.set(request, exchange)
        exchange.onEnd = () => exchanges.delete(request)
      },
      // By then it was given to its end.
      'http.client.request.start': ({ request }: About) => exchanges.get(request)?.written(),
      'http.client.request.error': ({ request, error }: About & { readonly error: unknown }) =>
        exchanges.get(request)?.fail(error),
      // Its headers are here, and nobody has been told of them.
      'http.client.response.finish': ({
        request,
        response,
      }: About & { readonly response: IncomingMessage }) => exchanges.get(request)?.respond(response),
    })
    return () => {
      unsubscribe()
      for (const exchange of exchanges.values()) exchange.leave()
      exchanges.clear()
      connections.end()
    }
  },
}

function spanOf(request: ClientRequest, connections: Connections): RequestSpan | undefined {
  // What is upgraded, or tunnelled, is no exchange of a request and a response.
  if (request.method === 'CONNECT' || request.getHeader('upgrade') !== undefined) return undefined
  const host = request.getHeader('host')
  const authority = typeof host === 'string' ? host : request.host
  const about = requestAbout(request.method, `${request.protocol}//${authority}`, request.path)
  const origin = requestOrigin()
  if (origin === undefined) return undefined
  return origin.parent.name === about.name ? undefined : new RequestSpan(request, about, origin, connections)
}
