import type { AnswerFetch, NetworkHost } from '../core/network.ts'
import { HttpNetworkFrame, MswNetworkSource } from './msw.ts'

/** One fetch call on its way through msw's handlers. */
class FetchFrame extends HttpNetworkFrame {
  /** The mocked response; undefined when the request is to pass. */
  readonly response: Promise<Response | undefined>
  readonly #settle: PromiseWithResolvers<Response | undefined>

  constructor(request: Request) {
    super({ request })
    this.#settle = Promise.withResolvers()
    this.response = this.#settle.promise
    // Whoever called fetch gets the error; without a listener msw prints it, too.
    this.events.on('unhandledException', () => {})
    // Whoever waits gets the rejection; a caller that gave up must not crash the process by it.
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
 * An msw network source over the global fetch alone: no sockets, so that a
 * mocked call costs a quarter of the CPU of msw's own server.
 */
export class FetchFrameSource extends MswNetworkSource<FetchFrame> {
  readonly #intercept: NetworkHost['interceptFetch']
  #stop: (() => void) | undefined

  constructor(intercept: NetworkHost['interceptFetch']) {
    super()
    this.#intercept = intercept
  }

  override enable(): void {
    this.#stop = this.#intercept(this.#answer)
  }

  override disable(): void {
    this.#stop?.()
    void super.disable()
  }

  readonly #answer: AnswerFetch = async (request) => {
    const { signal } = request
    signal.throwIfAborted()
    const frame = new FetchFrame(request)
    const aborted = Promise.withResolvers<never>()
    aborted.promise.catch(() => {})
    const abort = (): void => aborted.reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    try {
      void this.queue(frame).catch((error: unknown) => frame.errorWith(error))
      const response = await Promise.race([frame.response, aborted.promise])
      // What a browser and undici throw for a network error.
      if (response?.type === 'error') throw new TypeError('fetch failed', { cause: response })
      return response
    } finally {
      signal.removeEventListener('abort', abort)
      frame.events.removeAllListeners()
    }
  }
}
