import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { laneInTurn, ROOT, WAYS, laneFolder } from './support/lanes.ts'
import { errorMessages } from './support/output.ts'
import { createProject } from './support/project.ts'
import { runNode, runVitest } from './support/run-vitest.ts'

const WORKS = `
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixed, lognormal, tool } from 'skillperf/mocks'

// Captured at import, as SDKs do.
const earlyFetch = fetch
let server, origin
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk)).on('end', () => response.end('real ' + Buffer.concat(chunks)))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = 'http://127.0.0.1:' + server.address().port
})
afterAll(() => server.close())

const text = async (...args) => (await fetch(...args)).text()

test('every method, paths with parameters, status', async ({ perf }) => {
  const url = 'https://api.example/items/:id'
  const net = perf.network(
    ['get', 'post', 'put', 'patch', 'delete'].map((method) => tool[method](url, { name: method, json: { method }, status: 201 })),
  )
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    const response = await earlyFetch('https://api.example/items/7', { method })
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ method: method.toLowerCase() })
  }
  expect(net.calls.map((call) => [call.name, call.method, call.status, call.iteration])).toEqual([
    ['get', 'GET', 201, undefined],
    ['post', 'POST', 201, undefined],
    ['put', 'PUT', 201, undefined],
    ['patch', 'PATCH', 201, undefined],
    ['delete', 'DELETE', 201, undefined],
  ])
})

test('a default name, and an empty body', async ({ perf }) => {
  const net = perf.network([tool.get('https://api.example/empty')])
  expect(await text('https://api.example/empty?key=secret')).toBe('')
  expect(net.names).toEqual(['GET api.example/empty'])
})

test('this machine is not the network: it passes, body and all', async ({ perf }) => {
  perf.network([tool.get('https://api.example/a', { json: 1 })])
  expect(await text(origin + '/x', { method: 'POST', body: 'body' })).toBe('real body')
  expect(await text(new Request(origin + '/x', { method: 'POST', body: 'body' }))).toBe('real body')
})

test('a handler may stand for this machine, too', async ({ perf }) => {
  perf.network([tool.get(origin + '/x', { json: 'mocked' })])
  expect(await text(origin + '/x')).toBe('"mocked"')
})

test('and is gone after its test', async () => {
  expect(await text(origin + '/x')).toBe('real ')
})

test('use, resetHandlers, dispose', async ({ perf }) => {
  {
    using net = perf.network([tool.get(origin + '/x', { name: 'first', json: 1 })])
    net.use(tool.get(origin + '/x', { name: 'second', json: 2 }))
    expect(await text(origin + '/x')).toBe('2')
    net.resetHandlers()
    expect(await text(origin + '/x')).toBe('1')
  }
  expect(await text(origin + '/x')).toBe('real ')
  perf.network([tool.get(origin + '/x', { json: 3 })])
  expect(await text(origin + '/x')).toBe('3')
})

test.fails('a latency model that is wrong fails the test, even when the code swallows its error', async ({ perf }) => {
  perf.network([tool.get('https://api.example/a', { latency: () => NaN })])
  await fetch('https://api.example/a').catch(() => 'fallback')
})

test('a latency is never shorter than asked', async ({ perf }) => {
  perf.network([tool.get('https://api.example/a', { latency: 3 })])
  const run = await perf.measure('waits', { iterations: 60, concurrency: 10 }, () => fetch('https://api.example/a'))
  expect(run.min).toBeGreaterThanOrEqual(3)
})

test('bypass lets requests pass', async ({ perf }) => {
  perf.network([], { onUnhandledRequest: 'bypass' })
  // The real fetch refuses it at once: no traffic.
  await expect(fetch('https://nobody.invalid/', { signal: AbortSignal.abort(new Error('passed')) })).rejects.toThrow('passed')
})

test('aborts and timeouts of the caller are kept', async ({ perf }) => {
  const net = perf.network([tool.get('https://slow.example/', { name: 'slow', latency: '1min' })])
  await expect(fetch('https://slow.example/', { signal: AbortSignal.timeout(5) })).rejects.toMatchObject({ name: 'TimeoutError' })
  await expect(fetch('https://slow.example/', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
  expect(net.calls.map((call) => call.status)).toEqual([0])
})

test('latencies come from the seed: by iteration, and whatever the order', async ({ perf }) => {
  const draws = []
  const latency = (random) => {
    draws.push(random())
    return 0
  }
  const skill = () => Promise.all([fetch('https://api.example/a'), fetch('https://api.example/a')])
  perf.network([tool.get('https://api.example/a', { name: 'a', latency })])
  await perf.measure('one', { iterations: 5, warmup: 0 }, skill)
  await perf.measure('again', { iterations: 5, warmup: 3 }, skill)
  await perf.measure('other seed', { iterations: 5, warmup: 0, seed: 2 }, skill)
  expect(draws).toHaveLength(36)
  expect(new Set(draws.slice(0, 10)).size).toBe(10)
  expect(draws.slice(16, 26)).toEqual(draws.slice(0, 10))
  expect(draws.slice(26)).not.toEqual(draws.slice(0, 10))
})

test('calls are counted per iteration', async ({ perf }) => {
  perf.network([tool.get('https://api.example/a', { name: 'a' }), tool.get('https://api.example/b', { name: 'b' })])
  const run = await perf.measure('calls', { iterations: 4, warmup: 2 }, async ({ iteration }) => {
    for (let i = 0; i <= iteration; i++) await fetch('https://api.example/a')
  })
  expect(run.counts.a).toMatchObject({ total: 10, perIteration: { min: 1, mean: 2.5, max: 4 } })
  expect(run.counts.b).toMatchObject({ total: 0, perIteration: { min: 0, mean: 0, max: 0 } })
})

describe('concurrent tests', { concurrent: true }, () => {
  for (const name of ['one', 'two', 'three']) {
    test(name, async ({ perf, expect }) => {
      perf.network([tool.get('https://api.example/who', { latency: fixed(5), json: name })])
      for (let i = 0; i < 5; i++) expect(await text('https://api.example/who')).toBe('"' + name + '"')
      const run = await perf.measure(name, { iterations: 5, concurrency: 5 }, () => text('https://api.example/who'))
      expect(run.counts['GET api.example/who'].total).toBe(5)
    })
  }
  test('none of them', async ({ expect }) => {
    expect(await text(origin + '/x')).toBe('real ')
  })
})

test('lognormal is a latency', async ({ perf }) => {
  const net = perf.network([tool.get('https://api.example/a', { latency: lognormal({ p50: 1, p95: 2 }) })])
  await fetch('https://api.example/a')
  expect(net.calls[0].ms).toBeGreaterThan(0)
})
`

