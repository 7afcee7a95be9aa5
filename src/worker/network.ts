import { knownKeys, oneOf, plainObject } from '../core/check.ts'
import { SkillperfError, usageError } from '../core/errors.ts'
import type {
  NetworkCall,
  NetworkCallTicket,
  NetworkHandler,
  NetworkHost,
  NetworkSession,
  OnUnhandledRequest,
} from '../core/network.ts'
import type { Clock } from '../core/time/clock.ts'
import { randomStream } from '../core/time/random.ts'
import { endCall, startCall } from './call-counter.ts'
import { interceptFetch } from './fetch-shim.ts'
import { scopes } from './scope.ts'
import type { TestRun } from './test-run.ts'

/** Options of `perf.network(handlers, options)`. */
export interface NetworkOptions {
  /**
   * What happens to a request that no handler answers. Requests to this
   * machine always pass. Default: `'error'`, which also fails the test.
   */
  readonly onUnhandledRequest?: OnUnhandledRequest
}

/** Mocked tools while they are open: until the test ends, or until it is disposed. */
export interface PerfNetwork extends Disposable {
  /** Puts handlers in front of those there are. */
  use(...handlers: readonly NetworkHandler[]): void
  /** Back to the handlers that the network was opened with. */
  resetHandlers(): void
  /** Every call that a handler has answered, in order of the answers. */
  readonly calls: readonly NetworkCall[]
  /** Names of the handlers, in the order given. */
  readonly names: readonly string[]
}

/**
 * Opens mocked tools for one test.
 *
 * @throws SkillperfError for something that is no handler, two handlers of one name, or a network that is open already
 */
export function openNetwork(run: TestRun, clock: Clock, handlers: unknown, options: unknown): PerfNetwork {
  const place = 'perf.network'
  run.requireRunning(place)
  if (run.network !== undefined) {
    throw new SkillperfError(
      `${place}: this test has an open network already. Add handlers to it: const net = perf.network([…]); net.use(tool.get(…)).`,
    )
  }
  const read = readHandlers(handlers, place)
  const unhandled = readUnhandled(options, place)
  const calls: NetworkCall[] = []
  const host = createHost(run, clock, calls)
  const source = oneSource(read, place)
  const session: NetworkSession | undefined = source?.open(read, host, unhandled)
  const names = read.map((handler) => handler.name)
  const network: PerfNetwork = {
    calls,
    names,
    use(...more) {
      const added = readHandlers(more, `${place}(…).use`)
      oneSource([...read, ...added], place)
      names.push(...added.map((handler) => handler.name).filter((name) => !names.includes(name)))
      session?.use(added)
    },
    resetHandlers() {
      session?.reset()
    },
    [Symbol.dispose]() {
      session?.close()
      if (run.network === network) run.network = undefined
    },
  }
  run.network = network
  return network
}

function createHost(run: TestRun, clock: Clock, calls: NetworkCall[]): NetworkHost {
  const warned = new Set<string>()
  return {
    clock,
    interceptFetch(answer) {
      const owns = (): boolean | undefined => {
        const scope = scopes.getStore()
        return scope === undefined ? undefined : scope.test === run
      }
      return interceptFetch(owns, answer)
    },
    call(name, { method, url }): NetworkCallTicket {
      const iteration = scopes.getStore()?.iteration
      const counted = iteration?.calls ?? run.loose
      const nth = startCall(counted, name)
      const started = clock.now()
      return {
        random: randomStream(iteration?.seed ?? run.seed, 'tool', name, iteration?.index ?? 'loose', nth),
        end(status) {
          const ms = clock.now() - started
          endCall(counted, name, ms)
          calls.push({ name, method, url, iteration: iteration?.index, status, ms })
        },
      }
    },
    warn(message) {
      if (warned.has(message)) return
      warned.add(message)
      console.warn(message)
    },
    fail(error) {
      run.failures.push(error)
      return error
    },
  }
}

function readHandlers(value: unknown, place: string): NetworkHandler[] {
  const fix = "Write perf.network([tool.get('https://search.example/api', { json: {} })])."
  if (!Array.isArray(value)) {
    throw usageError({ place, rule: 'handlers must be an array', received: { value }, fix })
  }
  const names = new Set<string>()
  for (const [index, handler] of value.entries()) {
    if (!isHandler(handler)) {
      throw usageError({ place, rule: `handler ${index} is none`, received: { value: handler }, fix })
    }
    if (names.has(handler.name)) {
      throw usageError({
        place,
        rule: `two handlers are named "${handler.name}", and counts tell handlers apart by name`,
        fix: "Give one of them another: tool.get(url, { name: '…' }).",
      })
    }
    names.add(handler.name)
  }
  return value as NetworkHandler[]
}

function isHandler(value: unknown): value is NetworkHandler {
  return typeof value === 'object' && value !== null && 'name' in value && 'source' in value
}

function oneSource(handlers: readonly NetworkHandler[], place: string): NetworkHandler['source'] | undefined {
  const sources = new Set(handlers.map((handler) => handler.source))
  if (sources.size <= 1) return handlers[0]?.source
  throw new SkillperfError(
    `${place}: handlers of ${sources.size} copies of skillperf/mocks cannot share one network. Import all of them from one place.`,
  )
}

function readUnhandled(value: unknown, place: string): OnUnhandledRequest {
  if (value === undefined) return 'error'
  const options = plainObject(value, place, "Write { onUnhandledRequest: 'warn' }.")
  knownKeys(options, ['onUnhandledRequest'], place)
  const chosen = options['onUnhandledRequest']
  return chosen === undefined
    ? 'error'
    : oneOf(chosen, ['error', 'warn', 'bypass'], 'onUnhandledRequest', place)
}
