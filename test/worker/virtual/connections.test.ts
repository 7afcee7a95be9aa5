import '../../helpers/setup-clock-shims.ts'
import { createServer, get } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realTime } from '../../../src/worker/real-time.ts'
import { runVirtual } from '../../../src/worker/virtual/run-virtual.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

/** The message, with the places in this file by the file's name alone. */
async function messageOf(promise: Promise<unknown>): Promise<string> {
  const { message } = await rejectionOf(promise)
  return message.replaceAll(
    /at (?:[\w.<>]+ \()?\S*connections\.test\.ts:\d+:\d+\)?/g,
    'at connections.test.ts',
  )
}

test('real I/O that does not come back is a stall', async () => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  const message = await messageOf(
    runVirtual({ realIO: 'freeze', stallMs: 100 }, async () => {
      setTimeout(() => {}, 1_000)
      await new Promise((_resolve, reject) => void get(`http://127.0.0.1:${port}`).on('error', reject))
    }),
  )
  silent.closeAllConnections()
  silent.close()
  expect(message).toBe(
    `virtual time: a connection to 127.0.0.1:${port}, called at connections.test.ts, has been out for 100 ms of real time, while the clock stands at 0 ms. ` +
      'Have it answered, mock it with perf.network, or close or unref() it as soon as nobody uses it.',
  )
})

describe('a connection that stays open, as to Redis', () => {
  const echo = createTcpServer((socket) => {
    socket.on('data', (data) => {
      if (data.includes('silence')) return
      realTime.setTimeout(() => void socket.write(data), 20)
    })
  })
  beforeAll(() => new Promise<void>((resolve) => void echo.listen(0, '127.0.0.1', resolve)))
  afterAll(() => void echo.close())

  test('counts while a request is out, and no longer', async () => {
    const { port } = echo.address() as AddressInfo
    const client = connect(port, '127.0.0.1')
    const ask = async (text: string): Promise<void> => {
      const answered = new Promise((resolve) => void client.once('data', resolve))
      client.write(text)
      await answered
    }
    await ask('before the run')
    const now = runVirtual({ realIO: 'freeze' }, async (clock) => {
      for (let i = 0; i < 3; i++) {
        await ask('first')
        await ask('second')
        await sleep(1_000)
      }
      return clock.now()
    })
    expect(await now).toBe(3_000)
    client.destroy()
  })

  test('a request without an answer is a stall', async () => {
    const { port } = echo.address() as AddressInfo
    const message = await messageOf(
      runVirtual({ realIO: 'freeze', stallMs: 100 }, async () => {
        const client = connect(port, '127.0.0.1')
        client.write('silence')
        await sleep(1_000).finally(() => client.destroy())
      }),
    )
    expect(message).toBe(
      `virtual time: a connection to 127.0.0.1:${port}, called at connections.test.ts, has been out for 100 ms of real time, while the clock stands at 0 ms. ` +
        'Have it answered, mock it with perf.network, or close or unref() it as soon as nobody uses it.',
    )
  })
})
