import type { SpanAttributes } from '../../../core/trace/span-table.ts'
import type { OpenSpan } from '../../open-span.ts'
import { resultAttributes } from './describe.ts'

const MS_PER_S = 1_000

/** Parts of a stream in which a model says something. */
const OUTPUT = new Set(['text-delta', 'reasoning-delta', 'tool-input-delta', 'tool-call', 'file'])

/**
 * Watches the stream that a model answers with, and ends the span of the call
 * where it ends. `startMs` is when it began. The SDK reads it by `pipeThrough`, which is where it is watched.
 *
 * @returns false where there is none
 */
export function watchStream(
  result: unknown,
  span: OpenSpan,
  startMs: number,
  annotate: (attributes: SpanAttributes) => void,
): boolean {
  const stream: unknown =
    typeof result === 'object' && result !== null ? Reflect.get(result, 'stream') : undefined
  if (!(stream instanceof ReadableStream)) return false
  let first = true
  const end = (): void => span.finish()
  const watched = new TransformStream<unknown, unknown>({
    transform(part, controller) {
      const { type, error } = part as { type?: unknown; error?: unknown }
      if (first && typeof type === 'string' && OUTPUT.has(type)) {
        first = false
        const seconds = (span.recorder.now() - startMs) / MS_PER_S
        annotate({ 'gen_ai.response.time_to_first_chunk': seconds })
      }
      if (type === 'response-metadata') annotate(resultAttributes({ response: part }))
      if (type === 'finish') annotate(resultAttributes(part))
      if (type === 'error') span.fail(error)
      controller.enqueue(part)
    },
    flush: end,
    // It broke off, or nobody wants the rest.
    cancel(reason) {
      if (reason instanceof Error && reason.name !== 'AbortError') span.fail(reason)
      end()
    },
  })
  const pipeThrough: unknown = Reflect.get(stream, 'pipeThrough')
  if (typeof pipeThrough !== 'function') return false
  const pipe = (from: unknown, args: readonly unknown[]): unknown => Reflect.apply(pipeThrough, from, args)
  const pipeWatched = (...args: readonly unknown[]): unknown => {
    Reflect.deleteProperty(stream, 'pipeThrough')
    return pipe(pipe(stream, [watched]), args)
  }
  Object.defineProperty(stream, 'pipeThrough', { configurable: true, value: pipeWatched })
  return true
}
