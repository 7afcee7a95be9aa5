import type { Clock } from '../time/clock.ts'
import type { Random } from '../time/random.ts'

/** What a mock gets from the test that calls it: HTTP handlers, wrapped functions, caches alike. */
export interface MockHost {
  /** The clock that the test runs on at the moment. */
  readonly clock: Clock
  /** Fails the test, even if the code under test swallows the error. */
  fail(error: Error): void
  /** Prints a warning, once per text. */
  warn(message: string): void
  /** To be awaited before a call draws anything: what is needed for it is loaded late. Default: it is ready. */
  ready?(): Promise<unknown>
  /** Notes that a call has begun, in the running iteration. */
  call(name: string, about: CallAbout): MockedCall
}

/** What mocks that no network serves get from the test that calls them. */
export interface TestHost extends MockHost {
  /** Loads what latencies are drawn with, once: a network does so before it answers. */
  ready(): Promise<unknown>
  /** As {@link MockedCall.state}, without a call. */
  state<T>(key: object, create: () => T): T
}

/** What kind of thing was called. */
export type CallKind = 'http' | 'llm' | 'function' | 'cache'

/** What a call looks like from outside. */
export interface CallAbout {
  readonly kind: CallKind
  /** HTTP method, a cache's command, or `call`. */
  readonly method: string
  /** The request's URL, or what stands in its place. */
  readonly url: string
}

/** One call of a mock, from the moment it was asked. Times are the test's clock's. */
export interface MockedCall {
  /** Which call of this name in its iteration it is, from 0. */
  readonly nth: number
  /** The iteration that called, from 0; negative in warm-up, undefined outside a measurement. */
  readonly iteration: number | undefined
  /** The stream of (seed, name, iteration, nth call): latencies are drawn from it. */
  readonly random: Random
  /** A stream of its own for something else about the same call: draws of one purpose leave the others' alone. */
  randomFor(purpose: string): Random
  /**
   * What a mock remembers from call to call: for as long as a measurement or a
   * virtual run lasts, its warm-up included; outside of any, for as long as the test.
   *
   * @param key whose state it is
   */
  state<T>(key: object, create: () => T): T
  /**
   * What a mock remembers within one iteration; outside of any, for as long as the test.
   *
   * @param key whose state it is
   */
  iterationState<T>(key: object, create: () => T): T
  /** What was asked, as text: calls of one name that ask the same are retries, or repeated. */
  asked(what: string): void
  /** Bytes of the request's body. */
  sent(bytes: number): void
  /** Bytes of the answer's body that have been handed over. */
  received(bytes: number): void
  /** Tokens of the answer are handed over now, of a model that streams. */
  tokens(count: number): void
  /** Tokens that the vendor would charge for. */
  usage(tokens: { readonly input: number; readonly output: number; readonly model: string }): void
  /** What a cache has answered for each key it was asked for. */
  lookup(hits: number, misses: number): void
  /** The answer has begun, and its body is being handed over until `end`: the iteration must not end before. */
  opened(): void
  /** The mock leaves the request to another after all: as if it had not been called. Does nothing after `end`. */
  forget(): void
  /** The call is over. May be called twice: the first time counts. */
  end(outcome: CallOutcome): void
}

/** How a call has ended. */
export interface CallOutcome {
  /** HTTP status; 0 when no response came; for what is no HTTP, 200 or 500. */
  readonly status: number
  /** It failed though its status is a good one: the body broke off, or made no sense. */
  readonly failed?: boolean
  /** The caller gave up, so that nobody knows how it would have ended. */
  readonly abandoned?: boolean
}

interface Registry {
  find?: () => TestHost | undefined
  readonly announced: Set<string>
  /** There are mocks whose calls have names of their own. */
  unnamed?: boolean
}

const slots = globalThis as unknown as Record<symbol, Registry | undefined>
const registry = (slots[Symbol.for('skillperf.mock-host')] ??= { announced: new Set<string>() })

/**
 * The test that the running code belongs to: where wrapped functions and caches
 * are counted, which no network hands a host to. Undefined outside of tests.
 */
export function currentHost(): TestHost | undefined {
  return registry.find?.()
}

/** Says how to find the running test: the test process does, once. */
export function provideHosts(find: () => TestHost | undefined): void {
  registry.find = find
}

/**
 * Tells of a mock that no network knows of, such as a wrapped function, when it is made.
 *
 * @param name undefined where each call has a name of its own
 */
export function announceMock(name: string | undefined): void {
  if (name === undefined) registry.unnamed = true
  else registry.announced.add(name)
}

/** Whether there are any in this process: then iterations have to be told apart, network or not. */
export function hasAnnouncedMocks(): boolean {
  return registry.unnamed === true || registry.announced.size > 0
}

/** Names of all of them that have one, in this process. */
export function announcedMocks(): ReadonlySet<string> {
  return registry.announced
}
