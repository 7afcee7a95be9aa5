import { span } from './span.ts'
import { traceDecorator } from './trace-decorator.ts'
import type { TraceDecorator } from './trace-decorator.ts'
import { announce, traced } from './traced.ts'
import type { AnyFunction } from './traced.ts'

/**
 * Wraps a function: each call is a span of this name.
 *
 * @returns a function that is called the same way, `this` included
 * @throws SkillperfError for something that is no function
 */
export function trace<F extends AnyFunction>(name: string, fn: F): F
/** Decorates a method: `@trace('web_search')`. */
export function trace(name: string): TraceDecorator
export function trace(...args: [name: string, fn?: AnyFunction]): AnyFunction | TraceDecorator {
  const [name, fn] = args
  announce(name)
  return args.length === 1 ? traceDecorator(span, name) : traced(span, name, fn as AnyFunction)
}
