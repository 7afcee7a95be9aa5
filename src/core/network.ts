import type { Clock } from './time/clock.ts'
import type { Random } from './time/random.ts'

/**
 * What stands between mocked tools and the test process. A handler carries the
 * source that can serve it, so that the worker opens a network without knowing
 * which library matches the requests.
 */
export interface NetworkHandler {
  /** The key of counts, reports, matchers and random streams. */
  readonly name: string
  /** HTTP method, in any case. */
  readonly method: string
  /** What it answers, as the user wrote it. */
  readonly url: string
  readonly source: NetworkSource
}

/** Serves handlers of its own kind. */
export interface NetworkSource {
  open(handlers: readonly NetworkHandler[], host: NetworkHost): NetworkSession
}

/** What the test process gives to a source. */
export interface NetworkHost {
  readonly clock: Clock
  /** Fails the test, even if the code under test swallows the error. */
  fail(error: Error): void
  /** Registers a call to the named handler in the running iteration. */
  call(handler: string, request: { readonly method: string; readonly url: string }): NetworkCallTicket
}

/** One call under way. */
export interface NetworkCallTicket {
  /** The random stream of (seed, handler, iteration, nth call). */
  readonly random: Random
  /** Ends the call. `status` is 0 when no response came. */
  end(status: number): void
}

/** Handlers that are being served. */
export interface NetworkSession {
  /** Answers a request; undefined when no handler does. Rejects with the signal's reason when the caller gives up. */
  answer(request: Request): Promise<Response | undefined>
  /** Puts handlers in front of those there are. */
  use(handlers: readonly NetworkHandler[]): void
  /** Back to the handlers that the session was opened with. */
  reset(): void
  /** Answers nothing any more. May be called twice. */
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
