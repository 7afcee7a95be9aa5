import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { performance } from 'node:perf_hooks'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { newRequestTimings } from '../../../src/worker/memory/request-timings.ts'

const server = createServer((_, response) => void response.end('ok'))
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))
afterAll(() => void server.close())
beforeEach(() => performance.clearResourceTimings())

const countTimings = (): number => performance.getEntriesByType('resource').length

/** Asks, until Node has its times: they come a little after the answer. */
async function ask(): Promise<void> {
  const before = countTimings()
  const { port } = server.address() as AddressInfo
  await (await fetch(`http://127.0.0.1:${port}/`)).text()
  await vi.waitFor(() => expect(countTimings()).toBe(before + 1))
}

test('takes away what has come, each time', async () => {
  const timings = newRequestTimings()
  await ask()
  timings.clear()
  expect(countTimings()).toBe(0)
  await ask()
  timings.clear()
  expect(countTimings()).toBe(0)
})

test('leaves what was there where nothing has come', async () => {
  await ask()
  const timings = newRequestTimings()
  timings.clear()
  expect(countTimings()).toBe(1)
})
