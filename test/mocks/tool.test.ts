import { describe, expect, test } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import { tool } from '../../src/mocks/tool.ts'
import type { ToolOptions } from '../../src/mocks/tool.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const url = 'https://search.example/api/v1'

describe('tool', () => {
  test.for(['get', 'post', 'put', 'patch', 'delete'] as const)(
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
  const status = 'Write an HTTP status from 200 to 599.'

  test.for<[unknown, string]>([
    [
      null,
      `${place}: options must be a plain object, received null. Write { name: 'web_search', latency: 120, json: {} }.`,
    ],
    [{ delay: 5 }, `${place}: unknown option \`delay\`. Known: name, latency, json, status.`],
    [
      { nam: 'x' },
      `${place}: unknown option \`nam\`. Did you mean \`name\`? Known: name, latency, json, status.`,
    ],
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
