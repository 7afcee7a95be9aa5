import '../../helpers/setup-fetch-shim.ts'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { llm } from '../../../src/mocks/llm/llm.ts'
import type { LlmReplyParts } from '../../../src/mocks/llm/reply.ts'
import { withMocks } from '../../helpers/mocked-test.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'

const openai = new OpenAI({ apiKey: 'none', maxRetries: 0 })
const anthropic = new Anthropic({ apiKey: 'none', maxRetries: 0 })
const messages = [{ role: 'user' as const, content: 'Hi' }]

type Expected = readonly [error: NonNullable<LlmReplyParts['error']>, name: string, fields: object]

test.for<Expected>([
  [400, 'BadRequestError', { status: 400, type: 'invalid_request_error' }],
  [401, 'AuthenticationError', { status: 401, code: 'invalid_api_key' }],
  [404, 'NotFoundError', { status: 404, code: 'model_not_found' }],
  [429, 'RateLimitError', { status: 429, code: 'rate_limit_exceeded', type: 'requests' }],
  [500, 'InternalServerError', { status: 500, type: 'server_error' }],
  [503, 'InternalServerError', { status: 503, message: expect.stringContaining('overloaded') as string }],
  [
    { status: 429, json: { error: { code: 'insufficient_quota' } } },
    'RateLimitError',
    { code: 'insufficient_quota' },
  ],
])('openai makes of %j its own error', async ([error, name, fields]) => {
  withMocks(llm.openai({ reply: { error } }))
  const thrown = await rejectionOf(openai.chat.completions.create({ model: 'm', messages }))
  expect(thrown.constructor.name).toBe(name)
  expect(thrown).toMatchObject(fields)
})

test.for<Expected>([
  [400, 'BadRequestError', { status: 400, type: 'invalid_request_error' }],
  [401, 'AuthenticationError', { status: 401, type: 'authentication_error' }],
  [403, 'PermissionDeniedError', { status: 403, type: 'permission_error' }],
  [404, 'NotFoundError', { status: 404, type: 'not_found_error' }],
  [413, 'ContentTooLargeError', { status: 413, type: 'request_too_large' }],
  [429, 'RateLimitError', { status: 429, type: 'rate_limit_error' }],
  [500, 'InternalServerError', { status: 500, type: 'api_error' }],
  [504, 'GatewayTimeoutError', { status: 504, type: 'timeout_error' }],
  [529, 'OverloadedError', { status: 529, type: 'overloaded_error' }],
])('@anthropic-ai/sdk makes of %j its own error', async ([error, name, fields]) => {
  withMocks(llm.anthropic({ reply: { error } }))
  const thrown = await rejectionOf(anthropic.messages.create({ model: 'm', max_tokens: 5, messages }))
  expect(thrown.constructor.name).toBe(name)
  expect(thrown).toMatchObject(fields)
})
