import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { SkillperfError } from '../../src/core/errors.ts'
import type { NetworkHandler, NetworkHost, NetworkSource } from '../../src/core/network.ts'
import type { Clock } from '../../src/core/time/clock.ts'
import { CallLog } from '../../src/core/calls/call-log.ts'
import { loadMeasuring } from '../../src/worker/load-measuring.ts'
import { openNetwork } from '../../src/worker/network.ts'
import type { PerfNetwork } from '../../src/worker/network.ts'
import { scopes } from '../../src/worker/scope.ts'
import type { TestRun } from '../../src/worker/test-run.ts'
import { testRun } from '../helpers/test-run.ts'
import { rejectionOf, thrownBy } from '../helpers/thrown-by.ts'

beforeAll(async () => {
  await loadMeasuring()
})

/** Where the handlers below are. */
const ANSWERED = 'https://search.example'

/** A source that answers with the path it was asked for, and tells what it was asked to do. */
class FakeSource implements NetworkSource {
  readonly events: string[] = []
  host: NetworkHost | undefined

  open: NetworkSource['open'] = (handlers, host) => {
    const names = (all: readonly NetworkHandler[]): string => all.map((handler) => handler.name).join(', ')
    this.host = host
    this.events.push(`open ${names(handlers)}`.trim())
    return {
      answer: ({ url }) =>
        Promise.resolve(url.startsWith(ANSWERED) ? new Response(new URL(url).pathname) : undefined),
      use: (more) => this.events.push(`use ${names(more)}`),
      reset: () => this.events.push('reset'),
      close: () => this.events.push('close'),
    }
  }

  handler(name: string): NetworkHandler {
    return { name, method: 'get', url: `${ANSWERED}/${name}`, source: this }
  }
}

/** A clock that moves when it is told to. */
class HandClock implements Clock {
  readonly kind = 'real'
  nowMs = 0
  now(): number {
    return this.nowMs
  }
  sleep(): Promise<void> {
    throw new Error('nobody sleeps here')
  }
}

const request = { kind: 'http', method: 'GET', url: 'https://search.example/api' } as const
/** What of it is listed. */
const listed = { method: request.method, url: request.url }

interface Opened {
  readonly run: TestRun
  readonly source: FakeSource
  readonly clock: HandClock
  readonly network: PerfNetwork
  readonly host: NetworkHost
}

function opened(seed = 1): Opened {
  const [run, source, clock] = [testRun({ seed }), new FakeSource(), new HandClock()]
  const network = openNetwork(run, clock, [source.handler('search'), source.handler('fetch')], undefined)
  onTestFinished(() => network[Symbol.dispose]())
  if (source.host === undefined) throw new Error('the source was not opened')
  return { run, source, clock, network, host: source.host }
}

/** Runs a function as if it belonged to an iteration. */
function inIteration<T>(test: TestRun, index: number, fn: () => T, calls: CallLog = new CallLog()): T {
  return scopes.run({ test, iteration: { index, part: 'fn', seed: test.seed, calls, session: test } }, fn)
}

describe('openNetwork', () => {
  test('opens the source, and closes it when it is disposed', () => {
    const { run, source, network } = opened()
    expect(run.network).toBe(network)
    network[Symbol.dispose]()
    expect(run.network).toBeUndefined()
    expect(source.events).toStrictEqual(['open search, fetch', 'close'])
  })

  test('closes it when the test ends', () => {
    const { run, source } = opened()
    run.end()
    expect(source.events.at(-1)).toBe('close')
  })

  test('passes on handlers that are added, and the way back', () => {
    const { source, network } = opened()
    expect(network.names).toStrictEqual(['search', 'fetch'])
    network.use(source.handler('search'), source.handler('late'))
    expect(network.names).toStrictEqual(['search', 'late', 'fetch'])
    network.resetHandlers()
    expect(network.names).toStrictEqual(['search', 'fetch'])
    expect(source.events.slice(1)).toStrictEqual(['use search, late', 'reset'])
  })

  test('serves handlers that are added to none', async () => {
    const source = new FakeSource()
    using network = openNetwork(testRun(), new HandClock(), [], undefined)
    network.use(source.handler('search'))
    expect(source.events).toStrictEqual(['open', 'use search'])
    expect(await (await fetch(`${ANSWERED}/search`)).text()).toBe('/search')
  })

  test('can be opened again after it was closed', () => {
    const { run, network, source, clock } = opened()
    network[Symbol.dispose]()
    using second = openNetwork(run, clock, [source.handler('search')], undefined)
    expect(run.network).toBe(second)
    // The first has nothing to close any more.
    network[Symbol.dispose]()
    expect(run.network).toBe(second)
  })
})

