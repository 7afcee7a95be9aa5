import { elapsedMs } from '../core/elapsed-ms.ts'
import { knownKeys, oneOf, plainObject } from '../core/check.ts'
import { SkillperfError } from '../core/errors.ts'
import { expandHandlers } from '../core/network.ts'
import type { NetworkCall, NetworkHandler, NetworkHost, NetworkSession, Transport } from '../core/network.ts'
import type { Clock } from '../core/time/clock.ts'
import { createHost } from './calls/host.ts'
import { interceptFetch } from './fetch-shim.ts'
import { loadMeasuring } from './load-measuring.ts'
import { readHandlers, warnOfOverlaps } from './read-handlers.ts'
import type { NetworkMock } from './read-handlers.ts'
import { scopes } from './scope.ts'
import type { TestRun } from './test-run.ts'
import { objectTo } from './unhandled-request.ts'
import type { OnUnhandledRequest } from './unhandled-request.ts'

/** Options of `perf.network(handlers, options)`. */
export interface NetworkOptions {
  /**
   * How requests come to the handlers: `'fetch'` for whatever uses the global
   * `fetch`; `'socket'` for `node:http` and clients built on it, and for npm's
   * undici, too. Default: `'fetch'`, which takes a quarter of the CPU time.
   */
  readonly transport?: Transport
  /**
   * What happens to a request that no handler answers. Requests to this
   * machine always pass. Default: `'error'`, which also fails the test.
   */
  readonly onUnhandledRequest?: OnUnhandledRequest
}

/** Mocked tools while they are open: until the test ends, or until it is disposed. */
export interface PerfNetwork extends Disposable {
  /** Puts handlers in front of those there are. */
  use(...handlers: readonly NetworkMock[]): void
  /** Back to the handlers that the network was opened with. */
  resetHandlers(): void
  /** Every call that a handler has answered, in order of the answers; without those in which memory was watched. */
  readonly calls: readonly NetworkCall[]
  /** Names of the handlers, the latest first. */
  readonly names: readonly string[]
}

const PLACE = 'perf.network'

/**
 * Opens mocked tools for one test.
 *
 * @throws SkillperfError for something that is no handler, two handlers of one name, or a network that is open already
 */
export function openNetwork(run: TestRun, clock: Clock, handlers: unknown, options: unknown): PerfNetwork {
  run.requireRunning(PLACE)
  if (run.network !== undefined) {
    throw new SkillperfError(
      `${PLACE}: this test has an open network already. Add handlers to it: const net = perf.network([…]); net.use(tool.get(…)).`,
    )
  }
  const initial = readHandlers(handlers, PLACE)
  const { onUnhandled, transport } = readOptions(options)
  const calls: NetworkCall[] = []
  let current = initial
  const host: NetworkHost = {
    ...createHost(run, clock, (call, iteration) => {
      const { name, method, url, startedMs, endedMs = startedMs, outcome } = call
      const ms = elapsedMs(startedMs, endedMs)
      calls.push({ name, method, url, iteration, status: outcome?.status ?? 0, ms })
    }),
    owns: ownedBy(run),
    unhandled(request) {
      const handlers = expandHandlers(current)
      const objection = onUnhandled === 'bypass' ? undefined : objectTo({ request, handlers })
      if (objection === undefined) return undefined
      if (onUnhandled === 'error') {
        run.fail(objection)
        return objection
      }
      run.warn(objection.message)
      return undefined
    },
  }
  warnOfOverlaps(initial, PLACE, (message) => host.warn(message))
  let session: NetworkSession | undefined = oneSource(initial)?.open(initial, host, transport)
  const stop = interceptFetch(host.owns, async (request, pass) => {
    await loadMeasuring()
    const answered = await session?.answer(request)
    if (answered !== undefined && answered !== 'pass') return answered
    const objection = answered === 'pass' ? undefined : host.unhandled(request)
    if (objection !== undefined) throw objection
    return session?.pass?.(pass) ?? pass()
  })
  const network: PerfNetwork = {
    calls,
    get names() {
      return [...new Set(expandHandlers(current).flatMap((handler) => handler.names ?? [handler.name]))]
    },
    use(...more) {
      if (run.network !== network) throw new SkillperfError(`${PLACE}(…).use: this network is closed.`)
      const added = readHandlers(more, `${PLACE}(…).use`)
      warnOfOverlaps(added, `${PLACE}(…).use`, (message) => host.warn(message))
      const source = oneSource([...added, ...current])
      session ??= source?.open([], host, transport)
      current = [...added, ...current]
      session?.use(added)
    },
    resetHandlers() {
      current = initial
      session?.reset()
    },
    [Symbol.dispose]() {
      stop()
      session?.close()
      if (run.network === network) run.network = undefined
    },
  }
  run.network = network
  run.mocked = true
  return network
}

/** Whether the running code is the test's; undefined when its async context was lost. */
function ownedBy(run: TestRun): () => boolean | undefined {
  return () => {
    const scope = scopes.getStore()
    return scope === undefined ? undefined : scope.test === run
  }
}

function oneSource(handlers: readonly NetworkHandler[]): NetworkHandler['source'] | undefined {
  const sources = new Set(handlers.map((handler) => handler.source))
  if (sources.size <= 1) return handlers[0]?.source
  throw new SkillperfError(
    `${PLACE}: handlers of ${sources.size} copies of skillperf/mocks cannot share one network. Import all of them from one place.`,
  )
}

interface ReadNetworkOptions {
  readonly onUnhandled: OnUnhandledRequest
  readonly transport: Transport
}

function readOptions(value: unknown): ReadNetworkOptions {
  const options =
    value === undefined ? {} : plainObject(value, PLACE, "Write { onUnhandledRequest: 'warn' }.")
  knownKeys(options, ['onUnhandledRequest', 'transport'], PLACE)
  const { onUnhandledRequest = 'error', transport = 'fetch' } = options
  return {
    onUnhandled: oneOf(onUnhandledRequest, ['error', 'warn', 'bypass'], 'onUnhandledRequest', PLACE),
    transport: oneOf(transport, ['fetch', 'socket'], 'transport', PLACE),
  }
}
