// Run in a thread of its own, where npm's undici has not replaced the dispatcher of the global fetch.
import dns from 'node:dns'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import { parentPort } from 'node:worker_threads'
import { fetch as instrument } from '../../src/profiler/automatic/fetch.ts'
import { span } from '../../src/profiler/span.ts'
import { outline, traceAutomatically } from './automatic-trace.ts'
import { CERTIFICATE } from './planted-delays.ts'
import { plantedFaults } from './planted-faults.ts'

/** What the thread tells. */
export interface Told {
  /** What is wrong with the phases of planted delays. */
  readonly faults: readonly string[]
  /** Of two callers that take turns on connections, and follow redirects; without the phases of a connection. */
  readonly callers: unknown
}

function faultsOfFetch(): Promise<readonly string[]> {
  tls.setDefaultCACertificates([CERTIFICATE])
  return plantedFaults('fetch', [instrument], true, async ({ url, lookup }) => {
    dns.lookup = lookup as typeof dns.lookup
    await (await fetch(url)).text()
  })
}

async function callersOfFetch(): Promise<unknown> {
  const server = createServer(({ url = '' }, response) => {
    if (url.startsWith('/moved')) response.writeHead(302, { location: url.replace('moved', 'to') })
    response.end('ok')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const { root } = await traceAutomatically([instrument], () =>
    Promise.all(
      ['one', 'two'].map((name) =>
        span(name, async () => {
          for (const path of ['moved', 'then']) await (await fetch(`http://${host}/${path}/${name}`)).text()
        }),
      ),
    ),
  )
  server.closeAllConnections()
  server.close()
  const text = JSON.stringify(outline(root)).replaceAll(host, 'host')
  return JSON.parse(text.replaceAll(/"(?:connect|queue)",/g, ''))
}

async function run(): Promise<void> {
  const told: Told = { callers: await callersOfFetch(), faults: await faultsOfFetch() }
  parentPort?.postMessage(told)
}

void run()
