import type { RequestHandler } from 'msw'
import { expandHandlers } from '../core/network.ts'
import type {
  NetworkHandler,
  NetworkHost,
  NetworkSession,
  NetworkSource,
  Transport,
} from '../core/network.ts'
import { isAdopted, serveAdopted } from './adopted-handler.ts'
import { answerRequest } from './answer-request.ts'
import type { AskedRequest, MockHandler } from './mock-handler.ts'
import { msw } from './msw.ts'
import { bodyOf } from './request-body.ts'
import { serve } from './serve.ts'
import { interceptSockets, passSockets } from './sockets.ts'
import { testsMistake } from './tests-mistake.ts'

/** Matches requests to mocks through msw. Interception of `fetch` is the test process's, so there are no sockets. */
export const mswSource: NetworkSource = { open }

function open(handlers: readonly NetworkHandler[], host: NetworkHost, transport: Transport): NetworkSession {
  const served = new Map<NetworkHandler, RequestHandler>()
  const toMsw = (handler: NetworkHandler): RequestHandler => {
    const known = served.get(handler) ?? createMswHandler(handler as MockHandler, host)
    served.set(handler, known)
    return known
  }
  // Fails at once where msw is missing.
  msw()
  let current = [...handlers]
  let closed = false
  const answer: NetworkSession['answer'] = async (request) =>
    closed ? undefined : answerRequest(request, expandHandlers(current).map(toMsw))
  const stop =
    transport === 'socket'
      ? interceptSockets({
          owns: host.owns,
          async answer(request) {
            await host.ready?.()
            return answer(request)
          },
          unhandled: (request) => host.unhandled(request),
        })
      : undefined
  return {
    answer,
    pass: passSockets,
    use(more) {
      current = [...more, ...current]
    },
    reset() {
      current = [...handlers]
    },
    close() {
      closed = true
      stop?.()
    },
  }
}

function createMswHandler(handler: MockHandler, host: NetworkHost): RequestHandler {
  if (isAdopted(handler)) return serveAdopted(handler, host)
  const { http, HttpResponse } = msw()
  const { wants } = handler
  const isWanted = async (request: Request, params: AskedRequest['params']): Promise<boolean> => {
    if (wants === undefined) return true
    const { text } = await bodyOf(request)
    try {
      return wants({ request, text, params })
    } catch (error) {
      throw testsMistake(host, error)
    }
  }
  return http[handler.method](handler.url, async ({ request, params }) => {
    if (!(await isWanted(request, params))) return undefined
    try {
      return await serve(handler, request, params, host)
    } catch (error) {
      // The caller gave up and has its rejection already: msw would only print this.
      if (request.signal.aborted) return HttpResponse.error()
      throw error
    }
  })
}
