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
  /** Gives up where the parts come from. */
  readonly cancel?: ((reason: unknown) => void) | undefined
}

/** Shorter waits are what sums of fractions leave behind. */
const SHORTEST_MS = 0.001
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
  const { cancel: giveUp } = body
  if (giveUp !== undefined) stop.addEventListener('abort', () => giveUp(stop.reason), { once: true })
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
  const finish = (): void => {
    controller.close()
    call.end({ status })
  }
  try {
    let nth = 0
    let dueMs = clock.now()
    const last = Array.isArray(parts) ? parts.length : undefined
    for await (const { afterMs, data, tokens = 0 } of parts) {
      const breaks = breaksAt !== undefined && nth >= breaksAt.afterParts ? breaksAt.kind : undefined
      nth++
      const bytes = typeof data === 'string' ? encoder.encode(data) : data
      // Parts that are there already keep their times, however late a timer is: delays must not add up.
      if (last === undefined) dueMs = clock.now()
      dueMs += afterMs + (bytes.length * 1_000) / bytesPerSecond
      const ms = dueMs - clock.now()
      if (ms >= SHORTEST_MS) await clock.sleep(ms, stop)
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
      if (nth !== last) continue
      // At once: clients cancel what goes on after an end that their protocol has told them of.
      return finish()
    }
    stop.throwIfAborted()
    finish()
  } catch (error) {
    call.end({ status, abandoned: stop.aborted, failed: !stop.aborted })
    try {
      controller.error(error)
    } catch {
      // Whoever cancelled it wants nothing of it.
    }
  }
}
