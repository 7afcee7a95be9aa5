import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { finiteAtLeastZero, knownKeys, plainObject, wholeNumber } from '../../core/check.ts'
import { hub } from '../hub.ts'
import type { SpanSource } from '../span-source.ts'
import { answerOtlp } from './answer-otlp.ts'
import { pause } from './pause.ts'
import { SpanInbox } from './span-inbox.ts'

const DEFAULT_WAIT_MS = 100
/** However much comes in: a measurement does not wait longer for it. */
const LONGEST_WAIT_MS = 5_000
const LARGEST_PORT = 65_535
const PLACE = 'receiveOtlp'
const FIX = 'Write receiveOtlp({ port: 0 }).'

/** Options of {@link receiveOtlp}. */
export interface ReceiveOtlpOptions {
  /** Port on 127.0.0.1. Default: 0, any that is free. */
  readonly port?: number
  /** How long a measurement waits for further spans after its last iteration, in ms. Default: 100. */
  readonly waitMs?: number
}

/** A receiver of spans that other processes export. */
export interface OtlpReceiver extends AsyncDisposable {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT` of the other process: `http://127.0.0.1:4318`. */
  readonly url: string
  /** Stops receiving. */
  close(): Promise<void>
}

/**
 * Receives the spans that another process exports over OTLP/HTTP in JSON, and
 * adds them to the iterations that are measured: by the trace's context, where
 * it was handed on, otherwise by time. Listens on 127.0.0.1 only.
 *
 * @throws SkillperfError for a wrong option; the system's error for a port that is taken
 */
export async function receiveOtlp(options: ReceiveOtlpOptions = {}): Promise<OtlpReceiver> {
  const { port, waitMs } = readOptions(options)
  const inbox = new SpanInbox(Date.now)
  let answering = 0
  let lastMs = 0
  const server = createServer((request, response) => {
    answering++
    void answerOtlp(request, response, (spans) => inbox.receive(spans)).finally(() => {
      answering--
      lastMs = performance.now()
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  // It keeps no process alive that has nothing else to do.
  server.unref()
  const source: SpanSource = {
    began: (trace) => inbox.began(trace),
    released: (trace) => inbox.released(trace),
    place: (final) => inbox.place(final),
    takeNotes: () => inbox.takeNotes(),
    async settled() {
      const startedMs = performance.now()
      for (;;) {
        const nowMs = performance.now()
        const quietMs = nowMs - Math.max(startedMs, lastMs)
        if (nowMs - startedMs >= LONGEST_WAIT_MS || (answering === 0 && quietMs >= waitMs)) return
        await pause(Math.max(1, waitMs - quietMs))
      }
    },
  }
  hub.sources.add(source)
  // Iterations have to be told apart from the first one on.
  hub.used = true
  const close = async (): Promise<void> => {
    hub.sources.delete(source)
    server.closeAllConnections()
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
    })
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, close, [Symbol.asyncDispose]: close }
}

function readOptions(options: unknown): Required<ReceiveOtlpOptions> {
  const given = plainObject(options, PLACE, FIX)
  knownKeys(given, ['port', 'waitMs'], PLACE)
  const { port = 0, waitMs = DEFAULT_WAIT_MS } = given
  const read = wholeNumber(port, 'port', PLACE, 0, FIX)
  // Node's own error for a port beyond says which ones there are.
  return {
    port: Math.min(read, LARGEST_PORT + 1),
    waitMs: finiteAtLeastZero(waitMs, 'waitMs', PLACE, 'Write { waitMs: 100 }, or leave it out.'),
  }
}
