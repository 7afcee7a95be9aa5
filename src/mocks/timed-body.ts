import type { MockedCall } from '../core/calls/mocked-call.ts'
import type { Clock } from '../core/time/clock.ts'
import type { Part } from './answer.ts'
import { untilAborted } from './until-aborted.ts'

/** How a body may break: after so many parts, by breaking off, by silence, or with something that makes no sense. */
export interface Break {
  readonly kind: 'drop' | 'stall' | 'malformed'
  readonly afterParts: number
}

export interface TimedBody {
  readonly parts: Iterable<Part> | AsyncIterable<Part>
  readonly status: number
  readonly bytesPerSecond: number
  readonly breaksAt?: Break | undefined
  /** What comes where something malformed does. */
  readonly malformed: string
}

const encoder = new TextEncoder()

/**
 * A body that comes in over time, at its own pace: whoever reads late finds
 * what has arrived meanwhile, as with a socket. Ends the call.
 *
 * @param signal of the request: whoever gives it up gives up the body
 */
export function timedBody(
  body: TimedBody,
  call: MockedCall,
  clock: Clock,
  signal: AbortSignal,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const cancelled = new AbortController()
  const stop = AbortSignal.any([signal, cancelled.signal])
  call.opened()
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      void handOver(body, call, clock, stop, controller)
    },
    cancel(reason) {
      cancelled.abort(reason)
      call.end({ status: body.status, abandoned: true })
    },
  })
}

async function handOver(
  { parts, status, bytesPerSecond, breaksAt, malformed }: TimedBody,
  call: MockedCall,
  clock: Clock,
  stop: AbortSignal,
  controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  try {
    let nth = 0
    for await (const { afterMs, data, tokens = 0 } of parts) {
      const breaks = breaksAt !== undefined && nth++ >= breaksAt.afterParts ? breaksAt.kind : undefined
      const bytes = typeof data === 'string' ? encoder.encode(data) : data
      const ms = afterMs + (bytes.length * 1_000) / bytesPerSecond
      if (ms > 0) await clock.sleep(ms, stop)
      stop.throwIfAborted()
      if (breaks === 'stall') await untilAborted(stop)
      if (breaks === 'drop') {
        // What undici throws where a connection ends before its response does.
        call.end({ status, failed: true })
        controller.error(new TypeError('terminated', { cause: new Error('other side closed') }))
        return
      }
      if (breaks === 'malformed') {
        controller.enqueue(encoder.encode(malformed))
        controller.close()
        call.end({ status, failed: true })
        return
      }
      controller.enqueue(bytes)
      call.received(bytes.length)
      if (tokens > 0) call.tokens(tokens)
    }
    controller.close()
    call.end({ status })
  } catch (error) {
    call.end({ status, abandoned: stop.aborted, failed: !stop.aborted })
    try {
      controller.error(error)
    } catch {
      // Whoever cancelled it wants nothing of it.
    }
  }
}
