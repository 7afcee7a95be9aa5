import { SkillperfError } from '../core/errors.ts'
import { publicUrl } from '../core/redact.ts'

/** Someone who wants to see this process's fetch calls. */
export interface FetchListener {
  /** Whether the code that is running belongs to it; undefined when nobody can tell. */
  owns(): boolean | undefined
  /** Answers a request; undefined lets it pass to the real fetch. */
  answer(request: Request): Promise<Response | undefined>
}

interface Interceptor {
  readonly listeners: Set<FetchListener>
  /** What stood at `globalThis.fetch` when the first listener came. */
  realFetch: typeof fetch
}

/** One per process, however many copies of this module it has loaded. */
const registry = globalThis as unknown as Record<symbol, Interceptor | undefined>
const interceptor = (registry[Symbol.for('skillperf.fetch')] ??= {
  listeners: new Set(),
  realFetch: globalThis.fetch,
})

/**
 * Puts a listener in front of the global fetch. The real fetch is back as soon
 * as nobody listens.
 *
 * @returns the function that takes the listener away again
 */
export function interceptFetch(listener: FetchListener): () => void {
  const { listeners } = interceptor
  if (listeners.size === 0) {
    interceptor.realFetch = globalThis.fetch
    globalThis.fetch = interceptedFetch
  }
  listeners.add(listener)
  return () => {
    const last = listeners.delete(listener) && listeners.size === 0
    // Somebody may have put a fetch of their own over ours: theirs to take away.
    if (last && globalThis.fetch === interceptedFetch) globalThis.fetch = interceptor.realFetch
  }
}

const interceptedFetch: typeof fetch = async (input, init) => {
  const { realFetch } = interceptor
  const listener = findListener(input)
  if (listener === undefined) return realFetch(input, init)
  const request = new Request(input, init)
  // A body can be read once, and the handlers may read it: the real fetch gets a copy.
  const spare = request.body === null ? request : request.clone()
  const response = await listener.answer(request)
  return response ?? realFetch(spare)
}

function findListener(input: Parameters<typeof fetch>[0]): FetchListener | undefined {
  const listeners = [...interceptor.listeners].map((listener) => ({ listener, owns: listener.owns() }))
  const own = listeners.find(({ owns }) => owns === true)
  if (own !== undefined) return own.listener
  const possible = listeners.filter(({ owns }) => owns === undefined)
  if (possible.length <= 1) return possible[0]?.listener
  const url = input instanceof Request ? input.url : String(input)
  throw new SkillperfError(
    `perf.network: cannot tell which of ${possible.length} concurrent tests asked for ${publicUrl(url)}: the call lost its async context. ` +
      'Run these tests one after another (without .concurrent).',
  )
}
