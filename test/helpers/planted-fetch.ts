// Run in a thread of its own, where npm's undici has not replaced the dispatcher of the global fetch.
import dns from 'node:dns'
import tls from 'node:tls'
import { parentPort } from 'node:worker_threads'
import { fetch as instrument } from '../../src/profiler/automatic/fetch.ts'
import { CERTIFICATE } from './planted-delays.ts'
import { plantedFaults } from './planted-faults.ts'

tls.setDefaultCACertificates([CERTIFICATE])

async function run(): Promise<void> {
  const faults = await plantedFaults('fetch', [instrument], true, async ({ url, lookup }) => {
    dns.lookup = lookup as typeof dns.lookup
    await (await fetch(url)).text()
  })
  parentPort?.postMessage(faults)
}

void run()