test.for(WAYS)('mocked tools ($lane, $pool)', async ({ lane, pool }) => {
  const project = createProject(lane, { 'works.test.ts': WORKS })
  const { exitCode, stderr } = await runVitest(project, ['--reporter=skillperf', `--pool=${pool}`])
  expect(exitCode, stderr).toBe(0)
  // No noise about aborted requests, or from the library below.
  expect(stderr).toBe('')
})

const REFUSES = `
import { test } from 'vitest'
import { tool } from 'skillperf/mocks'
const handlers = [
  tool.get('https://search.example/api', { name: 'web_search' }),
  tool.get('https://pages.example/:id', { name: 'fetch_page' }),
]

test('an unmocked request', async ({ perf }) => {
  perf.network(handlers)
  await fetch('https://search.example/apo?api_key=sk-secret')
})

test('one that the skill swallows', async ({ perf }) => {
  perf.network(handlers)
  await fetch('https://other.example/v1', { method: 'POST', body: '{}' }).catch(() => {})
})

test('one inside a measurement', async ({ perf }) => {
  perf.network(handlers)
  await perf.measure('inside', { iterations: 3 }, () => fetch('https://pages.example/'))
})

test('none at all', async ({ perf }) => {
  perf.network([])
  await fetch('https://search.example/')
})

test('a model that yields no latency', async ({ perf }) => {
  perf.network([tool.get('https://a.example/', { name: 'a', latency: () => Number.NaN })])
  await fetch('https://a.example/')
})
`

