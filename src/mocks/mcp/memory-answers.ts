import { currentHost } from '../../core/calls/mocked-call.ts'
import type { MockedCall, TestHost } from '../../core/calls/mocked-call.ts'
import type { FailureMode } from '../../core/calls/failure-mode.ts'
import { describeError } from '../../core/thrown.ts'
import type { LatencyModel } from '../../core/time/latency/model.ts'
import { planCall } from '../call-plan.ts'
import type { CallPlan, Planned } from '../call-plan.ts'
import { failureError } from '../failure-error.ts'
import { testsMistake } from '../tests-mistake.ts'
import { untilAborted } from '../until-aborted.ts'
import { rpcError, rpcResult } from './json-rpc.ts'
import type { RpcAnswer, RpcRequest } from './json-rpc.ts'
import type { McpCall } from './mcp-tool.ts'
import { answerProtocol, argumentsOf, askedBy, calledTool } from './protocol.ts'
import type { Served } from './protocol.ts'

/** A server in this process. */
export interface MemoryServed extends Served {
  /** Of what is no call of a tool. */
  readonly latency: LatencyModel
}

/** What comes of a request; undefined when nothing does. */
export type MemoryAnswer =
  | RpcAnswer
  | { readonly broken: 'drop' | 'malformed'; readonly error: Error }
  | undefined

/** Outside of tests, where nobody counts. */
const NO_CALL: McpCall = { nth: 0, iteration: undefined, random: Math.random }

/** One request that is being answered. */
interface Asking {
  readonly request: RpcRequest
  readonly mock: Planned
  readonly call: MockedCall
  readonly host: TestHost
  readonly signal: AbortSignal
}

/** Answers requests that come over no network, in the running test: each in its time, and counted. */
export class MemoryAnswers {
  readonly #served: MemoryServed
  readonly #protocol: Planned

  constructor(served: MemoryServed) {
    this.#served = served
    this.#protocol = { name: served.name, latency: served.latency, modifiers: [] }
  }

  /**
   * Never rejects.
   *
   * @param signal aborted when the client calls the request off, or closes
   */
  async to(request: RpcRequest, sentBytes: number, signal: AbortSignal): Promise<MemoryAnswer> {
    const host = currentHost()
    const mock = calledTool(this.#served, request) ?? this.#protocol
    if (host === undefined) return this.#uncounted(request, mock.name)
    const about = { kind: 'function', method: request.method, url: `mcp:${this.#served.name}` } as const
    const call = host.call(mock.name, about)
    call.asked(askedBy(request))
    call.sent(sentBytes)
    try {
      return await this.#answer({ request, mock, call, host, signal })
    } catch (error) {
      call.end({ status: signal.aborted ? 0 : 500, abandoned: signal.aborted })
      return signal.aborted ? undefined : rpcError(request.id, 'server', describeError(error))
    }
  }

  async #uncounted(request: RpcRequest, name: string): Promise<MemoryAnswer> {
    try {
      const answer = await this.#replied(request, NO_CALL)
      return 'kind' in answer ? rpcError(request.id, 'server', failureError(name, answer).message) : answer
    } catch (error) {
      return rpcError(request.id, 'server', describeError(error))
    }
  }

  async #answer(asking: Asking): Promise<MemoryAnswer> {
    const { call, host, signal } = asking
    const arrivedMs = host.clock.now()
    await host.ready()
    const { failure, ms, bytesPerSecond } = planned(asking, arrivedMs)
    if (ms > 0) await host.clock.sleep(ms, signal)
    const answer = failure ?? (await this.#repliedIn(asking))
    signal.throwIfAborted()
    if ('kind' in answer) return failed(asking, answer)
    const bytes = Buffer.byteLength(JSON.stringify(answer))
    if (bytesPerSecond < Infinity) await host.clock.sleep((bytes * 1_000) / bytesPerSecond, signal)
    call.received(bytes)
    call.end({ status: 200, failed: 'error' in answer })
    return answer
  }

  async #repliedIn({ request, call, host }: Asking): Promise<RpcAnswer | FailureMode> {
    const { nth, iteration } = call
    try {
      return await this.#replied(request, { nth, iteration, random: call.randomFor('answer') })
    } catch (error) {
      throw testsMistake(host, error)
    }
  }

  async #replied(request: RpcRequest, call: McpCall): Promise<RpcAnswer | FailureMode> {
    const tool = calledTool(this.#served, request)
    if (tool === undefined) return answerProtocol(this.#served, request)
    const answer = await tool.answer(argumentsOf(request), call)
    // As if it was sent.
    return 'kind' in answer ? answer : rpcResult(request.id, JSON.parse(JSON.stringify(answer)) as object)
  }
}

function planned({ mock, call, host }: Asking, arrivedMs: number): CallPlan {
  try {
    return planCall(mock, call, arrivedMs)
  } catch (error) {
    throw testsMistake(host, error)
  }
}

/** A drop closes the connection; of something malformed the client is told; a stall is silence until it is called off. */
async function failed({ request, mock, call, signal }: Asking, failure: FailureMode): Promise<MemoryAnswer> {
  if (failure.kind === 'stall') await untilAborted(signal)
  call.end({ status: failure.kind === 'status' ? failure.status : 500 })
  const error = failureError(mock.name, failure)
  if (failure.kind === 'drop' || failure.kind === 'malformed') return { broken: failure.kind, error }
  return rpcError(request.id, 'server', error.message)
}
