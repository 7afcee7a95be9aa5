import { callable } from '../../core/check.ts'
import { usageError } from '../../core/errors.ts'
import { readBaseUrl } from './base-url.ts'
import type { Chunk } from './chunk.ts'
import { contentText, objectsIn, stringOr } from './content-text.ts'
import type { JsonObject } from './content-text.ts'
import { readCustomBody } from './custom-body.ts'
import { readAsked } from './custom-read.ts'
import type { LlmAnswer } from './llm-answer.ts'
import { createLlmHandler } from './llm-handler.ts'
import type { LlmHandler } from './llm-handler.ts'
import { readLlmOptions } from './llm-options.ts'
import type { LlmOptions } from './llm-options.ts'
import type { LlmMessage, LlmRequest, ReadRequest } from './llm-request.ts'
import { malformedEvent } from './sse.ts'
import { vendorFailure } from './vendor-failure.ts'

/** A model that speaks a format of its own. */
export interface CustomOptions extends LlmOptions {
  /** Absolute, without user and query; `:name` and `*` match as in msw. */
  readonly url: string
  /**
   * The body of an answer: a text, what JSON can say, or a list of chunks, each
   * of which comes when the tokens that it carries are there.
   */
  readonly encode: (answer: LlmAnswer, request: LlmRequest) => string | object | readonly Chunk[]
  /** What a request's body asks for. Default: `model`, `stream`, and `messages`, `prompt` or `input` in it. */
  readonly read?: (body: JsonObject) => Partial<ReadRequest>
  /** Default: by the body: `text/plain`, `application/json`, or `text/event-stream` for chunks. */
  readonly contentType?: string
}

/**
 * A model behind any other API. Its timing, counting and replies are those of
 * the vendors' models.
 *
 * @throws SkillperfError for an unknown option, or a value that is none
 * @example
 * llm.custom({ url: 'https://llm.example/generate', encode: ({ text }) => ({ generated_text: text }), reply: 'An answer.' })
 */
export function custom(options: CustomOptions): LlmHandler {
  const place = 'llm.custom'
  const llm = readLlmOptions(options, place, ['url', 'encode', 'read', 'contentType'])
  const { url, encode: encodeBody, read: readBody, contentType } = llm.given
  const pattern = readBaseUrl(url, 'url', place, 'https://llm.example/generate')
  const example = "Write encode: ({ text }) => ({ text }), or a list of { data: 'text', tokens: 1 }."
  const encode = callable(encodeBody, 'encode', place, example) as CustomOptions['encode']
  const own =
    readBody === undefined
      ? () => ({})
      : (callable(
          readBody,
          'read',
          place,
          'Write read: ({ query }) => ({ model: …, messages: […] }).',
        ) as NonNullable<CustomOptions['read']>)
  if (contentType !== undefined && typeof contentType !== 'string') {
    throw usageError({
      place,
      rule: '`contentType` must be a text',
      received: { value: contentType },
      fix: "Write for example 'application/x-ndjson'.",
    })
  }
  return createLlmHandler(llm, {
    url: pattern,
    formats: [
      {
        path: '',
        replies: true,
        read: (body) => ({
          ...readUsual(body),
          ...readAsked(own(body), `${place}: what \`read\` returned`),
        }),
        encode: (answer, request) =>
          readCustomBody(encode(answer, request), `${place}: what \`encode\` returned`, contentType),
      },
    ],
    fail: (failure) =>
      vendorFailure(failure, (status) => ({ error: { message: `mocked failure with status ${status}` } })),
    malformed: malformedEvent(),
  })
}

function readUsual(body: JsonObject): ReadRequest {
  return {
    model: stringOr(body['model'], ''),
    messages: messagesOf(body),
    tools: objectsIn(body['tools']).map(({ name }) => stringOr(name, '')),
    stream: body['stream'] === true,
  }
}

function messagesOf({ messages, prompt, input }: JsonObject): LlmMessage[] {
  const text = contentText(prompt ?? input)
  if (text !== '') return [{ role: 'user', text }]
  return objectsIn(messages).map(({ role, content }) => ({
    role: stringOr(role, ''),
    text: contentText(content),
  }))
}
