import { AsyncLocalStorage } from 'node:async_hooks'
import { ROOT_CONTEXT, context } from '@opentelemetry/api'
import type { Context, ContextManager, Tracer } from '@opentelemetry/api'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base'

/** OpenTelemetry's contexts over promises and callbacks, as its package for Node has them. */
class AsyncContextManager implements ContextManager {
  readonly #contexts = new AsyncLocalStorage<Context>()

  active(): Context {
    return this.#contexts.getStore() ?? ROOT_CONTEXT
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    of: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#contexts.run(of, () => fn.call(thisArg as never, ...args))
  }

  bind<T>(_of: Context, target: T): T {
    return target
  }

  enable(): this {
    return this
  }

  disable(): this {
    return this
  }
}

/** A tracer whose spans go to a processor; the running span is known across promises, until it is disposed. */
export function tracingWith(processor: SpanProcessor): { readonly tracer: Tracer } & Disposable {
  context.setGlobalContextManager(new AsyncContextManager())
  const provider = new BasicTracerProvider({ spanProcessors: [processor] })
  return { tracer: provider.getTracer('test'), [Symbol.dispose]: () => context.disable() }
}
