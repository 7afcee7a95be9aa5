import type { Clock } from './time/clock.ts'
import type { Random } from './time/random.ts'

/**
 * What stands between mocked tools and the test process. A handler carries the
 * source that can serve it, so that the worker opens a network without knowing
 * which library intercepts the requests.
 */
export interface NetworkHandler {
  /** The key of counts, reports, matchers and random streams. */
  readonly name: string
  readonly source: NetworkSource
}

/** Serves handlers of its own kind. */
export interface NetworkSource {
  /** Starts to intercept; nothing reaches a handler before. */
  open(handlers: readonly NetworkHandler[], host: NetworkHost, unhandled: OnUnhandledRequest): NetworkSession
}

/** `error` refuses the request, `warn` lets it pass with a warning, `bypass` lets it pass. */
export type OnUnhandledRequest = 'error' | 'warn' | 'bypass'

/** Answers a request; undefined lets it pass to the real fetch. */
export type AnswerFetch = (request: Request) => Promise<Response | undefined>

/** What the test process gives to a source. */
export interface NetworkHost {
  readonly clock: Clock
  /**
   * Sees the fetch calls of the test that opened the network.
   *
   * @returns the function that ends it
   */
  interceptFetch(answer: AnswerFetch): () => void
  /** Registers a call to the named handler in the running iteration. */
  call(handler: string, request: { readonly method: string; readonly url: string }): NetworkCallTicket
  /** Prints a warning, once per text. */
  warn(message: string): void
  /**
   * Notes an error that has to fail the test even if the code under test
   * swallows it; returns it, to be thrown.
   */
  fail(error: Error): Error
}

/** One call under way. */
export interface NetworkCallTicket {
  /** The random stream of (seed, handler, iteration, nth call). */
  readonly random: Random
  /** Ends the call. `status` is 0 when no response came. */
  end(status: number): void
}

/** A network that is open. */
export interface NetworkSession {
  /** Puts handlers in front of those there are. */
  use(handlers: readonly NetworkHandler[]): void
  /** Back to the handlers the network was opened with. */
  reset(): void
  /** Stops intercepting. May be called twice. */
  close(): void
}

/** A call that a mocked tool has seen. */
export interface NetworkCall {
  readonly name: string
  readonly method: string
  readonly url: string
  /** The iteration that called, from 0; negative in warm-up, undefined outside a measurement. */
  readonly iteration: number | undefined
  /** HTTP status; 0 when no response came. */
  readonly status: number
  /** Milliseconds from request to response, on the network's clock. */
  readonly ms: number
}
