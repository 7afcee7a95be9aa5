import type { FailureMode } from '../core/calls/failure-mode.ts'
import { noteDraw } from '../core/calls/draws.ts'
import type { MockHost, MockedCall } from '../core/calls/mocked-call.ts'
import type { Answer } from './answer.ts'
import { askedText } from './asked-text.ts'
import { planCall } from './call-plan.ts'
import type { CallPlan } from './call-plan.ts'
import { breaksBody, failedAnswer } from './failed-answer.ts'
import type { AskedRequest, MockHandler } from './mock-handler.ts'
import { bodyOf } from './request-body.ts'
import { respond } from './respond.ts'
import { testsMistake } from './tests-mistake.ts'

/** Where a failure stands in its place. */
const NO_ANSWER: Answer = {}

/**
 * Answers a request that a handler has been found for: draws its latency, has
 * its modifiers look at it, and hands the body over in time.
 *
 * @returns undefined where the handler leaves it to the next one
 * @throws the signal's reason when the caller gives up, TypeError for a network failure, and what the handler's answer throws
 */
export async function serve(
  handler: MockHandler,
  request: Request,
  params: AskedRequest['params'],
  host: MockHost,
): Promise<Response | undefined> {
  if (handler.serve !== undefined) return handler.serve(request, params, host)
  const call = host.call(handler.name, { kind: handler.kind, method: request.method, url: request.url })
  const arrivedMs = host.clock.now()
  try {
    const { text, bytes } = await bodyOf(request)
    call.asked(handler.asks?.(text) ?? askedText(request, text))
    call.sent(bytes)
    const plan = planned(handler, call, host, arrivedMs)
    const own = breaksBody(plan.failure)
      ? await answerOf(handler, { request, text, params, call, failure: plan.failure }, host)
      : NO_ANSWER
    if (own === undefined) {
      call.forget()
      return undefined
    }
    const failure = plan.failure ?? own.failure
    const ms = waitOf(plan.ms, own.delayMs, failure)
    // A timer of 0 ms takes one all the same.
    if (ms > 0) await host.clock.sleep(ms, request.signal)
    // An answer may have taken its time.
    request.signal.throwIfAborted()
    const answer = failedAnswer(handler, failure, request) ?? own
    return await respond(handler, answer, { ...plan, failure }, { call, host, request })
  } catch (error) {
    call.end({ status: 0, abandoned: request.signal.aborted })
    throw error
  }
}

function planned(handler: MockHandler, call: MockedCall, host: MockHost, arrivedMs: number): CallPlan {
  try {
    return planCall(handler, call, arrivedMs)
  } catch (error) {
    throw testsMistake(host, error)
  }
}

function waitOf(latencyMs: number, delayMs: number | undefined, failure: FailureMode | undefined): number {
  // Who is over a rate limit is told so at once.
  if (failure?.kind === 'status' && failure.status === 429) return 0
  return breaksBody(failure) ? latencyMs + (delayMs ?? 0) : latencyMs
}

interface Asked {
  readonly request: Request
  readonly text: string
  readonly params: AskedRequest['params']
  readonly call: MockedCall
  readonly failure: FailureMode | undefined
}

async function answerOf(
  handler: MockHandler,
  { request, text, params, call, failure }: Asked,
  host: MockHost,
): Promise<Answer | undefined> {
  const { nth, iteration } = call
  const randomFor = (purpose: string): ReturnType<MockedCall['randomFor']> => call.randomFor(purpose)
  try {
    return await handler.answer({
      request,
      text,
      params,
      nth,
      iteration,
      failure,
      random: randomFor('answer'),
      randomFor,
      iterationState: (key, create) => call.iterationState(key, create),
      drew: (what, ms) => noteDraw(call, `${handler.name} ${what}`, ms),
    })
  } catch (error) {
    // Who gave up has its error, and the handler may have had the same one.
    throw request.signal.aborted ? error : testsMistake(host, error)
  }
}