describe('openNetwork refuses', () => {
  const source = new FakeSource()
  const fix = "Write perf.network([tool.get('https://search.example/api', { json: {} })])."

  test.for<[string, unknown, unknown, string]>([
    [
      'a lone handler',
      source.handler('a'),
      undefined,
      `perf.network: handlers must be an array, received an object with name, method, url, source. ${fix}`,
    ],
    ['nothing', undefined, undefined, `perf.network: handlers must be an array, received undefined. ${fix}`],
    [
      'what is no handler',
      [source.handler('a'), 'b'],
      undefined,
      `perf.network: handler 1 is none, received "b". ${fix}`,
    ],
    ['null', [null], undefined, `perf.network: handler 0 is none, received null. ${fix}`],
    [
      'two of one name',
      [source.handler('a'), source.handler('b'), source.handler('a')],
      undefined,
      'perf.network: two handlers are named "a", and counts tell handlers apart by name. Give one of them another: tool.get(url, { name: \'…\' }).',
    ],
    [
      'two that count under one name',
      [{ ...source.handler('db'), names: ['db', 'db/query'] }, source.handler('db/query')],
      undefined,
      'perf.network: two handlers are named "db/query", and counts tell handlers apart by name. Give one of them another: tool.get(url, { name: \'…\' }).',
    ],
    [
      'two copies of the mocks',
      [source.handler('a'), new FakeSource().handler('b')],
      undefined,
      'perf.network: handlers of 2 copies of skillperf/mocks cannot share one network. Import all of them from one place.',
    ],
    [
      'an option that nobody knows',
      [],
      { onUnhandled: 'warn' },
      'perf.network: unknown option `onUnhandled`. Known: onUnhandledRequest, transport.',
    ],
    [
      'options that are none',
      [],
      'warn',
      'perf.network: options must be a plain object, received "warn". Write { onUnhandledRequest: \'warn\' }.',
    ],
    [
      'a way to handle the unhandled that nobody knows',
      [],
      { onUnhandledRequest: 'ignore' },
      'perf.network: `onUnhandledRequest` must be one of "error", "warn", "bypass", received "ignore". Write one of these, or leave `onUnhandledRequest` out.',
    ],
  ])('%s', ([, handlers, options, message]) => {
    const run = testRun()
    const error = thrownBy(() => openNetwork(run, new HandClock(), handlers, options))
    expect(error).toBeInstanceOf(SkillperfError)
    expect(error.message).toBe(message)
    expect(run.network).toBeUndefined()
  })

  test('a second network in one test', () => {
    const { run, source: first } = opened()
    expect(thrownBy(() => openNetwork(run, new HandClock(), [first.handler('a')], undefined)).message).toBe(
      'perf.network: this test has an open network already. Add handlers to it: const net = perf.network([…]); net.use(tool.get(…)).',
    )
  })

  test('to open after the test has ended', () => {
    const run = testRun({ name: 'answers' })
    run.end()
    expect(thrownBy(() => openNetwork(run, new HandClock(), [], undefined)).message).toBe(
      'perf.network: the test "answers" has ended already. Await every call on `perf` before the test returns.',
    )
  })

  test('to add after it was closed', () => {
    const { network, source: first } = opened()
    network[Symbol.dispose]()
    expect(thrownBy(() => network.use(first.handler('late'))).message).toBe(
      'perf.network(…).use: this network is closed.',
    )
  })

  test('to add what is no handler, or one of another copy', () => {
    const { network } = opened()
    expect(thrownBy(() => network.use('x' as unknown as NetworkHandler)).message).toBe(
      `perf.network(…).use: handler 0 is none, received "x". ${fix}`,
    )
    expect(thrownBy(() => network.use(new FakeSource().handler('x'))).message).toBe(
      'perf.network: handlers of 2 copies of skillperf/mocks cannot share one network. Import all of them from one place.',
    )
    expect(network.names).toStrictEqual(['search', 'fetch'])
  })
})

