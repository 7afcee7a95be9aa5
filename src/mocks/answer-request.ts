import type { RequestHandler } from 'msw'
import type { HttpNetworkFrame } from 'msw/experimental'
import type { Answered } from '../core/network.ts'
import { msw } from './msw.ts'

/** One request on its way through msw's handlers. */
interface Frame extends HttpNetworkFrame {
  /** What has become of it when it is resolved. */
  outcome: { readonly response?: Response | undefined; readonly error?: unknown } | undefined
}

let frameClass: (new (options: { request: Request }) => Frame) | undefined

/** Made when it is needed: msw may be missing until then. */
function createFrame(request: Request): Frame {
  frameClass ??= class extends msw().HttpNetworkFrame implements Frame {
    outcome: Frame['outcome']

    override passthrough(): void {}

    override respondWith(response?: Response): void {
      this.outcome = { response }
    }

    override errorWith(reason?: unknown): void {
      this.outcome = reason instanceof Response ? { response: reason } : { error: reason }
    }
  }
  return new frameClass({ request })
}

const passed = new WeakSet<Request>()

/** Notes that a handler wants a request to pass. */
export function letPass(request: Request): void {
  passed.add(request)
}

/**
 * Has msw's handlers answer a request that is handed over: no sockets, so that a
 * mocked call costs a quarter of the CPU of msw's own server.
 *
 * @throws the signal's reason when the caller gives up; TypeError for a network error; what a handler throws
 */
export async function answerRequest(
  request: Request,
  handlers: readonly RequestHandler[],
): Promise<Answered> {
  const { signal } = request
  signal.throwIfAborted()
  const frame = createFrame(request)
  // Whoever called gets the error; without a listener msw prints it, too.
  frame.events.on('unhandledException', () => {})
  const aborted = Promise.withResolvers<never>()
  const abort = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    // What happens to a request without a handler is the test process's to say.
    const resolved = frame.resolve([...handlers], 'bypass', { quiet: true })
    // A caller that gave up must not crash the process by an error that comes later.
    resolved.catch(() => {})
    await Promise.race([resolved, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
    frame.events.removeAllListeners()
  }
  const { outcome } = frame
  if (outcome !== undefined && 'error' in outcome) throw outcome.error
  const response = outcome?.response
  if (response === undefined) return passed.has(request) || isBypassed(request) ? 'pass' : undefined
  // What a browser and undici throw for a network error.
  if (response.type === 'error') throw new TypeError('fetch failed', { cause: response })
  return withUrl(response, request.url)
}

/** How msw marks what its `bypass` was given. */
function isBypassed(request: Request): boolean {
  return request.headers.get('accept')?.includes('msw/passthrough') === true
}

/** A response made by hand has no URL, and user code reads it: it is set on the response and its clones. */
function withUrl(response: Response, url: string): Response {
  const clone = (): Response => withUrl(Response.prototype.clone.call(response), url)
  return Object.defineProperties(response, { url: { value: url }, clone: { value: clone } })
}
