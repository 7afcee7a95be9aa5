import { streamOf } from '../../core/stream-of.ts'
import { realTime } from '../real-time.ts'

/** Whether a result is yet to come: a promise, or anything that can be awaited. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  )
}

/** Whether there is something in a result that is still arriving: a stream, a `Response` with a body, an async iterable. */
export function isStreaming(value: unknown): boolean {
  return typeof value === 'object' && value !== null && streamOf(value) !== undefined
}

/**
 * Reads a result to its end and throws the items away: only then has the skill
 * done its work.
 *
 * @param signal cancels reading
 * @returns when the first item came, in ms of `now`; undefined without any
 * @throws what the stream throws, or the signal's reason
 */
export async function consume(
  value: unknown,
  signal: AbortSignal | undefined,
  now: () => number = realTime.now,
): Promise<number | undefined> {
  const stream = typeof value === 'object' && value !== null ? streamOf(value) : undefined
  if (stream === undefined) return undefined
  let firstMs: number | undefined
  for await (const item of stream) {
    firstMs ??= now()
    sink.item = item
    signal?.throwIfAborted()
  }
  return firstMs
}

/** Results go here, so that no compiler may leave their computation out. */
export const sink: { item: unknown } = { item: undefined }
