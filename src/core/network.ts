import type { MockHost } from './calls/mocked-call.ts'

/**
 * What stands between mocked tools and the test process. A handler carries the
 * source that can serve it, so that the worker opens a network without knowing
 * which library matches the requests.
 */
export interface NetworkHandler {
  /** The key of counts, reports, matchers and random streams. */
  readonly name: string
  /** Names that its calls are counted under. Default: its own. */
  readonly names?: readonly string[]
  /** HTTP method, in any case; `all` for any. */
  readonly method: string
  /** What it answers, as the user wrote it. */
  readonly url: string
  readonly source: NetworkSource
}

/** How requests come to the handlers. */
export type Transport = 'fetch' | 'socket'

/** Serves handlers of its own kind. */
export interface NetworkSource {
  open(handlers: readonly NetworkHandler[], host: NetworkHost, transport: Transport): NetworkSession
}

/** What the test process gives to a source. */
export interface NetworkHost extends MockHost {
  /**
   * Asks about a request that no handler answers.
   *
   * @returns the error that it has to fail with, and the test with it; undefined where it may pass
   */
  unhandled(request: Request): Error | undefined
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

/** A call that a mock has seen. */
export interface NetworkCall {
  readonly name: string
  readonly method: string
  readonly url: string
  /** The iteration that called, from 0; negative in warm-up, undefined outside a measurement. */
  readonly iteration: number | undefined
  /** HTTP status; 0 when no response came. */
  readonly status: number
  /** Milliseconds from request to the end of the response, on the network's clock. */
  readonly ms: number
}
