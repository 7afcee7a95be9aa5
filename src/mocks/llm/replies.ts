import { SkillperfError, usageError } from '../../core/errors.ts'
import type { LlmRequest } from './llm-request.ts'
import { DEFAULT_REPLY, readReply } from './reply.ts'
import type { LlmReplies, ReadReply } from './reply.ts'

/** The reply to a request. Throws where there is none. */
export type ChooseReply = (request: LlmRequest) => ReadReply | Promise<ReadReply>

/**
 * Reads what a model replies, and says how to find the reply to a request.
 *
 * @param name the handler's, for the error of a list that came to its end
 * @throws SkillperfError for what is no reply, or an empty list
 */
export function readReplies(value: unknown, place: string, name: string): ChooseReply {
  if (value === undefined) return always(readReply(DEFAULT_REPLY, place))
  if (typeof value === 'function') {
    const fn = value as Extract<LlmReplies, (...args: never[]) => unknown>
    return async (request) => readReply(await fn(request), `${place}: what \`reply\` returned`)
  }
  if (!Array.isArray(value)) return always(readReply(value, `${place}: \`reply\``))
  const replies = value.map((one: unknown, nth) => readReply(one, `${place}: reply ${nth}`))
  if (replies.length === 0) {
    throw usageError({
      place,
      rule: 'there is no reply in the list `reply`',
      fix: "Write reply: ['first', 'second'], or leave it out for a default.",
    })
  }
  return ({ nth, iteration }) => {
    const reply = replies[nth]
    if (reply === undefined) throw pastTheEnd(name, replies.length, iteration)
    return reply
  }
}

function always(reply: ReadReply): ChooseReply {
  return () => reply
}

function pastTheEnd(name: string, count: number, iteration: number | undefined): SkillperfError {
  const who = iteration === undefined ? 'the test' : `iteration ${iteration}`
  const replies = count === 1 ? 'is 1 reply' : `are ${count} replies`
  return new SkillperfError(
    `"${name}": ${who} asked for reply ${count + 1}, and there ${replies} in the list \`reply\`. ` +
      'Add the missing ones, look why the code asks so often, or reply by a function of the request.',
  )
}
