import { describe, expect, test } from 'vitest'
import { CallLog } from '../../src/core/calls/call-log.ts'
import type { Clock } from '../../src/core/time/clock.ts'
import type { Part } from '../../src/mocks/answer.ts'
import { timedBody } from '../../src/mocks/timed-body.ts'
import type { Break } from '../../src/mocks/timed-body.ts'
import { loadMeasuring } from '../../src/worker/load-measuring.ts'
import { LoggingCall } from '../../src/worker/calls/mocked-call.ts'
import { HTTP } from '../helpers/calls.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

/** Sleeps at once, and always a bit longer than asked: as timers do. */
class LateClock implements Clock {
  readonly kind = 'real'
  readonly #lateMs: number
  nowMs = 0

  constructor(lateMs: number) {
    this.#lateMs = lateMs
  }

  now(): number {
    return this.nowMs
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await Promise.resolve()
    signal?.throwIfAborted()
    this.nowMs += ms + this.#lateMs
  }
}

interface Opened {
  readonly clock: LateClock
  readonly log: CallLog
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
}

function opened(
  parts: Iterable<Part> | AsyncIterable<Part>,
  {
    lateMs = 0,
    breaksAt,
    signal = new AbortController().signal,
  }: { readonly lateMs?: number; readonly breaksAt?: Break; readonly signal?: AbortSignal } = {},
): Opened {
  const [clock, log] = [new LateClock(lateMs), new CallLog()]
  const caller = { log, seed: 1, iteration: 0, which: 'fn 0', session: log }
  const call = new LoggingCall('a', HTTP, caller, clock, () => {})
  const timed = { parts, status: 200, bytesPerSecond: Infinity, breaksAt, malformed: '{"' }
  return { clock, log, body: timedBody(timed, call, clock, signal) }
}

const ten: readonly Part[] = Array.from({ length: 10 }, (_, nth) => ({
  afterMs: 10,
  data: String(nth),
  tokens: 1,
}))

async function* later(parts: readonly Part[]): AsyncGenerator<Part> {
  await loadMeasuring()
  yield* parts
}

describe('a timed body', () => {
  test('that is late once catches up', async () => {
    const { body, log } = opened(ten, { lateMs: 4 })
    expect(await new Response(body).text()).toBe('0123456789')
    expect(log.calls[0]?.tokenTimesMs).toStrictEqual([14, 24, 34, 44, 54, 64, 74, 84, 94, 104])
  })

  test('whose parts are still to be made takes its time from each', async () => {
    const { body, log } = opened(later(ten), { lateMs: 4 })
    expect(await new Response(body).text()).toBe('0123456789')
    expect(log.calls[0]?.tokenTimesMs.at(-1)).toBe(140)
  })

  test('has ended its call when its last part can be read', async () => {
    const { body, log } = opened(ten)
    const reader = body.getReader()
    for (let nth = 0; nth < 10; nth++) await reader.read()
    await reader.cancel()
    expect(log.calls[0]).toMatchObject({ outcome: { status: 200 }, open: false, endedMs: 100 })
    expect(log.calls[0]?.outcome).not.toHaveProperty('abandoned')
  })

  test('that is left before is abandoned', async () => {
    const { body, log } = opened(ten)
    const reader = body.getReader()
    await reader.read()
    await reader.cancel()
    expect(log.calls[0]?.outcome).toMatchObject({ status: 200, abandoned: true })
  })

  test('that breaks off has handed over what came before', async () => {
    const { body, log } = opened(ten, { breaksAt: { kind: 'drop', afterParts: 5 } })
    const error = await rejectionOf(new Response(body).text())
    expect(error.message).toBe('terminated')
    expect(log.calls[0]).toMatchObject({ outcome: { status: 200, failed: true }, endedMs: 60 })
    expect(log.calls[0]?.tokenTimesMs).toStrictEqual([10, 20, 30, 40, 50])
  })

  test.for<[Break['kind'], string]>([
    ['drop', 'terminated'],
    ['malformed', 'only{"'],
  ])('that is shorter than anybody knew breaks at its end: %s', async ([kind, seen]) => {
    const only: readonly Part[] = [{ afterMs: 10, data: 'only' }]
    for (const parts of [later(only), [], later([])]) {
      const { body, log } = opened(parts, { breaksAt: { kind, afterParts: 1 } })
      const text = await new Response(body).text().catch((error: Error) => error.message)
      expect(seen).toContain(text)
      expect(log.calls[0]?.outcome).toStrictEqual({ status: 200, failed: true })
    }
  })

  test('whose next part never comes ends at once when it is given up', async () => {
    async function* stuck(): AsyncGenerator<Part> {
      yield { afterMs: 10, data: 'a' }
      await new Promise(() => {})
    }
    const stop = new AbortController()
    const { body, log } = opened(stuck(), { signal: stop.signal })
    const text = rejectionOf(new Response(body).text())
    await loadMeasuring()
    stop.abort(new Error('enough'))
    expect((await text).message).toBe('enough')
    expect(log.calls[0]?.outcome).toStrictEqual({ status: 200, abandoned: true })
  })

  test('of no parts is empty', async () => {
    const { body, log } = opened([])
    expect(await new Response(body).text()).toBe('')
    expect(log.calls[0]?.outcome).toStrictEqual({ status: 200 })
  })
})
