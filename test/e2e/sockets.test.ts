import { expect, test } from 'vitest'
import { WAYS } from './support/lanes.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

const WORKS = `
import https from 'node:https'
import axios from 'axios'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { Agent, fetch as undiciFetch, request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lognormal, tool } from 'skillperf/mocks'

const server = setupServer(http.get('https://users.example/me', () => HttpResponse.json('Ada')))
beforeAll(() => server.listen())
afterAll(() => server.close())

const url = 'https://api.example/items'
const agent = new https.Agent({ keepAlive: true })
const dispatcher = new Agent()

// https.request as an SDK finds it at import.
const { get } = https
const byHttps = (address, options) =>
  new Promise((resolve, reject) => {
    get(address, options, (response) => {
      let text = ''
      response.on('data', (data) => (text += data)).on('end', () => resolve(JSON.parse(text)))
    }).on('error', reject)
  })

const clients = {
  fetch: async () => (await fetch(url)).json(),
  https: () => byHttps(url, { agent }),
  axios: async () => (await axios.get(url, { adapter: 'http' })).data,
  'undici.fetch': async () => (await undiciFetch(url)).json(),
  'undici.request': async () => (await request(url, { dispatcher })).body.json(),
}
const seen = {}

test('also before anything was measured', async ({ perf }) => {
  const net = perf.network([tool.get(url, { latency: (random) => random(), json: [] })], { transport: 'socket' })
  expect(await byHttps(url, {})).toEqual([])
  expect(net.calls).toMatchObject([{ name: 'GET api.example/items', status: 200 }])
})

for (const clock of ['virtual', 'real']) {
  test.for(Object.entries(clients))(clock + ' clock: %s', async ([name, send], { perf }) => {
    const slowness = clock === 'virtual' ? 100 : 1
    perf.network(
      [server, tool.get(url, { name: 'items', latency: lognormal({ p50: slowness, p95: 3 * slowness }), json: [1, 2] })],
      { transport: 'socket' },
    )
    const run = await perf.measure('skill', { clock, iterations: 20, warmup: 0, concurrency: 5 }, async () => {
      if ((await send()).length !== 2) throw new Error('no items')
      await Promise.all([send(), send()])
    })
    expect(run.counts['items']).toMatchObject({ total: 60, perIteration: { min: 3, max: 3 }, errors: 0 })
    expect(await byHttps('https://users.example/me', {})).toBe('Ada')
    if (clock === 'virtual') seen[name] = [...run.samples]
  })
}

test('samples are the same', () => {
  expect(new Set(seen.fetch).size).toBeGreaterThan(15)
  for (const [name, samples] of Object.entries(seen)) expect(samples, name).toEqual(seen.fetch)
})
`

test.for(WAYS)('every client gets the mocked answers ($lane, $pool)', async ({ lane, pool }) => {
  const project = createProject(lane, { 'works.test.js': WORKS })
  const { exitCode, stdout, stderr } = await runVitest(project, ['--reporter=skillperf', `--pool=${pool}`])
  expect(exitCode, stdout + stderr).toBe(0)
  expect(stdout).toContain('12 passed (12)')
})