describe('the host of a network', () => {
  test('notes every call with its iteration, status and time', () => {
    const { run, network, host, clock } = opened()
    const calls: CallLog = new CallLog()
    inIteration(
      run,
      3,
      () => {
        const call = host.call('search', request)
        clock.nowMs = 120
        call.end({ status: 200 })
      },
      calls,
    )
    const loose = host.call('fetch', { kind: 'http', method: 'POST', url: 'https://fetch.example/' })
    clock.nowMs = 150
    loose.end({ status: 0 })
    expect(network.calls).toStrictEqual([
      { name: 'search', ...listed, iteration: 3, status: 200, ms: 120 },
      {
        name: 'fetch',
        method: 'POST',
        url: 'https://fetch.example/',
        iteration: undefined,
        status: 0,
        ms: 30,
      },
    ])
    expect(calls.calls).toMatchObject([{ name: 'search', startedMs: 0, endedMs: 120 }])
    expect(run.loose.calls).toMatchObject([{ name: 'fetch', startedMs: 120, endedMs: 150 }])
  })

  test('notes exact times, whatever binary fractions make of them', () => {
    const { network, host, clock } = opened()
    clock.nowMs = 0.1
    const call = host.call('search', request)
    clock.nowMs = 0.4
    call.end({ status: 200 })
    expect(network.calls[0]?.ms).toBe(0.3)
  })

  test('lists calls in the order of their answers', () => {
    const { network, host } = opened()
    const [first, second] = [host.call('search', request), host.call('fetch', request)]
    second.end({ status: 200 })
    first.end({ status: 200 })
    expect(network.calls.map((call) => call.name)).toStrictEqual(['fetch', 'search'])
  })

  test('draws the same numbers for the same seed, tool, iteration and nth call, and others elsewhere', () => {
    const draws = (seed: number): number[] => {
      const { run, host } = opened(seed)
      const twice = (name: string): number[] => [
        host.call(name, request).random(),
        host.call(name, request).random(),
      ]
      return [
        ...inIteration(run, 0, () => [...twice('search'), ...twice('fetch')]),
        ...inIteration(run, 1, () => twice('search')),
        ...inIteration(run, -1, () => twice('search')),
        ...twice('search'),
      ]
    }
    const once = draws(1)
    expect(draws(1)).toStrictEqual(once)
    const all = [...once, ...draws(2)]
    expect(new Set(all).size).toBe(all.length)
  })
})

describe('a request that no handler answers', () => {
  const elsewhere = 'http://other.invalid/v1?key=secret'
  // The real fetch refuses it at once: no traffic.
  const aborted = { signal: AbortSignal.abort(new Error('passed')) }
  const message =
    'perf.network: nothing answers GET http://other.invalid/v1. The nearest handler is "search" (GET https://search.example/search). ' +
    "Add a handler for it, or let it pass with perf.network(handlers, { onUnhandledRequest: 'warn' })."

  test.for<[unknown]>([[undefined], [{}], [{ onUnhandledRequest: 'error' }]])(
    'is refused with %o, and fails the test',
    async ([options]) => {
      const run = testRun()
      using network = openNetwork(run, new HandClock(), [new FakeSource().handler('search')], options)
      const error = await rejectionOf(fetch(elsewhere, aborted))
      expect(error.message).toBe(message)
      expect(run.failures).toStrictEqual([error])
      expect(network.calls).toStrictEqual([])
    },
  )

  test('is refused where there is no handler at all', async () => {
    using network = openNetwork(testRun(), new HandClock(), [], undefined)
    expect((await rejectionOf(fetch(elsewhere, aborted))).message).toContain('No handler is registered.')
    expect(network.names).toStrictEqual([])
  })

  test('is none where the URL holds its own data', async () => {
    const run = testRun()
    using network = openNetwork(run, new HandClock(), [new FakeSource().handler('search')], undefined)
    const blob = URL.createObjectURL(new Blob(['from a blob']))
    expect(await (await fetch('data:text/plain,hello')).text()).toBe('hello')
    expect(await (await fetch(blob)).text()).toBe('from a blob')
    URL.revokeObjectURL(blob)
    expect([run.failures, network.calls]).toStrictEqual([[], []])
  })

  test('passes with a warning, once a text', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const run = testRun()
    using network = openNetwork(run, new HandClock(), [new FakeSource().handler('search')], {
      onUnhandledRequest: 'warn',
    })
    for (const _ of [1, 2]) expect((await rejectionOf(fetch(elsewhere, aborted))).message).toBe('passed')
    expect(warn.mock.calls).toStrictEqual([[message]])
    expect(run.failures).toStrictEqual([])
    expect(network.names).toStrictEqual(['search'])
    warn.mockRestore()
  })

  test('passes without one', async () => {
    using network = openNetwork(testRun(), new HandClock(), [], { onUnhandledRequest: 'bypass' })
    expect((await rejectionOf(fetch(elsewhere, aborted))).message).toBe('passed')
    expect(network.names).toStrictEqual([])
  })
})
