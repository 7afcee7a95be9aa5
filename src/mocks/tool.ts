import { knownKeys, plainObject, wholeNumber } from '../core/check.ts'
import { usageError } from '../core/errors.ts'
import { readLatency } from '../core/time/latency/model.ts'
import type { Latency } from '../core/time/latency/model.ts'
import type { MockHandler } from './mock-handler.ts'
import { mswSource } from './msw-source.ts'

/** How a mocked tool answers. */
export interface ToolOptions {
  /** The key of its counts, reports and random streams. Default: `GET host/path`. */
  readonly name?: string
  /** Ms, a string with a unit, or a latency model. Default: 0. */
  readonly latency?: Latency
  /** The response's body, anything that JSON can say. Default: an empty body. */
  readonly json?: unknown
  /** The response's HTTP status, 200 to 599. Default: 200. */
  readonly status?: number
}

/** A mocked HTTP tool; hand it to `perf.network([…])`. */
export type ToolHandler = MockHandler

/** Statuses whose responses never have a body. */
const BODILESS = new Set([204, 205, 304])

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const
export type ToolMethod = (typeof METHODS)[number]

type ToolFactory = (url: string, options?: ToolOptions) => ToolHandler

/**
 * Mocked HTTP tools by method: `tool.get(url, { name, latency, json })`.
 *
 * @throws SkillperfError for a URL that is not absolute, an unknown option, or a latency that is none
 * @example
 * tool.get('https://search.example/api', { name: 'web_search', latency: lognormal({ p50: 100, p95: 300 }), json: { hits: [] } })
 */
export const tool: Readonly<Record<ToolMethod, ToolFactory>> = {
  get: (url, options) => createTool('get', url, options),
  post: (url, options) => createTool('post', url, options),
  put: (url, options) => createTool('put', url, options),
  patch: (url, options) => createTool('patch', url, options),
  delete: (url, options) => createTool('delete', url, options),
}

function createTool(method: ToolMethod, url: unknown, options: ToolOptions = {}): ToolHandler {
  const place = `tool.${method}(${typeof url === 'string' ? JSON.stringify(url) : 'url'})`
  const { host, pathname } = readUrl(url, place)
  const given = plainObject(options, place, "Write { name: 'web_search', latency: 120, json: {} }.")
  knownKeys(given, ['name', 'latency', 'json', 'status'], place)
  const { name = `${method.toUpperCase()} ${host}${pathname}`, json } = given
  if (typeof name !== 'string' || name.trim() === '') {
    throw usageError({
      place,
      rule: '`name` must be a text that is not empty',
      received: { value: name },
      fix: 'Leave it out for the method, host and path.',
    })
  }
  const status = readStatus(given['status'], place)
  const body = readBody(json, place)
  if (body !== undefined && BODILESS.has(status)) {
    throw usageError({
      place,
      rule: `a response with status ${status} has no body`,
      received: { value: json },
      fix: 'Leave out `json`, or answer with another status.',
    })
  }
  return {
    name,
    method,
    url: url as string,
    latency: given['latency'] === undefined ? () => 0 : readLatency(given['latency'], place),
    kind: 'http',
    modifiers: [],
    answer: () =>
      body === undefined ? { status } : { status, headers: { 'content-type': 'application/json' }, body },
    source: mswSource,
  }
}

function readUrl(url: unknown, place: string): URL {
  const parsed = typeof url === 'string' ? URL.parse(url) : null
  if (parsed !== null && parsed.username + parsed.password !== '') {
    throw usageError({
      place,
      rule: "a tool's URL has neither user nor password, because fetch refuses such a URL",
      fix: `Write ${JSON.stringify(`${parsed.origin}${parsed.pathname}`)}.`,
    })
  }
  if (parsed !== null && parsed.search !== '') {
    throw usageError({
      place,
      rule: "a tool's URL has no query: it answers whatever the query is",
      received: { value: url },
      fix: `Write ${JSON.stringify(String(url).split('?')[0])}.`,
    })
  }
  if (parsed !== null && /^https?:$/.test(parsed.protocol)) return parsed
  throw usageError({
    place,
    rule: 'a tool needs an absolute http(s) URL',
    received: { value: url },
    fix: url instanceof URL ? 'Write url.href.' : "Write for example 'https://search.example/api'.",
  })
}

/** Made into text once, here: not in every call, and not as a surprise in the first. */
function readBody(json: unknown, place: string): string | undefined {
  if (json === undefined) return undefined
  const rule = '`json` must be what JSON can say'
  const fix = 'Write the value that the response should carry: no functions, big integers or cycles.'
  let text: string | undefined
  try {
    text = JSON.stringify(json)
  } catch {
    throw usageError({ place, rule, received: { value: json }, fix })
  }
  if (text === undefined) throw usageError({ place, rule, received: { value: json }, fix })
  return text
}

function readStatus(value: unknown, place: string): number {
  if (value === undefined) return 200
  const fix = 'Write an HTTP status from 200 to 599.'
  const status = wholeNumber(value, 'status', place, 200, fix)
  if (status <= 599) return status
  throw usageError({ place, rule: '`status` must be 599 or below', received: { value }, fix })
}
