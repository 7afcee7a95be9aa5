import type { Random } from '../../core/time/random.ts'
import type { JsonObject } from './content-text.ts'

/** A message of a conversation, the same for every vendor. */
export interface LlmMessage {
  /** `system`, `user`, `assistant` or `tool`: what a tool has answered. */
  readonly role: string
  readonly text: string
  /** Calls of tools that the model has asked for. */
  readonly toolCalls?: readonly { readonly name: string }[]
}

/** What a model was asked, as replies see it. */
export interface LlmRequest {
  /** Empty where the request names none. */
  readonly model: string
  /** The conversation, its system prompt first. */
  readonly messages: readonly LlmMessage[]
  /** Names of the tools that the model may call. */
  readonly tools: readonly string[]
  /** The text of all messages. */
  readonly prompt: string
  /** Whether the answer is to be streamed. */
  readonly stream: boolean
  /** The body as it was sent. */
  readonly body: JsonObject
  /** Which answer of this handler in its iteration it is, from 0; calls that a modifier let fail are left out. */
  readonly nth: number
  /** The iteration; negative in warm-up, undefined outside a measurement. */
  readonly iteration: number | undefined
  /** A random stream of this call alone. */
  readonly random: Random
}

/** What a vendor's format makes of a request's body. */
export type ReadRequest = Pick<LlmRequest, 'model' | 'messages' | 'tools' | 'stream'>

export function promptOf(messages: readonly LlmMessage[]): string {
  return messages
    .map(({ text }) => text)
    .filter((text) => text !== '')
    .join('\n')
}
