import { readBaseUrl } from './base-url.ts'
import { createLlmHandler } from './llm-handler.ts'
import type { LlmHandler } from './llm-handler.ts'
import { readLlmOptions } from './llm-options.ts'
import type { VendorOptions } from './llm-options.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiEmbeddings } from './openai-embeddings.ts'
import { openaiErrorBody } from './openai-errors.ts'
import { openaiResponses } from './openai-responses.ts'
import { malformedEvent } from './sse.ts'
import { vendorFailure } from './vendor-failure.ts'

const BASE_URL = 'https://api.openai.com/v1'

/**
 * A model behind OpenAI's API: chat completions, responses and embeddings,
 * streamed and not.
 *
 * @throws SkillperfError for an unknown option, or a value that is none
 * @example
 * llm.openai({ ttft: lognormal({ p50: 300, p95: 900 }), tokensPerSecond: 60, reply: 'An answer.' })
 */
export function openai(options: VendorOptions = {}): LlmHandler {
  const place = 'llm.openai'
  const read = readLlmOptions(options, place, ['baseURL'])
  const baseURL = readBaseUrl(read.given['baseURL'] ?? BASE_URL, 'baseURL', place, BASE_URL)
  return createLlmHandler(read, {
    url: `${baseURL}/*`,
    formats: [openaiChat, openaiResponses, openaiEmbeddings],
    fail: (failure) => vendorFailure(failure, openaiErrorBody),
    malformed: malformedEvent(),
  })
}
