import { SkillperfError } from '../core/errors.ts'
import type {
  NetworkHandler,
  NetworkHost,
  NetworkSession,
  NetworkSource,
  OnUnhandledRequest,
} from '../core/network.ts'
import { publicUrl } from '../core/redact.ts'
import { drawLatency } from '../core/time/latency/model.ts'
import { FetchFrameSource } from './fetch-frame-source.ts'
import { HttpResponse, defineNetwork, http } from './msw.ts'
import { nearestHandler } from './nearest-handler.ts'
import type { ToolHandler } from './tool.ts'

/** Serves tools through msw, over the global fetch and without sockets. */
export const mswSource: NetworkSource = { open }

function open(
  handlers: readonly NetworkHandler[],
  host: NetworkHost,
  unhandled: OnUnhandledRequest,
): NetworkSession {
  let current = [...handlers] as ToolHandler[]
  const initial = current
  const network = defineNetwork({
    sources: [new FetchFrameSource((answer) => host.interceptFetch(answer))],
    handlers: initial.map((handler) => toMsw(handler, host)),
    context: { quiet: true },
    onUnhandledFrame: ({ frame }) => {
      const { request } = frame.data as { request?: Request }
      if (request === undefined) return
      const { method, url } = request
      if (unhandled === 'bypass' || (host.clock.kind === 'real' && isLoopback(url))) return
      const message = describeUnhandled(method, url, current)
      if (unhandled === 'warn') host.warn(message)
      else throw host.fail(new SkillperfError(message))
    },
  })
  network.enable()
  let closed = false
  return {
    use(more) {
      current = [...(more as readonly ToolHandler[]), ...current]
      network.use(...(more as readonly ToolHandler[]).map((handler) => toMsw(handler, host)))
    },
    reset() {
      current = initial
      network.resetHandlers()
    },
    close() {
      if (closed) return
      closed = true
      network.disable()
    },
  }
}

function toMsw(handler: ToolHandler, host: NetworkHost): ReturnType<typeof http.get> {
  return http[handler.method](handler.url, async ({ request }) => {
    const call = host.call(handler.name, { method: request.method, url: request.url })
    let status = 0
    try {
      const ms = drawLatency(handler.latency, call.random, `the latency of "${handler.name}"`)
      await host.clock.sleep(ms, request.signal)
      const init = { status: handler.status }
      const response =
        handler.json === undefined
          ? new HttpResponse(null, init)
          : HttpResponse.json(handler.json as null, init)
      status = handler.status
      return response
    } catch (error) {
      // The caller gave up: its fetch has been rejected already, and msw would only print this.
      if (request.signal.aborted) return HttpResponse.error()
      throw error
    } finally {
      call.end(status)
    }
  })
}

function describeUnhandled(method: string, url: string, handlers: readonly ToolHandler[]): string {
  const nearest = nearestHandler({ method, url }, handlers)
  const hint =
    nearest === undefined
      ? 'No handler is registered.'
      : `The nearest handler is "${nearest.name}" (${nearest.method.toUpperCase()} ${nearest.url}).`
  return (
    `perf.network: nothing answers ${method} ${publicUrl(url)}. ${hint} ` +
    "Add a handler for it, or let it pass with perf.network(handlers, { onUnhandledRequest: 'warn' })."
  )
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    hostname.startsWith('127.')
  )
}
