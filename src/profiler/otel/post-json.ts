import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { SkillperfError } from '../../core/errors.ts'
import { publicUrl } from '../../core/redact.ts'
import { describeError } from '../../core/thrown.ts'
import { jsonIn, plainValue, saidIn } from './answered.ts'

/** Answers that ask to come again later, as OTLP has it. */
const RETRYABLE: readonly number[] = [429, 502, 503, 504]
const DEFAULT_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000

/** Where and how to send. */
export interface JsonTarget {
  /** Who asks, for errors. */
  readonly place: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly pause: (ms: number) => Promise<unknown>
  /** ms since 1970. */
  readonly unixNowMs: () => number
}

interface Answer {
  readonly status: number
  readonly reason: string
  readonly retryAfter: string | undefined
  readonly body: string
}

/**
 * Sends JSON by `node:http`, which no mock of `fetch` stands in front of, and
 * comes again once where the answer asks for it.
 *
 * @returns the answer's body
 * @throws SkillperfError with status and URL, without secrets
 */
export async function postJson(target: JsonTarget, value: unknown): Promise<string> {
  const body = JSON.stringify(value)
  let answer = await post(target, body)
  if (RETRYABLE.includes(answer.status)) {
    await target.pause(retryAfterMs(answer.retryAfter, target.unixNowMs()))
    answer = await post(target, body)
  }
  const { status, reason } = answer
  if (status < 200 || status > 299) {
    const said = saidIn(plainValue(jsonIn(answer.body), 'message'))
    const what = [`${status} ${reason}`.trim(), said].filter((part) => part !== undefined).join(': ')
    throw new SkillperfError(`${target.place}: ${publicUrl(target.url)} answered ${what}.`)
  }
  return answer.body
}

async function post({ place, url, headers, timeoutMs }: JsonTarget, body: string): Promise<Answer> {
  try {
    return await exchange(url, { 'content-type': 'application/json', ...headers }, body, timeoutMs)
  } catch (error) {
    const why = isTimeout(error)
      ? `did not answer within ${timeoutMs} ms`
      : `could not be reached: ${describeError(error)}`
    throw new SkillperfError(`${place}: ${publicUrl(url)} ${why}.`, { cause: error })
  }
}

function exchange(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const send = url.startsWith('https:') ? requestHttps : requestHttp
  const length = String(Buffer.byteLength(body))
  const signal = AbortSignal.timeout(timeoutMs)
  const request = send(url, { method: 'POST', headers: { ...headers, 'content-length': length }, signal })
  request.on('error', reject)
  request.on('response', (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', reject)
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        reason: response.statusMessage ?? '',
        retryAfter: response.headers['retry-after'],
        body: Buffer.concat(chunks).toString(),
      }),
    )
  })
  request.end(body)
  return promise
}

/** Seconds, or a date. */
function retryAfterMs(retryAfter: string | undefined, unixNowMs: number): number {
  if (retryAfter === undefined) return DEFAULT_RETRY_MS
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - unixNowMs
  return Number.isNaN(ms) ? DEFAULT_RETRY_MS : Math.min(LONGEST_RETRY_MS, Math.max(0, ms))
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')
}
