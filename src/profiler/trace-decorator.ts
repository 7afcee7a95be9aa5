import { usageError } from '../core/errors.ts'
import type { span } from './span.ts'
import { traced } from './traced.ts'
import type { AnyFunction } from './traced.ts'

/** `@trace(name)` before a method, or before a field that holds a function. TypeScript's legacy decorators: methods only. */
export interface TraceDecorator {
  <F extends AnyFunction>(method: F, context: Member<'method'>): F
  (field: undefined, context: Member<'field'>): <F extends AnyFunction>(fn: F) => F
  <F extends AnyFunction>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<F>,
  ): TypedPropertyDescriptor<F>
}

/** What a standard decorator is told. */
export interface Member<K extends string> {
  readonly kind: K
  readonly name: string | symbol
}

/** @param record whose `span` it is */
export function traceDecorator(record: typeof span, name: string): TraceDecorator {
  const wrap = <F extends AnyFunction>(fn: F): F => traced(record, name, fn)
  const decorate = (...args: Decorated): unknown => {
    const [member, about, descriptor] = args
    if (typeof about !== 'object') {
      if (typeof descriptor?.value === 'function') return { ...descriptor, value: wrap(descriptor.value) }
    } else if (about.kind === 'method') return wrap(member as AnyFunction)
    else if (about.kind === 'field') return wrap
    throw usageError({
      place: '@trace',
      rule: 'decorates methods, and with standard decorators fields that hold a function',
      received: { value: typeof about === 'object' ? about.kind : String(about) },
      fix: `Wrap the function itself: \`trace(${JSON.stringify(name)}, fn)\`.`,
    })
  }
  return decorate as TraceDecorator
}

type Decorated =
  | readonly [member: unknown, about: Member<string>, descriptor?: undefined]
  | readonly [target: object, about: string | symbol, descriptor?: TypedPropertyDescriptor<AnyFunction>]
