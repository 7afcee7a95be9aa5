import type { FailureMode } from '../core/calls/failure-mode.ts'
import type { MockHost } from '../core/calls/mocked-call.ts'
import type { NetworkHandler } from '../core/network.ts'
import type { LatencyModel } from '../core/time/latency/model.ts'
import type { Modifier } from '../core/time/latency/modifier.ts'
import type { Random } from '../core/time/random.ts'
import type { Answer } from './answer.ts'

export const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'all'] as const
export type MockMethod = (typeof METHODS)[number]

/** A mock of something that answers HTTP requests; hand it to `perf.network([…])`. */
export interface MockHandler extends NetworkHandler {
  readonly kind: 'http' | 'llm'
  readonly method: MockMethod
  /** Absolute; `:name` and `*` match as in msw. */
  readonly url: string
  /** From the request to the response's headers, and to the first token of a language model. */
  readonly latency: LatencyModel
  readonly modifiers: readonly Modifier[]
  /** Says whether it wants to answer; the next handler does where it does not. Default: it always does. */
  readonly wants?: (asked: Pick<AskedRequest, 'request' | 'text' | 'params'>) => boolean
  /** What a body asks, as text: retries and repeated calls are told by it. Default: the method, the URL and the body. */
  asks?(text: string): string
  /**
   * What it answers, asked when the request comes in; undefined leaves the
   * request to the next handler, as if it had not come here. What it throws is
   * the test's mistake, and fails the test.
   */
  answer(asked: AskedRequest): Answer | undefined | Promise<Answer | undefined>
  /** The response of a status that a failure asks for, as the vendor would send it. Default: its JSON. */
  fail?(failure: Extract<FailureMode, { kind: 'status' }>): Answer
  /** Answers in a way of its own, from the request on. Default: as the rest says. */
  serve?(request: Request, params: AskedRequest['params'], host: MockHost): Promise<Response | undefined>
  /** Bytes that make no sense where the next part of a body was due. Default: half of a JSON object. */
  readonly malformed?: string
}

/** A request as handlers see it. */
export interface AskedRequest {
  readonly request: Request
  /** The body as text; empty without one. */
  readonly text: string
  /** Which call of this handler in its iteration it is, from 0. */
  readonly nth: number
  /** The iteration; negative in warm-up, undefined outside a measurement. */
  readonly iteration: number | undefined
  /** How a modifier has the answer's body break half way; undefined where it does not. */
  readonly failure: FailureMode | undefined
  /** Path parameters, by the `:name` in the URL. */
  readonly params: Readonly<Record<string, string | readonly string[] | undefined>>
  /** A random stream of this call, for what it answers: it is not the one that its latency is drawn from. */
  readonly random: Random
  /** A random stream of this call for another purpose. */
  randomFor(purpose: string): Random
  /** What a handler remembers within one iteration; outside of any, for as long as the test. */
  iterationState<T>(key: object, create: () => T): T
  /** Notes what a model of the handler's own has drawn for this call, beside its latency. Default: nobody wants to know. */
  drew?(what: string, ms: number): void
}
