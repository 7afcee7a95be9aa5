import type { Random } from '../../core/time/random.ts'
import type { LlmRequest } from './llm-request.ts'
import type { ReadReply } from './reply.ts'
import { countTokens, splitTokens } from './tokens.ts'

/** A reply made ready for the wire: split into tokens, counted, with ids. */
export interface LlmAnswer {
  /** The model that the request asks for. */
  readonly model: string
  readonly text: string
  /** Joined together they are the text. */
  readonly textTokens: readonly string[]
  readonly toolCalls: readonly AnsweredToolCall[]
  /** Tokens that the vendor reports. */
  readonly usage: { readonly input: number; readonly output: number }
  /** Unlike those of other calls, and the same in the next run: letters and digits. */
  readonly id: string
}

export interface AnsweredToolCall {
  readonly id: string
  readonly name: string
  /** Arguments as JSON. */
  readonly json: string
  /** Joined together they are that JSON. Its name is one more token. */
  readonly jsonTokens: readonly string[]
}

/** @param random draws the ids */
export function answerWith(reply: ReadReply, request: LlmRequest, random: Random): LlmAnswer {
  const textTokens = splitTokens(reply.text)
  const id = hex(random)
  const toolCalls = reply.toolCalls.map(({ name, json }) => ({
    id: hex(random),
    name,
    json,
    jsonTokens: splitTokens(json),
  }))
  const { input, output } = reply.usage
  return {
    model: request.model,
    text: reply.text,
    textTokens,
    toolCalls,
    usage: {
      input: input ?? countTokens(request.prompt),
      output: output ?? tokensOf({ textTokens, toolCalls }),
    },
    id,
  }
}

/** Tokens that have to be made: of the text, and of tool calls one for the name and those of the arguments. */
export function tokensOf({ textTokens, toolCalls }: Pick<LlmAnswer, 'textTokens' | 'toolCalls'>): number {
  return toolCalls.reduce((sum, { jsonTokens }) => sum + 1 + jsonTokens.length, textTokens.length)
}

function hex(random: Random): string {
  const draw = (): string =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return draw() + draw() + draw()
}
