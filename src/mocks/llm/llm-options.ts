import { knownKeys, plainObject } from '../../core/check.ts'
import { usageError } from '../../core/errors.ts'
import { readLatency } from '../../core/time/latency/model.ts'
import type { Latency, LatencyModel } from '../../core/time/latency/model.ts'
import { readModifiers } from '../../core/time/latency/modifiers/read-modifiers.ts'
import type { Modifier } from '../../core/time/latency/modifier.ts'
import { readReplies } from './replies.ts'
import type { ChooseReply } from './replies.ts'
import type { LlmReplies } from './reply.ts'
import type { TokenPace } from './token-gaps.ts'

/** How a mocked language model answers. */
export interface LlmOptions {
  /** The key of its counts, reports and random streams. Default: `llm`. */
  readonly name?: string
  /** Answers requests for this model alone; others go to the next handler. Default: for all. */
  readonly model?: string
  /** From the request to the first token: ms, a string with a unit, or a latency model. Default: 0. */
  readonly ttft?: Latency
  /** How fast tokens come after the first one; above 0. Default: all at once. */
  readonly tokensPerSecond?: number
  /** Share from 0 to 1 by which the gaps between tokens vary, to both sides. Default: 0. */
  readonly jitter?: number
  /** A reply for all requests, a function of the request, or a list of replies for each iteration. Default: a short text. */
  readonly reply?: LlmReplies
  /** Cold starts, errors, rate limits. Default: none. */
  readonly modifiers?: readonly Modifier[]
}

/** Options of a model behind one of the vendors' URLs. */
export interface VendorOptions extends LlmOptions {
  /** Where its endpoints are, without a trailing slash. Default: the vendor's own. */
  readonly baseURL?: string
}

export interface ReadLlm {
  readonly name: string
  readonly model: string | undefined
  readonly ttft: LatencyModel
  readonly pace: TokenPace
  readonly reply: ChooseReply
  readonly modifiers: readonly Modifier[]
}

type ReadOptions = Readonly<Record<string, unknown>>

const KEYS = ['name', 'model', 'ttft', 'tokensPerSecond', 'jitter', 'reply', 'modifiers'] as const

/**
 * Reads the options that all models have.
 *
 * @param more further keys, which the caller reads
 * @throws SkillperfError for an unknown option, or a value that is none
 */
export function readLlmOptions(
  options: unknown,
  place: string,
  more: readonly string[],
): ReadLlm & { readonly given: ReadOptions } {
  const given = plainObject(options, place, "Write { ttft: 300, tokensPerSecond: 60, reply: 'An answer.' }.")
  knownKeys(given, [...KEYS, ...more], place)
  const { model, ttft, reply } = given
  const name = readText(given['name'] ?? 'llm', 'name', place, 'Leave it out for `llm`.')
  return {
    given,
    name,
    model: model === undefined ? undefined : readText(model, 'model', place, 'Leave it out for all models.'),
    ttft: ttft === undefined ? () => 0 : readLatency(ttft, place, 'ttft'),
    pace: readPace(given, place),
    reply: readReplies(reply, place, name),
    modifiers: readModifiers(given['modifiers'], place),
  }
}

function readText(value: unknown, key: string, place: string, fix: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value
  throw usageError({
    place,
    rule: `\`${key}\` must be a text that is not empty`,
    received: { value },
    fix,
  })
}

function readPace({ tokensPerSecond, jitter = 0 }: ReadOptions, place: string): TokenPace {
  if (tokensPerSecond !== undefined && !isPositive(tokensPerSecond)) {
    throw usageError({
      place,
      rule: '`tokensPerSecond` must be a number above 0',
      received: { value: tokensPerSecond },
      fix: 'Write for example 60, or leave it out to have all tokens come at once.',
    })
  }
  if (typeof jitter !== 'number' || !(jitter >= 0 && jitter <= 1)) {
    throw usageError({
      place,
      rule: '`jitter` must be a share from 0 to 1',
      received: { value: jitter },
      fix: 'Write for example 0.1: gaps between tokens then vary by up to a tenth to both sides.',
    })
  }
  if (jitter > 0 && tokensPerSecond === undefined) {
    throw usageError({
      place,
      rule: '`jitter` varies the gaps between tokens, and without `tokensPerSecond` there are none',
      fix: 'Add for example tokensPerSecond: 60.',
    })
  }
  return { tokensPerSecond: tokensPerSecond ?? Infinity, jitter }
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0
}
