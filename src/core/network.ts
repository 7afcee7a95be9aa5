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
  /** What else a request must be to be answered, for errors: `for the model "gpt-5" alone`. Default: nothing. */
  readonly condition?: string | undefined
  readonly source: NetworkSource
  /** Somebody else has written it, so that neither its name nor what it overlaps with is to be found fault with. */
  readonly adopted?: boolean
  /** The handlers that it stands for at the moment, such as those of a server. Default: itself. */
  expand?(): readonly NetworkHandler[]
}

/** The handlers that handlers stand for at the moment. */
export function expandHandlers(handlers: readonly NetworkHandler[]): readonly NetworkHandler[] {
  return handlers.flatMap((handler) => handler.expand?.() ?? [handler])
}

/** How requests come to the handlers. */
export type Transport = 'fetch' | 'socket'

/** Serves handlers of its own kind. */
export interface NetworkSource {
  open(handlers: readonly NetworkHandler[], host: NetworkHost, transport: Transport): NetworkSession
}

/** What the test process gives to a source. */
export interface NetworkHost extends MockHost {
  /** Whether the running code is the test's; undefined when nobody can tell. */
  readonly owns: () => boolean | undefined
  /**
   * Asks about a request that no handler answers.
   *
   * @returns the error that it has to fail with, and the test with it; undefined where it may pass
   */
  unhandled(request: Request): Error | undefined
}

/** Handlers that are being served. */
export interface NetworkSession {
  /** Answers a request. Rejects with the signal's reason when the caller gives up. */
  answer(request: Request): Promise<Answered>
  /** Sends a request that was not answered, so that nobody is asked about it again. Default: sends it. */
  pass?<T>(send: () => T): T
  /** Puts handlers in front of those there are. */
  use(handlers: readonly NetworkHandler[]): void
  /** Back to the handlers that the session was opened with. */
  reset(): void
  /** Answers nothing any more. May be called twice. */
  close(): void
}

/** A response; `pass` where a handler wants the request to pass; undefined when no handler answers. */
export type Answered = Response | 'pass' | undefined

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
