import { anthropicErrorBody } from './anthropic-errors.ts'
import { anthropicMessages } from './anthropic-messages.ts'
import { readBaseUrl } from './base-url.ts'
import { createLlmHandler } from './llm-handler.ts'
import type { LlmHandler } from './llm-handler.ts'
import { readLlmOptions } from './llm-options.ts'
import type { VendorOptions } from './llm-options.ts'
import { malformedEvent } from './sse.ts'
import { vendorFailure } from './vendor-failure.ts'

const BASE_URL = 'https://api.anthropic.com'

/**
 * A model behind Anthropic's API: messages, streamed and not.
 *
 * @throws SkillperfError for an unknown option, or a value that is none
 * @example
 * llm.anthropic({ ttft: 400, tokensPerSecond: 50, reply: { toolCalls: [{ name: 'search', arguments: { q: 'x' } }] } })
 */
export function anthropic(options: VendorOptions = {}): LlmHandler {
  const place = 'llm.anthropic'
  const read = readLlmOptions(options, place, ['baseURL'])
  const baseURL = readBaseUrl(read.given['baseURL'] ?? BASE_URL, 'baseURL', place, BASE_URL)
  // The official client wants it without the version, others with it.
  return createLlmHandler(read, {
    url: `${baseURL.replace(/\/v1$/, '')}/v1/messages`,
    formats: [anthropicMessages],
    fail: (failure) => vendorFailure(failure, anthropicErrorBody),
    // The official client overlooks what has no name that it knows.
    malformed: malformedEvent('content_block_delta'),
  })
}
