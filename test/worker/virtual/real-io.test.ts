import '../../helpers/setup-clock-shims.ts'
import { execFile } from 'node:child_process'
import { pbkdf2, webcrypto } from 'node:crypto'
import { lookup } from 'node:dns'
import { readFile as readFileCallback, createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, get } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { gzip } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realTime } from '../../../src/worker/real-time.ts'
import { runVirtual } from '../../../src/worker/virtual/run-virtual.ts'
import { besideWatchdog } from '../../helpers/beside-watchdog.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'

const HERE = fileURLToPath(import.meta.url)
const server = createServer((_request, response) => {
  realTime.setTimeout(() => response.end('pong'), 20)
})
let port = 0
let url = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  url = `http://127.0.0.1:${port}/`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

function viaNet(): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy()))
    socket.on('error', reject)
  })
}

function viaHttp(): Promise<unknown> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      response.resume().on('end', resolve)
    }).on('error', reject)
  })
}

const WORK: [string, () => Promise<unknown>][] = [
  ['readFile', () => readFile(HERE)],
  ['readFile with a callback', () => promisify(readFileCallback)(HERE)],
  ['a stream of a file', () => createReadStream(HERE).toArray()],
  ['gzip', () => promisify(gzip)(Buffer.alloc(3e6, 'abc'))],
  ['pbkdf2', () => promisify(pbkdf2)('secret', 'salt', 50_000, 64, 'sha512')],
  ['subtle.digest', () => webcrypto.subtle.digest('SHA-256', new Uint8Array(3e6))],
  ['a lookup of a host', () => promisify(lookup)('localhost')],
  ['node:http', viaHttp],
  ['fetch', async () => (await fetch(url)).text()],
  ['a process', () => promisify(execFile)(process.execPath, ['-e', 'console.log(1)'])],
  [
    'a worker thread',
    () =>
      new Promise((resolve) => {
        new Worker('setTimeout(() => {}, 20)', { eval: true }).once('exit', resolve)
      }),
  ],
  ['import()', () => import('../../../src/core/format.ts')],
  ['import() of Node', () => import('node:sqlite')],
  ['a blob', async () => (await new Blob([new Uint8Array(1e6)]).arrayBuffer()).byteLength],
  ['WebAssembly', () => WasmCompile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))],
]

const WasmCompile = (bytes: Uint8Array): Promise<unknown> =>
  (
    globalThis as unknown as { WebAssembly: { compile(bytes: Uint8Array): Promise<unknown> } }
  ).WebAssembly.compile(bytes)

describe("realIO: 'freeze'", () => {
  test.each(WORK)('%s costs no virtual time, and a watchdog of 1 s does not fire', async (_name, work) => {
    const seen = await besideWatchdog(work)
    expect(seen).toEqual({ fired: false, now: 5 })
  })
})

describe("realIO: 'flow'", () => {
  test('the clock runs at the real rate while I/O is out', async () => {
    const start = performance.now()
    const [ms, ioMs] = await runVirtual({ realIO: 'flow' }, async (clock) => {
      await sleep(1_000)
      await viaHttp()
      return [clock.now(), clock.stats.realIoMs]
    })
    expect(ms).toBeGreaterThan(1_015)
    expect(ms - 1_000).toBeLessThanOrEqual(performance.now() - start)
    expect(ioMs).toBeGreaterThan(15)
  })

  test('but not while the code holds it', async () => {
    const now = runVirtual({ realIO: 'flow', stallMs: 10 }, async (clock) => {
      setTimeout(() => {}, 5)
      await clock.pause(viaHttp())
      return clock.now()
    })
    expect(await now).toBe(0)
  })

  test('timers fire when their time has come', async () => {
    const fired = await runVirtual({ realIO: 'flow' }, async (clock) => {
      let firedMs = 0
      setTimeout(() => {
        firedMs = clock.now()
      }, 5)
      await viaHttp()
      return firedMs
    })
    expect(fired).toBe(5)
  })
})

/** The message, with the places in this file by the file's name alone. */
async function messageOf(promise: Promise<unknown>): Promise<string> {
  const { message } = await rejectionOf(promise)
  return message.replaceAll(/at (?:[\w.<>]+ \()?\S*real-io\.test\.ts:\d+:\d+\)?/g, 'at real-io.test.ts')
}

/** How the message ends. */
function fix(instead: string): string {
  return `How long that takes differs from run to run. ${instead}, or let it cost no virtual time: realIO: 'freeze'.`
}
const FILE = fix('Read or write it before the run')
const NETWORK = fix('Mock it with perf.network')

describe("realIO: 'error'", () => {
  const refused: [string, () => unknown, () => string, string][] = [
    ['readFile', () => readFile(HERE), () => `the file ${HERE}`, FILE],
    ['readFile with a callback', () => promisify(readFileCallback)(HERE), () => `the file ${HERE}`, FILE],
    ['node:http', viaHttp, () => `a connection to 127.0.0.1:${port}`, NETWORK],
    ['node:net', viaNet, () => `a connection to 127.0.0.1:${port}`, NETWORK],
    [
      'a host by its name',
      () => new Promise((_resolve, reject) => void get('http://localhost:1/').on('error', reject)),
      () => 'a connection to localhost:1',
      NETWORK,
    ],
    ['a process', () => promisify(execFile)('true'), () => 'the process true', fix('Mock it in the code')],
  ]

  test.each(refused)('%s fails the run, and is named', async (_name, work, what, end) => {
    const message = await messageOf(
      runVirtual({}, async () => {
        await sleep(5)
        await work()
      }),
    )
    expect(message).toBe(`virtual time: real I/O: ${what()}, called at real-io.test.ts. ${end}`)
  })

  test('a stream of a file fails the run, and is named', async () => {
    const message = await messageOf(runVirtual({}, () => createReadStream(HERE).toArray()))
    expect(message).toBe(`virtual time: real I/O: the file ${HERE}. ${FILE}`)
  })

  test('fetch fails the run, and its host is named', async () => {
    const message = await messageOf(
      runVirtual({}, async () => (await fetch(`http://127.0.0.1:${port}`)).text()),
    )
    expect(message).toContain(`virtual time: real I/O: a connection to 127.0.0.1:${port}`)
  })

  test('is allowed while the code holds the clock', async () => {
    const now = runVirtual({}, async (clock) => {
      setTimeout(() => {}, 1_000)
      await sleep(5)
      await clock.pause(readFile(HERE))
      await clock.pause(viaHttp())
      return clock.now()
    })
    expect(await now).toBe(5)
  })

  test('I/O that nobody waits for fails the run, too', async () => {
    const message = await messageOf(runVirtual({}, () => void readFile(HERE)))
    expect(message).toBe(`virtual time: real I/O: the file ${HERE}, called at real-io.test.ts. ${FILE}`)
  })

  test.each(WORK.filter(([name]) => /gzip|pbkdf2|digest|import|blob|Web/.test(name)))(
    '%s is fine',
    async (_name, work) => {
      const now = runVirtual({}, async (clock) => {
        await work()
        return clock.now()
      })
      expect(await now).toBe(0)
    },
  )
})

test('an import() that waits for a timer at its top level gets its time', async () => {
  const start = performance.now()
  const now = runVirtual({}, async (clock) => {
    await import('./waits-at-top-level.ts')
    return clock.now()
  })
  expect(await now).toBe(1_500)
  expect(performance.now() - start).toBeLessThan(2_000)
})
