import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import { tool } from '../../src/mocks/tool.ts'
import type { ToolOptions } from '../../src/mocks/http-tool.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const url = 'https://search.example/api/v1'

describe('tool', () => {
  test.for(['get', 'post', 'put', 'patch', 'delete', 'all'] as const)(
    '%s is named by its method, host and path',
    (method) => {
      const handler = tool[method](url)
      expect(handler).toMatchObject({ method, url, kind: 'http', modifiers: [] })
      expect(handler.name).toBe(`${method.toUpperCase()} search.example/api/v1`)
      expect(handler.latency(() => 0.5)).toBe(0)
    },
  )

  test('takes its options', () => {
    const handler = tool.get(url, { name: 'web_search', latency: '0.1s', json: { hits: [] }, status: 503 })
    expect(handler.name).toBe('web_search')
    expect(handler.latency(() => 0.5)).toBe(100)
  })

  const place = `tool.get("${url}")`
  const json = 'Write the value that the response should carry: no functions, big integers or cycles.'
  const cyclic: { self?: unknown } = {}
  cyclic.self = cyclic
  const known =
    'name, latency, modifiers, status, headers, json, text, body, stream, chunkDelay, reply, failure'
  const streams = "Write for example { stream: ['one', 'two'], chunkDelay: 20 }"
  const header = "Write for example { headers: { 'cache-control': 'no-store' } }."
  const list = "Write modifiers: [coldStart('2s'), errorRate('1%', 503)]."
  const replies = 'Write { reply: (request) => ({ hits: [] }) }, or { json: … } for what is always the same.'
  function* generate(): Generator<string> {
    yield 'once'
  }
  const status = 'Write an HTTP status from 200 to 599.'

  test.for<[unknown, string]>([
    [
      null,
      `${place}: options must be a plain object, received null. Write { name: 'web_search', latency: 120, json: {} }.`,
    ],
    [{ delay: 5 }, `${place}: unknown option \`delay\`. Known: ${known}.`],
    [{ nam: 'x' }, `${place}: unknown option \`nam\`. Did you mean \`name\`? Known: ${known}.`],
    [
      { name: ' ' },
      `${place}: \`name\` must be a text that is not empty, received " ". Leave it out for the method, host and path.`,
    ],
    [{ json: () => ({}) }, `${place}: \`json\` must be what JSON can say, received function json. ${json}`],
    [{ json: 1n }, `${place}: \`json\` must be what JSON can say, received 1n. ${json}`],
    [{ json: cyclic }, `${place}: \`json\` must be what JSON can say, received an object with self. ${json}`],
    [
      { status: 204, json: {} },
      `${place}: a response with status 204 has no body, received an empty object. Leave out \`json\`, or answer with another status.`,
    ],
    [{ status: 99 }, `${place}: \`status\` must be a whole number from 200 up, received 99. ${status}`],
    [{ status: '200' }, `${place}: \`status\` must be a whole number from 200 up, received "200". ${status}`],
    [{ status: 600 }, `${place}: \`status\` must be 599 or below, received 600. ${status}`],
    [
      { latency: '120' },
      `${place}: \`latency\` has no unit, received "120". Write '120ms', or the number 120.`,
    ],
    [
      { json: 1, text: 'a' },
      `${place}: a response has one body, and there are \`json\` and \`text\`. Leave out one of them.`,
    ],
    [{ text: 5 }, `${place}: \`text\` must be a text, received 5. Write { json: … } for anything else.`],
    [
      { body: 'bytes' },
      `${place}: \`body\` must be bytes, received "bytes". Write a Uint8Array or a Buffer, or { text: … } for a text.`,
    ],
    [
      { stream: 'chunks' },
      `${place}: \`stream\` must be an array or something else that can be iterated over, received "chunks". ${streams}, or { text: … } for a body that comes at once.`,
    ],
    [
      { stream: ['a', { data: 'b' }] },
      `${place}: chunk 1 of \`stream\` must be a text, bytes, or { afterMs, data }, received an object with data. ${streams}.`,
    ],
    [
      { stream: [{ data: 'b', afterMs: -1 }] },
      `${place}: chunk 0 of \`stream\` must be a text, bytes, or { afterMs, data }, received an object with data, afterMs. ${streams}.`,
    ],
    [
      { stream: generate() },
      `${place}: \`stream\` can be read once only, and every call has to get one. Make it anew for each call: { reply: () => ({ stream: generate() }) }.`,
    ],
    [
      { stream: new ReadableStream() },
      `${place}: \`stream\` can be read once only, and every call has to get one. Make it anew for each call: { reply: () => ({ stream: generate() }) }.`,
    ],
    [
      { json: 1, chunkDelay: 5 },
      `${place}: \`chunkDelay\` is the time between the chunks of \`stream\`, and there is none. ${streams}.`,
    ],
    [{ headers: { 'x-n': 5 } }, `${place}: the header \`x-n\` is none, received 5. ${header}`],
    [{ headers: { 'a b': 'c' } }, `${place}: the header \`a b\` is none, received "c". ${header}`],
    [
      { headers: [] },
      `${place}, \`headers\`: options must be a plain object, received an array of 0. ${header}`,
    ],
    [{ modifiers: {} }, `${place}: \`modifiers\` must be an array, received an empty object. ${list}`],
    [
      { modifiers: [{ begin: 5 }] },
      `${place}: \`modifiers[0]\` must be a modifier, received an object with begin. ${list}`,
    ],
    [
      { reply: { hits: [] } },
      `${place}: \`reply\` must be a function, received an object with hits. ${replies}`,
    ],
    [
      { reply: () => 1, json: 2 },
      `${place}: \`reply\` says all that is answered, and there is \`json\`. Leave out one of them: reply: () => ({ json: … }).`,
    ],
    [
      { failure: 'broken' },
      `${place}: a failure must be a status, an error or a name, received "broken". Write a status such as 503, { status: 429, retryAfter: '2s' }, an Error, or one of 'network', 'drop', 'stall', 'malformed'.`,
    ],
    [
      { failure: 'drop' },
      `${place}: \`failure\` breaks the body, and there is none, received "drop". Add one, such as { json: {} }, or write { failure: 'network' } for no response at all.`,
    ],
    [
      { failure: 503, json: {} },
      `${place}: every call fails before there is a body, and there is \`json\`, received 503. Leave out \`json\`, or let some calls fail: { modifiers: [errorRate(0.1, 503)] }.`,
    ],
  ])('refuses %o', ([options, message]) => {
    const error = thrownBy(() => tool.get(url, options as ToolOptions))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(message)
  })

  const rule = 'a tool needs an absolute http(s) URL'
  const example = "Write for example 'https://search.example/api'."

  test.for<[unknown, string]>([
    ['/api', `tool.get("/api"): ${rule}, received "/api". ${example}`],
    [
      'search.example/api',
      `tool.get("search.example/api"): ${rule}, received "search.example/api". ${example}`,
    ],
    [
      'ftp://search.example/',
      `tool.get("ftp://search.example/"): ${rule}, received "ftp://search.example/". ${example}`,
    ],
    [undefined, `tool.get(url): ${rule}, received undefined. ${example}`],
    [
      new URL('https://search.example/api'),
      `tool.get(url): ${rule}, received an instance of URL. Write url.href.`,
    ],
    [
      'https://user:pw@search.example/api?api_key=K',
      `tool.get("https://[redacted]@search.example/api?api_key=[redacted]"): a tool's URL has neither user nor password, because fetch refuses such a URL. Write "https://search.example/api".`,
    ],
  ])('refuses URL %o', ([wrong, message]) => {
    expect(thrownBy(() => tool.get(wrong as string)).message).toBe(message)
  })
})