test.for(laneInTurn())('what a network refuses (%s)', async (lane) => {
  const project = createProject(lane, { 'refuses.test.ts': REFUSES })
  const { exitCode, stderr } = await runVitest(project, ['--reporter=skillperf'])
  expect(exitCode).toBe(1)
  expect(errorMessages(stderr)).toMatchInlineSnapshot(`
    [
      "SkillperfError: perf.network: nothing answers GET https://search.example/apo. The nearest handler is "web_search" (GET https://search.example/api). Add a handler for it, or let it pass with perf.network(handlers, { onUnhandledRequest: 'warn' }).",
      "SkillperfError: perf.network: nothing answers POST https://other.example/v1. The nearest handler is "fetch_page" (GET https://pages.example/:id). Add a handler for it, or let it pass with perf.network(handlers, { onUnhandledRequest: 'warn' }).",
      "SkillperfError: 3 of 3 iterations of "inside" failed (100 %).
    First, in iteration 0: SkillperfError: perf.network: nothing answers GET https://pages.example/. The nearest handler is "fetch_page" (GET https://pages.example/:id). Add a handler for it, or let it pass with perf.network(handlers, { onUnhandledRequest: 'warn' }).
    Repair it.",
      "Caused by: SkillperfError: perf.network: nothing answers GET https://pages.example/. The nearest handler is "fetch_page" (GET https://pages.example/:id). Add a handler for it, or let it pass with perf.network(handlers, { onUnhandledRequest: 'warn' }).",
      "SkillperfError: perf.network: nothing answers GET https://search.example/. No handler is registered. Add a handler for it, or let it pass with perf.network(handlers, { onUnhandledRequest: 'warn' }).",
      "SkillperfError: the latency of "a": a latency model must return milliseconds from 0 up, received NaN. Look at the model latency: it gets a function that returns a random number below 1.",
    ]
  `)
  expect(errorMessages(stderr).join()).not.toContain('sk-secret')
})

test('without msw, skillperf/mocks says how to install it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'skillperf-bare-'))
  try {
    mkdirSync(join(folder, 'node_modules'))
    for (const name of ['valibot', 'pure-rand', 'hdr-histogram-js']) {
      symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'junction')
    }
    cpSync(
      join(laneFolder('vitest-5'), 'node_modules', 'skillperf'),
      join(folder, 'node_modules', 'skillperf'),
      {
        recursive: true,
      },
    )
    const load = (entry: string): string[] => ['--input-type=module', '-e', `await import('${entry}')`]
    // Its latency models, and mocks of other things, do without.
    const mocks = await runNode(load('skillperf/mocks'), folder)
    expect(mocks.exitCode, mocks.stderr).toBe(0)
    const open = `const { tool } = await import('skillperf/mocks')
      const handler = tool.get('https://search.example/api')
      handler.source.open([handler], {}, 'fetch')`
    const opened = await runNode(['--input-type=module', '-e', open], folder)
    expect(opened.exitCode).toBe(1)
    expect(opened.stderr).toContain(
      'SkillperfError: skillperf/mocks needs msw ^3.0.0, which is not installed. Run: npm install --save-dev "msw@^3.0.0"',
    )
    const setup = await runNode(load('skillperf/setup'), folder)
    expect(setup.stderr).toContain(
      'SkillperfError: skillperf/setup needs vitest ^4.1.0 || ^5.1.0, which is not installed. Run: npm install --save-dev "vitest@^4.1.0 || ^5.1.0"',
    )
    // The main entry can be read without Vitest; only Vitest runs it.
    const main = await runNode(load('skillperf'), folder)
    expect(main.exitCode, main.stderr).toBe(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
