import { noteDraw } from '../core/calls/draws.ts'
import type { MockHost, MockedCall } from '../core/calls/mocked-call.ts'
import { announceMock, currentHost } from '../core/calls/mocked-call.ts'
import { mockedRequests } from '../core/calls/mocked-requests.ts'
import { describeError } from '../core/thrown.ts'
import { drawLatency } from '../core/time/latency/model.ts'
import type { LatencyModel } from '../core/time/latency/model.ts'
import { delayedHandler } from './delayed-handler.ts'
import type { DispatchHandler } from './delayed-handler.ts'
import { testsMistake } from './tests-mistake.ts'

/** What of undici's dispatchers we need, told by its shape: undici is never loaded. */
export interface UndiciAgent {
  dispatch(options: never, handler: never): boolean
  compose(...interceptors: never[]): unknown
}

interface DispatchOptions {
  readonly origin?: string | URL
  readonly path: string
  readonly method: string
  readonly body?: unknown
}

type Dispatch = (options: DispatchOptions, handler: DispatchHandler) => boolean

export function isAgent(value: unknown): value is UndiciAgent {
  return typeof value === 'object' && value !== null && 'dispatch' in value && 'compose' in value
}

/**
 * Has a dispatcher of undici reply after a latency, on the clock of the test
 * that calls, and counts its calls. Outside of tests it does nothing.
 *
 * @param name the key of counts and random streams; default: `METHOD host/path`
 */
export function delayAgent<T extends UndiciAgent>(
  agent: T,
  latency: LatencyModel,
  name: string | undefined,
): T {
  announceMock(name)
  const interceptor = (dispatch: Dispatch): Dispatch =>
    // undici looks at how many arguments it takes.
    function delayed(options, handler) {
      const host = currentHost()
      if (host === undefined) return dispatch(options, handler)
      const url = new URL(options.path, options.origin)
      const called = name ?? `${options.method} ${url.host}${url.pathname}`
      const call = host.call(called, {
        kind: 'http',
        method: options.method,
        url: url.href,
      })
      const text = textOf(options.body)
      call.asked(`${options.method} ${url.href}\n${text}`)
      call.sent(options.body instanceof Uint8Array ? options.body.byteLength : Buffer.byteLength(text))
      const { inner, outer, stop } = delayedHandler(handler, call)
      void (async () => {
        try {
          await host.ready?.()
          const ms = draw(latency, call, host, name ?? url.href)
          noteDraw(call, called, ms)
          if (ms > 0) await host.clock.sleep(ms, stop)
          sendAsMock(() => dispatch(options, inner))
        } catch (error) {
          outer.fail(error instanceof Error ? error : new Error(describeError(error)), stop.aborted)
        }
      })()
      return true
    }
  return agent.compose(interceptor as never) as T
}

/** The request is noted already, as the mock's. */
function sendAsMock(send: () => unknown): void {
  mockedRequests.sending++
  try {
    send()
  } finally {
    mockedRequests.sending--
  }
}

function draw(latency: LatencyModel, call: MockedCall, host: MockHost, name: string): number {
  try {
    return drawLatency(latency, call.random, `the latency of "${name}"`)
  } catch (error) {
    throw testsMistake(host, error)
  }
}

/** A body that is a stream can be read once, and is not ours. */
function textOf(body: unknown): string {
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? Buffer.from(body).toString() : ''
}
