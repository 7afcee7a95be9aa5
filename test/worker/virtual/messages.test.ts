import '../../helpers/setup-clock-shims.ts'
import { once } from 'node:events'
import { BroadcastChannel, MessageChannel, Worker, receiveMessageOnPort, threadId } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realTime } from '../../../src/worker/real-time.ts'
import { scopes } from '../../../src/worker/scope.ts'
import { runVirtual } from '../../../src/worker/virtual/run-virtual.ts'
import { testRun } from '../../helpers/test-run.ts'
import { besideWatchdog } from '../../helpers/beside-watchdog.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

/** Answers whatever comes in by any way, 30 ms later. */
const ECHO = `
const { BroadcastChannel, parentPort, workerData } = require('node:worker_threads')
const answer = (port) => (message) => message === 'silence' || setTimeout(() => port.postMessage(message), 30)
parentPort.on('message', answer(parentPort))
workerData.port.on('message', answer(workerData.port))
const channel = new BroadcastChannel(workerData.name)
channel.onmessage = ({ data }) => answer(channel)(data)
parentPort.postMessage('ready')
`
const { port1: port, port2 } = new MessageChannel()
const name = `echo of ${threadId}`
const worker = new Worker(ECHO, { eval: true, workerData: { port: port2, name }, transferList: [port2] })
const channel = new BroadcastChannel(name)
worker.on('message', () => {})
port.on('message', () => {})
channel.addEventListener('message', () => {})
worker.unref()
port.unref()
channel.unref()

beforeAll(async () => void (await once(worker, 'message')))
afterAll(async () => {
  channel.close()
  await worker.terminate()
})

const WAYS: [string, () => Promise<unknown>, string][] = [
  ['a worker thread', () => ask(worker), 'a message to a worker thread'],
  ['a port', () => ask(port), 'a message to another thread over a MessagePort'],
  ['a broadcast', askAll, `a message on the BroadcastChannel "${name}"`],
]

interface Asked {
  once(event: 'message', listener: (message: unknown) => void): unknown
  postMessage(message: unknown): void
}

function ask(to: Asked): Promise<unknown> {
  const answer = new Promise((resolve) => void to.once('message', resolve))
  to.postMessage('hello')
  return answer
}

async function askAll(): Promise<unknown> {
  const answer = new Promise((resolve) => channel.addEventListener('message', resolve, { once: true }))
  channel.postMessage('hello')
  return answer
}

/** The message, with the places in this file by the file's name alone. */
async function messageOf(promise: Promise<unknown>): Promise<string> {
  const { message } = await rejectionOf(promise)
  return message.replaceAll(/at (?:[\w.<>]+ \()?\S*messages\.test\.ts:\d+:\d+\)?/g, 'at messages.test.ts')
}

describe('messages to another thread that was there before the run', () => {
  test.each(WAYS)("%s costs no virtual time under 'freeze'", async (_name, work) => {
    const seen = await besideWatchdog(async () => {
      await Promise.all([work(), work()])
      await work()
    })
    expect(seen).toEqual({ fired: false, now: 5 })
  })

  test.each(WAYS)("%s takes its real time under 'flow'", async (_name, work) => {
    const ms = await runVirtual({ realIO: 'flow' }, async (clock) => {
      await work()
      return clock.now()
    })
    expect(ms).toBeGreaterThan(20)
  })

  test.each(WAYS)("%s is refused under 'error'", async (_name, work, what) => {
    const message = await messageOf(runVirtual({}, work))
    expect(message).toBe(
      `virtual time: real I/O: ${what}, called at messages.test.ts. How long that takes differs from run to run. ` +
        "Hold the clock for this call, perf.clock.pause(promise), or let it cost no virtual time: realIO: 'freeze'.",
    )
  })

  test.each(WAYS)("%s may be paused for under 'error'", async (_name, work) => {
    const now = runVirtual({}, async (clock) => {
      setTimeout(() => {}, 1_000)
      await clock.pause(work())
      return clock.now()
    })
    expect(await now).toBe(0)
  })

  /** Asks while the answer to somebody else is on its way, and tells when its own has come. */
  const askSecond = (): Promise<number> =>
    runVirtual({ realIO: 'freeze' }, async (clock) => {
      await new Promise((resolve) => void realTime.setTimeout(resolve, 10))
      const answered = new Promise<void>((resolve) => {
        worker.on('message', function hear(message) {
          if (message !== 'second') return
          worker.off('message', hear)
          resolve()
        })
      })
      worker.postMessage('second')
      setTimeout(() => {}, 1_000)
      await answered
      return clock.now()
    })

  test('an answer to an earlier run is no answer to this one', async () => {
    await rejectionOf(runVirtual({}, () => ask(worker)))
    expect(await askSecond()).toBe(0)
  })

  test('an answer to a test beside is no answer to this one', async () => {
    const [now] = await Promise.all([
      scopes.run({ test: testRun() }, askSecond),
      scopes.run({ test: testRun() }, async () => {
        await new Promise((resolve) => void realTime.setTimeout(resolve, 1))
        await ask(worker)
      }),
    ])
    expect(now).toBe(0)
  })

  test('one that nobody answers is a stall', async () => {
    const message = await messageOf(
      runVirtual({ realIO: 'freeze', stallMs: 100 }, async () => {
        worker.postMessage('silence')
        await sleep(10)
      }),
    )
    expect(message).toBe(
      'virtual time: a message to a worker thread, called at messages.test.ts, has been out for 100 ms of real time, while the clock stands at 0 ms. ' +
        'Have the worker answer or exit; post what needs no answer before the run begins.',
    )
  })

  test('a worker that exits answers no more', async () => {
    const other = new Worker("require('node:worker_threads').parentPort.once('message', () => {})", {
      eval: true,
    })
    other.on('message', () => {})
    await once(other, 'online')
    const now = runVirtual({ realIO: 'freeze' }, async (clock) => {
      other.postMessage('silence')
      await sleep(10)
      return clock.now()
    })
    expect(await now).toBe(10)
  })
})

describe('messages within the thread cost nothing, and are allowed', () => {
  const local = new MessageChannel()
  local.port1.on('message', () => {})
  afterAll(() => local.port1.close())

  test('a channel of its own', async () => {
    const now = runVirtual({}, async (clock) => {
      const arrived = once(local.port2, 'message')
      local.port1.postMessage('hello')
      await arrived
      await sleep(10)
      return clock.now()
    })
    expect(await now).toBe(10)
  })

  test('a broadcast to a channel in the same thread', async () => {
    const [from, to] = [new BroadcastChannel('here'), new BroadcastChannel('here')]
    from.addEventListener('message', () => {})
    const now = runVirtual({}, async (clock) => {
      const arrived = new Promise((resolve) => to.addEventListener('message', resolve, { once: true }))
      from.postMessage('hello')
      await arrived
      await sleep(10)
      return clock.now()
    })
    expect(await now).toBe(10)
    from.close()
    to.close()
  })

  test('classes look as before', () => {
    expect(globalThis.MessageChannel).toBe(MessageChannel)
    expect(local.constructor).toBe(MessageChannel)
    expect(local).toBeInstanceOf(MessageChannel)
    expect(MessageChannel.name).toBe('MessageChannel')
    const pair = new MessageChannel()
    pair.port1.postMessage('hello')
    expect(receiveMessageOnPort(pair.port2)).toEqual({ message: 'hello' })
  })
})
