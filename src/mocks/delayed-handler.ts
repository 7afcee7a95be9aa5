import type { MockedCall } from '../core/calls/mocked-call.ts'

/** What undici hands to its handlers, to hold up or give up a response. */
interface Controller {
  readonly paused: boolean
  readonly aborted: boolean
  readonly reason: Error | null
  pause(): void
  resume(): void
  abort(reason: Error): void
}

/** A handler of undici 7 and later. */
export interface DispatchHandler {
  onRequestStart?(controller: Controller, context: unknown): void
  onRequestUpgrade?(controller: Controller, ...rest: unknown[]): void
  onResponseStart?(controller: Controller, status: number, ...rest: unknown[]): void
  onResponseData?(controller: Controller, chunk: Uint8Array): void
  onResponseEnd?(controller: Controller, trailers: unknown): void
  onResponseError?(controller: Controller, error: Error): void
}

/** A handler whose response comes later, and what goes with it. */
export interface Delayed {
  /** To be dispatched when the time has come. */
  readonly inner: DispatchHandler
  readonly outer: {
    /** Tells the caller of an error, once. */
    fail(error: Error, abandoned: boolean): void
  }
  /** Aborted when the caller gives up meanwhile. */
  readonly stop: AbortSignal
}

/**
 * Begins the request for its caller at once, so that it can be given up while
 * it waits, and notes in the call what becomes of it.
 */
export function delayedHandler(handler: DispatchHandler, call: MockedCall): Delayed {
  const stopped = new AbortController()
  let real: Controller | undefined
  let status = 0
  let over = false
  const controller = {
    get paused() {
      return real?.paused ?? false
    },
    get aborted() {
      return stopped.signal.aborted || (real?.aborted ?? false)
    },
    get reason() {
      return real?.reason ?? (stopped.signal.aborted ? (stopped.signal.reason as Error) : null)
    },
    get rawHeaders(): unknown {
      return (real as { rawHeaders?: unknown } | undefined)?.rawHeaders ?? null
    },
    get rawTrailers(): unknown {
      return (real as { rawTrailers?: unknown } | undefined)?.rawTrailers ?? null
    },
    pause: () => real?.pause(),
    resume: () => real?.resume(),
    abort(reason: Error): void {
      stopped.abort(reason)
      real?.abort(reason)
    },
  }
  const fail = (error: Error, abandoned: boolean): void => {
    if (over) return
    over = true
    call.end({ status, abandoned, failed: !abandoned })
    handler.onResponseError?.(controller, error)
  }
  const inner: DispatchHandler = {
    onRequestStart(started) {
      real = started
    },
    onResponseStart(_, code, ...rest) {
      status = code
      handler.onResponseStart?.(controller, code, ...rest)
    },
    onResponseData(_, chunk) {
      call.received(chunk.byteLength)
      handler.onResponseData?.(controller, chunk)
    },
    onResponseEnd(_, trailers) {
      if (over) return
      over = true
      call.end({ status })
      handler.onResponseEnd?.(controller, trailers)
    },
    onResponseError: (_, error) => fail(error, stopped.signal.aborted),
    ...passOn(handler, ['onRequestUpgrade', 'onBodySent', 'onRequestSent']),
  }
  handler.onRequestStart?.(controller, null)
  return { inner, outer: { fail }, stop: stopped.signal }
}

/** Only what there is: a mock sends a body only to those who look. */
function passOn(handler: DispatchHandler, keys: readonly string[]): object {
  const methods = handler as Record<string, ((...args: unknown[]) => unknown) | undefined>
  return Object.fromEntries(
    keys
      .filter((key) => typeof methods[key] === 'function')
      .map((key) => [key, (...args: unknown[]) => methods[key]?.(...args)]),
  )
}
