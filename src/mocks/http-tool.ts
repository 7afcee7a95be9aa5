import { callable, knownKeys, plainObject } from '../core/check.ts'
import { readFailure } from '../core/calls/failure-mode.ts'
import type { Failure, FailureMode } from '../core/calls/failure-mode.ts'
import { usageError } from '../core/errors.ts'
import { readLatency } from '../core/time/latency/model.ts'
import type { Latency } from '../core/time/latency/model.ts'
import type { Modifier } from '../core/time/latency/modifier.ts'
import { alwaysFails } from './always-fails.ts'
import { CONTENTS, RESPONSE_KEYS, readContent } from './content.ts'
import type { ToolResponse } from './content.ts'
import type { MockHandler, MockMethod } from './mock-handler.ts'
import { mswSource } from './msw-source.ts'
import { readModifiers } from '../core/time/latency/modifiers/read-modifiers.ts'
import { readName } from './read-name.ts'
import { readUrl } from './read-url.ts'
import { answerBy } from './tool-reply.ts'
import type { Reply } from './tool-reply.ts'

/** How a mocked tool answers; at most one of `json`, `text`, `body`, `stream` and `reply`. */
export interface ToolOptions extends ToolResponse {
  /** The key of its counts, reports and random streams. Default: `GET host/path`. */
  readonly name?: string
  /** Until the headers of the response: ms, a string with a unit, or a latency model. Default: 0. */
  readonly latency?: Latency
  /** Cold starts, errors, rate limits and the like. Default: none. */
  readonly modifiers?: readonly Modifier[]
  /** Answers by a function of the request, sync or async. What it throws fails the test. */
  readonly reply?: Reply
  /** Every call fails: a status such as 503, `'network'`, or a body that breaks (`'drop'`, `'stall'`, `'malformed'`). */
  readonly failure?: Failure
}

/** A mocked HTTP tool; hand it to `perf.network([…])`. */
export type ToolHandler = MockHandler

const KEYS = ['name', 'latency', 'modifiers', ...RESPONSE_KEYS, 'reply', 'failure'] as const

/** @throws SkillperfError for a URL that is not absolute, an unknown option, or one that does not fit the others */
export function createHttpTool(method: MockMethod, url: unknown, options: unknown = {}): ToolHandler {
  const place = `tool.${method}(${typeof url === 'string' ? JSON.stringify(url) : 'url'})`
  const { host, pathname } = readUrl(url, place)
  const given = plainObject(options, place, "Write { name: 'web_search', latency: 120, json: {} }.")
  knownKeys(given, KEYS, place)
  const { name: named = `${method.toUpperCase()} ${host}${pathname}`, latency } = given
  const name = readName(named, place, 'Leave it out for the method, host and path.')
  const modifiers = readModifiers(given['modifiers'], place)
  const failure = readOwnFailure(given, place)
  return {
    name,
    method,
    url: url as string,
    latency: latency === undefined ? () => 0 : readLatency(latency, place),
    kind: 'http',
    modifiers: failure === undefined ? modifiers : [...modifiers, alwaysFails(failure)],
    answer: readAnswer(given, name, place),
    source: mswSource,
  }
}

type Given = Readonly<Record<string, unknown>>

function readAnswer(given: Given, name: string, place: string): MockHandler['answer'] {
  if (given['reply'] === undefined) {
    return readContent(given, place, true)
  }
  const fix = 'Write { reply: (request) => ({ hits: [] }) }, or { json: … } for what is always the same.'
  const reply = callable(given['reply'], 'reply', place, fix) as Reply
  const other = RESPONSE_KEYS.find((key) => given[key] !== undefined)
  if (other === undefined) return (asked) => answerBy(reply, asked, name)
  throw usageError({
    place,
    rule: `\`reply\` says all that is answered, and there is \`${other}\``,
    fix: `Leave out one of them: reply: () => ({ ${other}: … }).`,
  })
}

const IN_THE_BODY: readonly FailureMode['kind'][] = ['drop', 'stall', 'malformed']

/** One that breaks a body needs one; beside any other no body would ever be seen. */
function readOwnFailure(given: Given, place: string): FailureMode | undefined {
  if (given['failure'] === undefined) return undefined
  const failure = readFailure(given['failure'], place)
  const content = ['reply', ...CONTENTS].find((key) => given[key] !== undefined)
  const breaks = IN_THE_BODY.includes(failure.kind)
  if (breaks && content === undefined) {
    throw usageError({
      place,
      rule: '`failure` breaks the body, and there is none',
      received: { value: given['failure'] },
      fix: "Add one, such as { json: {} }, or write { failure: 'network' } for no response at all.",
    })
  }
  if (!breaks && content !== undefined) {
    throw usageError({
      place,
      rule: `every call fails before there is a body, and there is \`${content}\``,
      received: { value: given['failure'] },
      fix: `Leave out \`${content}\`, or let some calls fail: { modifiers: [errorRate(0.1, 503)] }.`,
    })
  }
  return failure
}
