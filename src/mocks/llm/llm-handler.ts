import type { FailureMode } from '../../core/calls/failure-mode.ts'
import type { Answer } from '../answer.ts'
import type { AskedRequest, MockHandler } from '../mock-handler.ts'
import { mswSource } from '../msw-source.ts'
import { timedChunks, wholeMs } from './chunk.ts'
import { isObject } from './content-text.ts'
import type { JsonObject } from './content-text.ts'
import { answerWith, tokensOf } from './llm-answer.ts'
import { promptOf } from './llm-request.ts'
import type { LlmRequest, ReadRequest } from './llm-request.ts'
import type { ReadLlm } from './llm-options.ts'
import { readReply } from './reply.ts'
import { tokenGaps } from './token-gaps.ts'
import type { WireFormat } from './wire-format.ts'

/** What makes a handler out of options: where it is, and how it is spoken to. */
export interface LlmVendor {
  /** Pattern of the URLs of all endpoints. */
  readonly url: string
  /** The endpoints, each told by the end of its path. */
  readonly formats: readonly WireFormat[]
  readonly fail: (failure: Extract<FailureMode, { kind: 'status' }>) => Answer
  /** What comes where something malformed does. */
  readonly malformed: string
}

/** A mocked language model; hand it to `perf.network([…])`. */
export type LlmHandler = MockHandler

/** A call of a model, as far as the request tells. */
interface Understood {
  readonly format: WireFormat
  readonly body: JsonObject
  readonly read: ReadRequest
}

/** For what needs no reply, such as an embedding. */
const NO_REPLY = readReply('', 'no reply')

export function createLlmHandler(options: ReadLlm, { url, formats, fail, malformed }: LlmVendor): LlmHandler {
  const { name, model, ttft, modifiers } = options
  const formatOf = (pathname: string): WireFormat | undefined =>
    formats.find(({ path }) => pathname.endsWith(path))
  return {
    name,
    method: 'post',
    url,
    condition: model === undefined ? undefined : `for the model "${model}" alone`,
    kind: 'llm',
    latency: ttft,
    modifiers,
    source: mswSource,
    malformed,
    fail,
    wants({ request, text }) {
      const { pathname } = new URL(request.url)
      const format = formatOf(pathname)
      if (format === undefined || model === undefined) return format !== undefined
      return understood(format, text, pathname).read.model === model
    },
    async answer(asked) {
      const { pathname } = new URL(asked.request.url)
      const format = formatOf(pathname)
      if (format === undefined) return fail({ kind: 'status', status: 404 })
      return answerTo(understood(format, asked.text, pathname), asked, options)
    },
  }
}

/** What a request asks for. A body that is no JSON object asks for nothing. */
function understood(format: WireFormat, text: string, pathname: string): Understood {
  const body = objectOf(text)
  const read = format.read(body)
  // Azure names the model in the URL.
  const [, deployment = ''] = /\/deployments\/([^/]+)\//.exec(pathname) ?? []
  return { format, body, read: { ...read, model: read.model || decodeURIComponent(deployment) } }
}

function objectOf(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

async function answerTo(
  { format, body, read }: Understood,
  asked: AskedRequest,
  options: ReadLlm,
): Promise<Answer> {
  const replies = asked.iterationState(options, () => ({ count: 0 }))
  const request: LlmRequest = {
    ...read,
    body,
    prompt: promptOf(read.messages),
    // Who gets half of a reply, by a modifier, asks for it again.
    nth: format.replies ? (asked.failure === undefined ? replies.count++ : replies.count) : 0,
    iteration: asked.iteration,
    random: asked.random,
  }
  const reply = format.replies ? await options.reply(request) : NO_REPLY
  const answer = answerWith(reply, request, asked.randomFor('ids'))
  const gapsMs = tokenGaps(options.pace, asked.randomFor('tokens'))
  // Those of another generator: this one's are the answer's.
  asked.drew?.('tokens', tokenGaps(options.pace, asked.randomFor('tokens')).next().value)
  const encoded = format.encode(answer, request)
  const usage = { ...(encoded.usage ?? answer.usage), model: read.model }
  const { status = 200, headers, body: whole, tokens = tokensOf(answer) } = encoded
  const { failure } = reply
  return typeof whole === 'string'
    ? { status, headers, body: whole, delayMs: wholeMs(tokens, gapsMs), usage, failure }
    : { status, headers, body: timedChunks(whole, gapsMs), usage, failure }
}
