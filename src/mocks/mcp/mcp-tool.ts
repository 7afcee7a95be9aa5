import { callable, knownKeys, plainObject } from '../../core/check.ts'
import { readFailure } from '../../core/calls/failure-mode.ts'
import type { Failure, FailureMode } from '../../core/calls/failure-mode.ts'
import { usageError } from '../../core/errors.ts'
import { readLatency } from '../../core/time/latency/model.ts'
import type { Latency } from '../../core/time/latency/model.ts'
import type { Modifier } from '../../core/time/latency/modifier.ts'
import type { Random } from '../../core/time/random.ts'
import type { Planned } from '../call-plan.ts'
import { readModifiers } from '../../core/time/latency/modifiers/read-modifiers.ts'
import { toolResult } from './tool-result.ts'
import type { ToolResult } from './tool-result.ts'

/** A call of a tool, beside its arguments. */
export interface McpCall {
  /** Which call of this tool in its iteration it is, from 0. */
  readonly nth: number
  /** The iteration; negative in warm-up, undefined outside a measurement. */
  readonly iteration: number | undefined
  /** A random stream of this call. */
  readonly random: Random
}

/**
 * What a tool gives: `{ content: […] }` as the protocol has it, `{ failure }`,
 * or anything that JSON can say. A text becomes a piece of content, an object
 * structured content.
 */
export type McpReply = (args: Readonly<Record<string, unknown>>, call: McpCall) => unknown

/** One tool of a mocked MCP server. */
export interface McpToolOptions {
  readonly description?: string
  /** A JSON schema. Default: any object. */
  readonly inputSchema?: object
  /** Ms, a string with a unit, or a latency model. Default: 0. */
  readonly latency?: Latency
  /** What it always gives. Default: no content. */
  readonly result?: unknown
  /** What it gives, by its arguments, sync or async. What it throws fails the test. */
  readonly reply?: McpReply
  /** Cold starts, errors, rate limits and the like. Default: none. */
  readonly modifiers?: readonly Modifier[]
}

/** A tool as it was read. */
export interface McpTool extends Planned {
  /** As `tools/list` gives it. */
  readonly listed: { readonly name: string; readonly description?: string; readonly inputSchema: object }
  /** What it gives, or how it fails; rejects with what the user's function throws. */
  answer(args: Readonly<Record<string, unknown>>, call: McpCall): Promise<ToolResult | FailureMode>
}

const KEYS = ['description', 'inputSchema', 'latency', 'result', 'reply', 'modifiers'] as const

/**
 * @param server whose tool it is
 * @throws SkillperfError for an unknown option, or one that is none
 */
export function readMcpTool(server: string, name: string, options: unknown, outer: string): McpTool {
  const place = `${outer}, tool ${JSON.stringify(name)}`
  const given = plainObject(options, place, "Write { latency: 50, result: 'done' }.")
  knownKeys(given, KEYS, place)
  const { description, inputSchema = { type: 'object' }, latency } = given
  if (description !== undefined && typeof description !== 'string') {
    throw usageError({
      place,
      rule: '`description` must be a text',
      received: { value: description },
      fix: 'Leave it out for none.',
    })
  }
  const schema = plainObject(inputSchema, `${place}, \`inputSchema\``, "Write { type: 'object' }.")
  return {
    name: `${server}/${name}`,
    latency: latency === undefined ? () => 0 : readLatency(latency, place),
    modifiers: readModifiers(given['modifiers'], place),
    listed: { name, ...(description !== undefined && { description }), inputSchema: schema },
    answer: readAnswer(given, place),
  }
}

function readAnswer({ result, reply }: Readonly<Record<string, unknown>>, place: string): McpTool['answer'] {
  if (reply === undefined) {
    const always = result === undefined ? { content: [] } : toolResult(result, `${place}, \`result\``)
    return () => Promise.resolve(always)
  }
  if (result !== undefined) {
    throw usageError({
      place,
      rule: 'there are `result` and `reply`, and only one of them can answer',
      fix: 'Leave out one of them.',
    })
  }
  const answer = callable(reply, 'reply', place, 'Write { reply: (args) => ({ hits: [] }) }.') as McpReply
  return async (args, call) => {
    const value = await answer(args, call)
    const here = `the reply of ${place}`
    return isFailure(value) ? readFailure(value.failure, here) : toolResult(value, here)
  }
}

function isFailure(value: unknown): value is { readonly failure: Failure } {
  if (typeof value !== 'object' || value === null || !('failure' in value)) return false
  return Object.keys(value).length === 1
}
