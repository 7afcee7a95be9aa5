import { usageError } from '../core/errors.ts'
import { readFailure } from '../core/calls/failure-mode.ts'
import type { Failure } from '../core/calls/failure-mode.ts'
import type { Answer } from './answer.ts'
import { CONTENTS, RESPONSE_KEYS, readContent } from './content.ts'
import type { ToolResponse } from './content.ts'
import type { AskedRequest } from './mock-handler.ts'
import { toolRequest } from './tool-request.ts'
import type { ToolRequest } from './tool-request.ts'

/** What a `reply` may give: a response in words, a failure, a `Response`, or anything that JSON can say. */
export type ToolReply = ToolResponse | { readonly failure: Failure } | Response | JsonValue | undefined | void

/** What JSON can say, as far as types can tell: interfaces fit, too. */
export type JsonValue = string | number | boolean | null | object

/** Answers requests by a function of them. */
export type Reply = (request: ToolRequest) => ToolReply | Promise<ToolReply>

/**
 * @param name of the tool
 * @throws what the function throws; SkillperfError for a reply that is none
 */
export async function answerBy(reply: Reply, asked: AskedRequest, name: string): Promise<Answer> {
  const place = `the reply of "${name}"`
  const replied = await reply(toolRequest(asked, name))
  if (replied instanceof Response) return ofResponse(replied, place)
  const given = isInWords(replied) ? replied : { json: replied }
  if (!('failure' in given)) return readContent(given, place, false)(asked)
  const content = [...CONTENTS, 'status', 'headers'].find((key) => key in given)
  if (content === undefined) return { failure: readFailure(given.failure, place) }
  throw usageError({
    place,
    rule: `a failure is all that is answered, and there is \`${content}\``,
    fix: 'Write { failure: 503 }, or { status: 503, json: … }.',
  })
}

/** Whether an object describes a response; whatever has another key, or a `status` that is no number, is JSON. */
function isInWords(replied: unknown): replied is ToolResponse | { readonly failure: unknown } {
  if (typeof replied !== 'object' || replied === null || Array.isArray(replied)) return false
  const keys = Object.keys(replied)
  const known: readonly string[] = [...RESPONSE_KEYS, 'failure']
  if (keys.length === 0 || !keys.every((key) => known.includes(key))) return false
  const { status } = replied as { readonly status?: unknown }
  return status === undefined || typeof status === 'number'
}

function ofResponse(response: Response, place: string): Answer {
  // What `Response.error()` makes.
  if (response.type === 'error') return { failure: { kind: 'network' } }
  if (response.bodyUsed || response.body?.locked === true) {
    throw usageError({
      place,
      rule: 'this Response was read already',
      fix: 'Make a new one for each call: () => Response.json({}).',
    })
  }
  return { response }
}
