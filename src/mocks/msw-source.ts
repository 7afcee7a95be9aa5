import type { NetworkHandler, NetworkHost, NetworkSession, NetworkSource } from '../core/network.ts'
import { describeError } from '../core/thrown.ts'
import { drawLatency } from '../core/time/latency/model.ts'
import type { Random } from '../core/time/random.ts'
import { FrameSource } from './frame-source.ts'
import { HttpResponse, defineNetwork, http } from './msw.ts'
import type { ToolHandler } from './tool.ts'

/** Matches requests to tools through msw. Interception is the test process's, so there are no sockets. */
export const mswSource: NetworkSource = { open }

function open(handlers: readonly NetworkHandler[], host: NetworkHost): NetworkSession {
  const toMsw = (all: readonly NetworkHandler[]): MswHandler[] =>
    (all as readonly ToolHandler[]).map((handler) => createMswHandler(handler, host))
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

function createMswHandler(handler: ToolHandler, host: NetworkHost): MswHandler {
  return http[handler.method](handler.url, async ({ request }) => {
    const call = host.call(handler.name, { method: request.method, url: request.url })
    let status = 0
    try {
      const ms = drawLatencyOf(handler, call.random, host)
      // A timer of 0 ms takes one all the same.
      if (ms > 0) await host.clock.sleep(ms, request.signal)
      const init = { status: handler.status }
      const response =
        handler.body === undefined
          ? new HttpResponse(null, init)
          : new HttpResponse(handler.body, { ...init, headers: { 'content-type': 'application/json' } })
      status = handler.status
      return response
    } catch (error) {
      // The caller gave up and has its rejection already: msw would only print this.
      if (request.signal.aborted) return HttpResponse.error()
      throw error
    } finally {
      call.end(status)
    }
  })
}

/** A model that is wrong is the test's mistake, not an error of the tool that its code may handle. */
function drawLatencyOf({ name, latency }: ToolHandler, random: Random, host: NetworkHost): number {
  try {
    return drawLatency(latency, random, `the latency of "${name}"`)
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(describeError(error))
    host.fail(failure)
    throw failure
  }
}
