import '../../helpers/setup-clock-shims.ts'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import * as undici from 'undici'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { tool } from '../../../src/mocks/tool.ts'
import { withLatency } from '../../../src/mocks/with-latency.ts'
import '../../../src/mocks.ts'
import { installHosts } from '../../../src/worker/calls/host.ts'
import { loadMeasuring } from '../../../src/worker/load-measuring.ts'
import { createPerf } from '../../../src/worker/perf.ts'
import { outline } from '../../helpers/automatic-trace.ts'
import { testRun } from '../../helpers/test-run.ts'

beforeAll(async () => {
  await loadMeasuring()
  installHosts()
})

const HOST = 'api.example'

function getByHttp(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const read = async (response: http.IncomingMessage): Promise<string> => {
      const chunks: unknown[] = await response.toArray()
      return chunks.join('')
    }
    http.get(url, { agent: false }, (response) => resolve(read(response))).on('error', reject)
  })
}

const CLIENTS: readonly (readonly [string, (url: string) => Promise<unknown>])[] = [
  ['fetch', async (url) => (await fetch(url)).text()],
  ['node:http', getByHttp],
  [
    'undici',
    async (url) => {
      const dispatcher = new undici.Agent()
      try {
        return await (await undici.request(url, { dispatcher })).body.text()
      } finally {
        await dispatcher.destroy()
      }
    },
  ],
]

describe.each(['virtual', 'real'] as const)('on the %s clock a mocked call is one span', (clock) => {
  test.each(CLIENTS)('by %s', async (_, send) => {
    const perf = createPerf(testRun())
    const network = perf.network(
      [
        tool.get(`http://${HOST}/items`, { latency: 5, json: {} }),
        tool.get(`http://${HOST}/broken`, { latency: 5, failure: 'network' }),
      ],
      { transport: 'socket' },
    )
    onTestFinished(() => network[Symbol.dispose]())
    const run = await perf.measure('skill', { clock, iterations: 3, warmup: 0 }, async () => {
      await send(`http://${HOST}/items?key=secret`)
      await send(`http://${HOST}/broken`).catch(() => {})
    })
    const tree = run.spans.median
    expect(tree && outline(tree.root)).toEqual({
      skill: [`GET ${HOST}/items`, `GET ${HOST}/broken failed`],
    })
  })
})

async function serve(): Promise<string> {
  const server = http.createServer((_request, response) => response.end('real'))
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('what passes by the mocks has a span, too', async () => {
  const host = await serve()
  const perf = createPerf(testRun())
  const network = perf.network([tool.get(`http://${HOST}/items`)], { transport: 'socket' })
  onTestFinished(() => network[Symbol.dispose]())
  for (const [name, send] of CLIENTS) {
    const run = await perf.measure(name, { iterations: 30, warmup: 0 }, () => send(`http://${host}/real`))
    const names = run.spans.median?.root.children.map((child) => child.name)
    expect([name, names]).toEqual([name, [`GET ${host}/real`]])
    expect(run.span(`GET ${host}/real`).n).toBe(30)
  }
})

test('an agent with a latency has one span for a call', async () => {
  const host = await serve()
  const dispatcher = withLatency(new undici.Agent(), 5)
  const perf = createPerf(testRun())
  const run = await perf.measure('skill', { iterations: 1, warmup: 0 }, async () => {
    await (await undici.request(`http://${host}/real`, { dispatcher })).body.text()
  })
  await dispatcher.destroy()
  const tree = run.spans.median
  expect(tree && outline(tree.root)).toEqual({ skill: [`GET ${host}/real`] })
})
