import { readFailure } from '../../core/calls/failure-mode.ts'
import type { Failure, FailureMode } from '../../core/calls/failure-mode.ts'
import { knownKeys, plainObject, wholeNumber } from '../../core/check.ts'
import { usageError } from '../../core/errors.ts'
import { jsonText } from '../json-text.ts'
import type { LlmRequest } from './llm-request.ts'

/** What a model answers, the same for every vendor: a text, or more than that. */
export type LlmReply = string | LlmReplyParts

/** At least one of `text`, `toolCalls` and `error`. */
export interface LlmReplyParts {
  /** Default: none. */
  readonly text?: string
  /** Calls of tools that the model asks for. Default: none. */
  readonly toolCalls?: readonly LlmToolCall[]
  /** Tokens that the vendor reports. Default: counted from the prompt, and from the reply. */
  readonly usage?: LlmUsage
  /**
   * It fails: a status such as 429 or `{ status: 529, retryAfter: '2s' }`, or `'network'`, in place of the
   * reply; `'drop'`, `'stall'` or `'malformed'` half way through it.
   */
  readonly error?: Exclude<Failure, Error>
}

export interface LlmToolCall {
  readonly name: string
  /** Anything that JSON can say about an object. Default: `{}`. */
  readonly arguments?: object
}

export interface LlmUsage {
  /** Tokens of the prompt. */
  readonly input?: number
  /** Tokens of the answer. */
  readonly output?: number
}

/** One reply for all requests, a function of the request, or a list: in each iteration the nth call gets the nth. */
export type LlmReplies =
  | LlmReply
  | readonly LlmReply[]
  | ((request: LlmRequest) => LlmReply | Promise<LlmReply>)

/** A reply as it was read. */
export interface ReadReply {
  readonly text: string
  readonly toolCalls: readonly {
    readonly name: string
    /** Of a JSON object. */
    readonly json: string
  }[]
  readonly usage: LlmUsage
  readonly failure: FailureMode | undefined
}

export const DEFAULT_REPLY = 'This is a mocked answer.'
const FIX = "Write a text, or { text: 'An answer.', toolCalls: [{ name: 'search', arguments: { q: 'x' } }] }."

/** @throws SkillperfError for what is no reply, an unknown option, or arguments that JSON cannot say */
export function readReply(value: unknown, place: string): ReadReply {
  if (typeof value === 'string') return { text: value, toolCalls: [], usage: {}, failure: undefined }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw usageError({ place, rule: 'a reply must be a text or an object', received: { value }, fix: FIX })
  }
  const given = plainObject(value, place, FIX)
  knownKeys(given, ['text', 'toolCalls', 'usage', 'error'], place)
  const { text, toolCalls, usage, error } = given
  if (text === undefined && toolCalls === undefined && error === undefined) {
    const rule = 'a reply needs one of `text`, `toolCalls` and `error`'
    throw usageError({ place, rule, received: { value }, fix: FIX })
  }
  if (text !== undefined && typeof text !== 'string') {
    throw usageError({ place, rule: '`text` must be a text', received: { value: text }, fix: FIX })
  }
  const nothingToBreak = text === undefined && toolCalls === undefined
  return {
    text: text ?? (nothingToBreak ? DEFAULT_REPLY : ''),
    toolCalls: toolCalls === undefined ? [] : readToolCalls(toolCalls, place),
    usage: usage === undefined ? {} : readUsage(usage, place),
    failure: error === undefined ? undefined : readError(error, place),
  }
}

function readToolCalls(value: unknown, place: string): ReadReply['toolCalls'] {
  if (!Array.isArray(value)) {
    throw usageError({ place, rule: '`toolCalls` must be an array', received: { value }, fix: FIX })
  }
  return value.map((call: unknown, nth) => {
    const here = `${place}, tool call ${nth}`
    const given = plainObject(call, here, "Write { name: 'search', arguments: { q: 'x' } }.")
    knownKeys(given, ['name', 'arguments'], here)
    const { name, arguments: args = {} } = given
    if (typeof name !== 'string' || name === '') {
      const fix = 'Write the name of a tool that the request offers.'
      throw usageError({
        place: here,
        rule: '`name` must be a text that is not empty',
        received: { value: name },
        fix,
      })
    }
    return { name, json: readArguments(args, here) }
  })
}

function readArguments(value: unknown, place: string): string {
  const isText = typeof value === 'string'
  const fix = isText
    ? 'Write the object itself, not its JSON.'
    : 'Write an object without functions, big integers or cycles.'
  const json = jsonText(value)
  if (json?.startsWith('{') === true) return json
  throw usageError({
    place,
    rule: '`arguments` must be an object that JSON can say',
    received: { value },
    fix,
  })
}

function readUsage(value: unknown, place: string): LlmUsage {
  const fix = 'Write { input: 1_200, output: 80 }, or leave it out to have the tokens counted.'
  const given = plainObject(value, `${place}, usage`, fix)
  knownKeys(given, ['input', 'output'], `${place}, usage`)
  const read: { input?: number; output?: number } = {}
  for (const key of ['input', 'output'] as const) {
    if (given[key] !== undefined) read[key] = wholeNumber(given[key], key, `${place}, usage`, 0, fix)
  }
  return read
}

function readError(value: unknown, place: string): FailureMode {
  const failure = readFailure(value, `${place}, error`)
  if (failure.kind !== 'throw') return failure
  throw usageError({
    place: `${place}, error`,
    rule: 'a model answers over HTTP, and cannot throw',
    received: { value },
    fix: "Write a status such as 500, or 'network' for no response at all.",
  })
}
