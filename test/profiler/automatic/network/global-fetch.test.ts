import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Told } from '../../../helpers/global-fetch.ts'

describe('the global fetch, by the undici within Node', () => {
  let told: Told
  const worker = new Worker(new URL('../../../helpers/global-fetch.ts', import.meta.url), { execArgv: [] })
  beforeAll(async () => {
    told = await new Promise<Told>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject)
    })
  }, 30_000)
  afterAll(async () => {
    await worker.terminate()
  })

  test('planted delays are found, each in its phase', () => {
    expect(told.faults).toEqual([])
  })

  test('each caller has its own requests, on whichever connection', () => {
    const request = (path: string): unknown => ({ [`GET host/${path}`]: ['wait', 'download'] })
    const caller = (name: string): unknown => ({
      [name]: ['moved', 'to', 'then'].map((path) => request(`${path}/${name}`)),
    })
    expect(told.callers).toEqual({ trace: [caller('one'), caller('two')] })
  })
})
