import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { readOtlpSpans } from '../../core/trace/read-otlp-spans.ts'
import type { ReceivedSpan } from '../../core/trace/read-otlp-spans.ts'

const PATH = '/v1/traces'
const MOST_BYTES = 16 * 2 ** 20
/** gRPC's number for an argument that is wrong, which OTLP's errors bear. */
const INVALID_ARGUMENT = 3

/** A request that is refused, and why. */
class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Answers an exporter as OTLP has it, and hands on its spans. Never rejects. */
export async function answerOtlp(
  request: IncomingMessage,
  response: ServerResponse,
  receive: (spans: readonly ReceivedSpan[]) => void,
): Promise<void> {
  const answer = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  try {
    requireTraces(request)
    const reading = readOtlpSpans(parse(await readBody(request)))
    if (reading.kind === 'unreadable') throw new Refusal(400, `these are no OTLP spans: ${reading.reason}`)
    receive(reading.spans)
    answer(200, {})
  } catch (error) {
    const status = error instanceof Refusal ? error.status : 400
    const reason = error instanceof Error ? error.message : String(error)
    // What is left of its body is nobody's business any more.
    request.resume()
    answer(status, { code: INVALID_ARGUMENT, message: `skillperf: ${reason}` })
  }
}

function requireTraces({ method, url = '', headers }: IncomingMessage): void {
  const [path] = url.split('?')
  if (path !== PATH) {
    throw new Refusal(
      404,
      `only spans are received, at ${PATH}: set OTEL_METRICS_EXPORTER=none and OTEL_LOGS_EXPORTER=none`,
    )
  }
  if (method !== 'POST') throw new Refusal(405, `spans are received by POST, not by ${method}`)
  const [type = ''] = (headers['content-type'] ?? '').split(';')
  if (type.trim().toLowerCase() !== 'application/json') {
    throw new Refusal(
      415,
      `only OTLP in JSON is received, not ${type || 'a body without a type'}: set OTEL_EXPORTER_OTLP_PROTOCOL=http/json`,
    )
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) throw tooLarge()
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks)
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return body.toString()
  if (encoding !== 'gzip') throw new Refusal(415, `bodies come as they are or by gzip, not by ${encoding}`)
  try {
    return (await promisify(gunzip)(body, { maxOutputLength: MOST_BYTES })).toString()
  } catch (error) {
    throw error instanceof RangeError ? tooLarge() : new Refusal(400, 'the body is not in gzip')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'the body is no JSON')
  }
}

function tooLarge(): Refusal {
  return new Refusal(413, `a body may have ${MOST_BYTES / 2 ** 20} MiB at most: export fewer spans at once`)
}
