import { createRequire } from 'node:module'
import { SkillperfError } from '../core/errors.ts'

/** A request that is about to leave over a socket. */
export interface InterceptedRequest {
  readonly request: Request
  /** Answers it, unless its client has given up; nobody else is asked. */
  respondWith(response: Response): void
  /** Has its socket fail, unless its client has given up; nobody else is asked. */
  errorWith(error: Error): void
}

/**
 * Asks about every request over a socket.
 *
 * @returns stops it
 */
export type InterceptRequests = (handle: (intercepted: InterceptedRequest) => Promise<void>) => () => void

/** What we use of msw's interceptors. */
interface RequestEvent {
  readonly request: Request
  readonly controller: {
    /** 0 while it is neither answered nor passed on. */
    readonly readyState: number
    respondWith(response: Response): void
    errorWith(error: Error): void
  }
  stopImmediatePropagation(): void
}

interface Emitter {
  earlyOn(type: 'request', listener: (event: RequestEvent) => unknown, options: { signal: AbortSignal }): void
}

interface Interceptors {
  readonly HttpRequestInterceptor: new () => { apply(): void; dispose(): void }
}

const PENDING = 0

/**
 * Loads the interceptor that msw has, when it is needed: sockets are patched
 * for as long as it is at work.
 *
 * @throws SkillperfError where msw has another
 */
export function loadSocketInterceptor(): InterceptRequests {
  const { HttpRequestInterceptor } = load()
  return (handle) => {
    const interceptor = new HttpRequestInterceptor()
    interceptor.apply()
    const stopped = new AbortController()
    // Before the listeners of a server that the user has started.
    sourceOfRequests().earlyOn('request', (event) => handle(intercepted(event)), { signal: stopped.signal })
    return () => {
      stopped.abort()
      interceptor.dispose()
    }
  }
}

function intercepted(event: RequestEvent): InterceptedRequest {
  const { request, controller } = event
  return {
    request,
    respondWith(response) {
      event.stopImmediatePropagation()
      if (controller.readyState === PENDING) controller.respondWith(response)
    },
    errorWith(error) {
      event.stopImmediatePropagation()
      if (controller.readyState === PENDING) controller.errorWith(error)
    },
  }
}

/** The interceptors are msw's dependency, and not ours: they are found from where msw is. */
function load(): Interceptors {
  try {
    const fromHere = createRequire(import.meta.url)
    return createRequire(fromHere.resolve('msw'))('@mswjs/interceptors/http') as Interceptors
  } catch (cause) {
    throw notThere(cause)
  }
}

/** All of msw's interceptors share it. */
function sourceOfRequests(): Emitter {
  const { __MSW_INTERCEPTORS_REGISTRY: registry } = globalThis as unknown as {
    __MSW_INTERCEPTORS_REGISTRY?: Map<symbol, { emitter?: Emitter }>
  }
  const emitter = registry?.get(Symbol.for('node-http-request-source'))?.emitter
  if (emitter === undefined) throw notThere()
  return emitter
}

function notThere(cause?: unknown): SkillperfError {
  return new SkillperfError(
    'perf.network: transport \'socket\' needs msw 3.0.5 or later, and another version is installed. Run: npm install --save-dev "msw@^3.0.5"',
    { cause },
  )
}
