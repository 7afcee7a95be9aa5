import type { MockedCall } from '../core/calls/mocked-call.ts'
import { SkillperfError } from '../core/errors.ts'
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
  /** Fails the test: a part is none. Default: only who reads the body is told. */
  readonly fail?: (error: Error) => void
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
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      // At once, and not only when the next part is there.
      const giveUp = (): void => {
        body.cancel?.(stop.reason)
        call.end({ status: body.status, abandoned: true })
        controller.error(stop.reason)
      }
      stop.addEventListener('abort', giveUp, { once: true })
      void handOver(body, call, clock, stop, controller)
    },
    cancel(reason) {
      cancelled.abort(reason)
      call.end({ status: body.status, abandoned: true })
    },
  })
}

async function handOver(
  { parts, status, bytesPerSecond, breaksAt, malformed, fail }: TimedBody,
  call: MockedCall,
  clock: Clock,
  stop: AbortSignal,
  controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  const finish = (): void => {
    controller.close()
    call.end({ status })
  }
  const breakOff = async (kind: Break['kind']): Promise<void> => {
    if (kind === 'stall') await untilAborted(stop)
    if (kind === 'drop') {
      call.end({ status, failed: true })
      // What undici throws where a connection ends before its response does.
      controller.error(new TypeError('terminated', { cause: new Error('other side closed') }))
      return
    }
    controller.enqueue(encoder.encode(malformed))
    controller.close()
    call.end({ status, failed: true })
  }
  try {
    stop.throwIfAborted()
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
      if (breaks !== undefined) return await breakOff(breaks)
      controller.enqueue(bytes)
      call.received(bytes.length)
      if (tokens > 0) call.tokens(tokens)
      if (nth !== last || breaksAt !== undefined) continue
      // At once: clients cancel what goes on after an end that their protocol has told them of.
      return finish()
    }
    stop.throwIfAborted()
    // It was shorter than anybody knew.
    if (breaksAt !== undefined) return await breakOff(breaksAt.kind)
    finish()
  } catch (error) {
    call.end({ status, abandoned: stop.aborted, failed: !stop.aborted })
    if (error instanceof SkillperfError && !stop.aborted) fail?.(error)
    try {
      controller.error(error)
    } catch {
      // Whoever cancelled it wants nothing of it.
    }
  }
}
