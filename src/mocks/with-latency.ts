import { isForeignHandler, isForeignServer } from '../core/adoption.ts'
import type { ForeignHandler, ForeignServer } from '../core/adoption.ts'
import { knownKeys, plainObject } from '../core/check.ts'
import { usageError } from '../core/errors.ts'
import type { NetworkHandler } from '../core/network.ts'
import { readLatency } from '../core/time/latency/model.ts'
import type { Latency } from '../core/time/latency/model.ts'
import { readModifiers } from '../core/time/latency/modifiers/read-modifiers.ts'
import type { Modifier } from '../core/time/latency/modifier.ts'
import { adopt } from './adopt.ts'
import { delayAgent, isAgent } from './delay-agent.ts'
import type { UndiciAgent } from './delay-agent.ts'
import type { MockHandler } from './mock-handler.ts'

export interface WithLatencyOptions {
  /** The key of counts, reports and random streams. Default: the handler's own, or `METHOD host/path`. */
  readonly name?: string
  /** Not for an agent of undici. Default: those that a handler of ours has. */
  readonly modifiers?: readonly Modifier[]
}

const PLACE = 'withLatency'

/**
 * Gives a latency to what has none of its own: a handler of msw, a whole server
 * of msw, or a `MockAgent` of undici. A handler of ours gets it in place of its own.
 *
 * @param latency ms, a string with a unit, or a model; a handler of msw takes what it takes itself on top
 * @returns what to hand to `perf.network`; of a `MockAgent`, the dispatcher to use in its place
 * @throws SkillperfError for something that is none of these, an MCP server, a latency that is none, or an unknown option
 * @example
 * perf.network([withLatency(http.get('https://api.example/', () => HttpResponse.json({})), lognormal({ p50: 80, p95: 200 }))])
 */
export function withLatency(handler: MockHandler, latency: Latency, options?: WithLatencyOptions): MockHandler
export function withLatency(
  handler: ForeignHandler | ForeignServer,
  latency: Latency,
  options?: WithLatencyOptions,
): NetworkHandler
export function withLatency<T extends UndiciAgent>(
  agent: T,
  latency: Latency,
  options?: Pick<WithLatencyOptions, 'name'>,
): T
export function withLatency(target: unknown, latency: unknown, options: unknown = {}): unknown {
  const { name, modifiers } = readOptions(options)
  const model = readLatency(latency, PLACE)
  if (isForeignHandler(target) || isForeignServer(target)) {
    return adopt(target, { name, latency: model, ...(modifiers && { modifiers }) })
  }
  if (isAgent(target)) {
    if (modifiers === undefined) return delayAgent(target, model, name)
    throw usageError({
      place: PLACE,
      rule: 'an agent of undici takes no `modifiers`',
      fix: "Leave them out, or mock with perf.network([…], { transport: 'socket' }).",
    })
  }
  if (isOurs(target)) {
    if (target.serve !== undefined) {
      throw usageError({
        place: PLACE,
        rule: `"${target.name}" is a server whose tools have latencies of their own`,
        fix: 'Give them there: tool.mcp(url, { latency: 5, tools: { search: { latency: 50 } } }).',
      })
    }
    return { ...target, latency: model, ...(name !== undefined && { name }), ...(modifiers && { modifiers }) }
  }
  throw usageError({
    place: PLACE,
    rule: 'the first argument must be a handler, a server of msw, or a MockAgent of undici',
    received: { value: target },
    fix: 'Write withLatency(http.get(url, resolver), lognormal({ p50: 80, p95: 200 })).',
  })
}

function isOurs(value: unknown): value is MockHandler {
  return typeof value === 'object' && value !== null && 'source' in value && 'answer' in value
}

function readOptions(value: unknown): {
  readonly name: string | undefined
  readonly modifiers: readonly Modifier[] | undefined
} {
  const given = plainObject(value, PLACE, "Write { name: 'search' }.")
  knownKeys(given, ['name', 'modifiers'], PLACE)
  const { name, modifiers } = given
  if (name !== undefined && (typeof name !== 'string' || name.trim() === '')) {
    throw usageError({
      place: PLACE,
      rule: '`name` must be a text that is not empty',
      received: { value: name },
      fix: "Leave it out for the handler's own.",
    })
  }
  return { name, modifiers: modifiers === undefined ? undefined : readModifiers(modifiers, PLACE) }
}
