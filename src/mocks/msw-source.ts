import type { NetworkHandler, NetworkHost, NetworkSession, NetworkSource } from '../core/network.ts'
import { textOf } from './body-text.ts'
import { FrameSource } from './frame-source.ts'
import { HttpResponse, defineNetwork, http } from './msw.ts'
import type { MockHandler } from './mock-handler.ts'
import { serve } from './serve.ts'

/** Matches requests to tools through msw. Interception is the test process's, so there are no sockets. */
export const mswSource: NetworkSource = { open }

function open(handlers: readonly NetworkHandler[], host: NetworkHost): NetworkSession {
  const toMsw = (all: readonly NetworkHandler[]): MswHandler[] =>
    (all as readonly MockHandler[]).map((handler) => createMswHandler(handler, host))
  const frames = new FrameSource()
  const network = defineNetwork({
    sources: [frames],
    handlers: toMsw(handlers),
    context: { quiet: true },
    // What happens to a request without a handler is the test process's to say.
    onUnhandledFrame: 'bypass',
  })
  network.enable()
  let closed = false
  return {
    answer: (request) => frames.answer(request),
    use: (more) => network.use(...toMsw(more)),
    reset: () => network.resetHandlers(),
    close() {
      if (closed) return
      closed = true
      void network.disable()
    },
  }
}

type MswHandler = ReturnType<typeof http.get>

function createMswHandler(handler: MockHandler, host: NetworkHost): MswHandler {
  const { wants } = handler
  return http[handler.method](handler.url, async ({ request, params }) => {
    if (wants !== undefined && !wants({ request, text: await textOf(request), params })) return undefined
    try {
      return await serve(handler, request, params, host)
    } catch (error) {
      // The caller gave up and has its rejection already: msw would only print this.
      if (request.signal.aborted) return HttpResponse.error()
      throw error
    }
  })
}
