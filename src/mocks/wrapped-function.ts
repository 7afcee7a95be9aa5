import { callable, knownKeys, plainObject } from '../core/check.ts'
import { announceMock, currentHost } from '../core/calls/mocked-call.ts'
import type { MockedCall, TestHost } from '../core/calls/mocked-call.ts'
import { readLatency } from '../core/time/latency/model.ts'
import type { Latency } from '../core/time/latency/model.ts'
import type { Modifier } from '../core/time/latency/modifier.ts'
import { asText } from './as-text.ts'
import { planCall } from './call-plan.ts'
import type { CallPlan, Planned } from './call-plan.ts'
import { failureError } from './failure-error.ts'
import { readModifiers } from '../core/time/latency/modifiers/read-modifiers.ts'
import { readName } from './read-name.ts'
import { testsMistake } from './tests-mistake.ts'

/** How a wrapped function behaves. */
export interface FunctionOptions {
  /** Before each call of the function: ms, a string with a unit, or a latency model. Default: 0. */
  readonly latency?: Latency
  /** Cold starts, errors, rate limits and the like. Default: none. */
  readonly modifiers?: readonly Modifier[]
}

/** A function that takes time and is counted: always async, whatever it was before. */
export type WrappedFunction<This, Args extends unknown[], Result> = (
  this: This,
  ...args: Args
) => Promise<Awaited<Result>>

/**
 * Wraps a function, such as a query of a database, a file's or a local tool's,
 * so that it takes time and is counted. An `AbortSignal` among its arguments,
 * or `signal` of one of them, ends the waiting. Outside of tests it only calls
 * the function.
 *
 * @throws SkillperfError for no name, no function, or options that are none
 */
export function wrapFunction<This, Args extends unknown[], Result>(
  name: string,
  fn: (this: This, ...args: Args) => Result,
  options: FunctionOptions = {},
): WrappedFunction<This, Args, Result> {
  const mock = readWrapping(name, fn, options)
  announceMock(mock.name)
  return async function wrapped(this: This, ...args: Args): Promise<Awaited<Result>> {
    const host = currentHost()
    if (host === undefined) return await fn.apply(this, args)
    const call = host.call(mock.name, { kind: 'function', method: 'call', url: `function:${mock.name}` })
    call.asked(asText(args))
    const signal = signalIn(args)
    try {
      await waitFor(mock, call, host, signal)
      const result = await fn.apply(this, args)
      call.end({ status: 200 })
      return result
    } catch (error) {
      call.end({ status: 500, abandoned: signal?.aborted ?? false })
      throw error
    }
  }
}

/** Takes the latency of a call, and throws where it fails. */
async function waitFor(
  mock: Planned,
  call: MockedCall,
  host: TestHost,
  signal: AbortSignal | undefined,
): Promise<void> {
  const arrivedMs = host.clock.now()
  await host.ready()
  let plan: CallPlan
  try {
    plan = planCall(mock, call, arrivedMs)
  } catch (error) {
    throw testsMistake(host, error)
  }
  if (plan.ms > 0) await host.clock.sleep(plan.ms, signal)
  signal?.throwIfAborted()
  if (plan.failure !== undefined) throw failureError(mock.name, plan.failure)
}

function readWrapping(name: unknown, fn: unknown, options: unknown): Planned {
  const example = 'Write tool.fn("vector_search", search, { latency: 5 }).'
  const read = readName(name, 'tool.fn(name)', example)
  const place = `tool.fn(${JSON.stringify(read)})`
  callable(fn, 'fn', place, example)
  const given = plainObject(options, place, example)
  knownKeys(given, ['latency', 'modifiers'], place)
  const { latency, modifiers } = given
  return {
    name: read,
    latency: latency === undefined ? () => 0 : readLatency(latency, place),
    modifiers: readModifiers(modifiers, place),
  }
}

function signalIn(args: readonly unknown[]): AbortSignal | undefined {
  for (const arg of args) {
    if (arg instanceof AbortSignal) return arg
    if (typeof arg !== 'object' || arg === null || !('signal' in arg)) continue
    if (arg.signal instanceof AbortSignal) return arg.signal
  }
  return undefined
}
