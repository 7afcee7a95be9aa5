import { HttpNetworkFrame, MswNetworkSource } from './msw.ts'

/** One request on its way through msw's handlers. */
class Frame extends HttpNetworkFrame {
  /** The mocked response; undefined when no handler answers. */
  readonly response: Promise<Response | undefined>
  readonly #settle: PromiseWithResolvers<Response | undefined>

  constructor(request: Request) {
    super({ request })
    this.#settle = Promise.withResolvers()
    this.response = this.#settle.promise
    // Whoever called fetch gets the error; without a listener msw prints it, too.
    this.events.on('unhandledException', () => {})
    // A caller that gave up must not crash the process by an error that comes later.
    this.response.catch(() => {})
  }

  override passthrough(): void {
    this.#settle.resolve(undefined)
  }

  override respondWith(response?: Response): void {
    this.#settle.resolve(response)
  }

  override errorWith(reason?: unknown): void {
    if (reason instanceof Response) this.#settle.resolve(reason)
    else this.#settle.reject(reason)
  }
}

/**
 * An msw network source that is handed its requests: no sockets, so that a
 * mocked call costs a quarter of the CPU of msw's own server.
 */
export class FrameSource extends MswNetworkSource<Frame> {
  override enable(): void {}

  async answer(request: Request): Promise<Response | undefined> {
    const { signal } = request
    signal.throwIfAborted()
    const frame = new Frame(request)
    const aborted = Promise.withResolvers<never>()
    aborted.promise.catch(() => {})
    const abort = (): void => aborted.reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    try {
      void this.queue(frame).catch((error: unknown) => frame.errorWith(error))
      const response = await Promise.race([frame.response, aborted.promise])
      // What a browser and undici throw for a network error.
      if (response?.type === 'error') throw new TypeError('fetch failed', { cause: response })
      return response === undefined ? undefined : withUrl(response, request.url)
    } finally {
      signal.removeEventListener('abort', abort)
      frame.events.removeAllListeners()
    }
  }
}

/** A response made by hand has no URL, and user code reads it: it is set on the response and its clones. */
function withUrl(response: Response, url: string): Response {
  const clone = (): Response => withUrl(Response.prototype.clone.call(response), url)
  return Object.defineProperties(response, { url: { value: url }, clone: { value: clone } })
}
