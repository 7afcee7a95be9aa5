/** `skillperf/profiler`: spans in production code. It needs no test runner, and costs next to nothing while nobody listens. */
export { span } from './profiler/span.ts'
export { startSpan } from './profiler/start-span.ts'
export { trace } from './profiler/trace.ts'
export { currentSpan } from './profiler/current-span.ts'
export type { Span } from './profiler/open-span.ts'
export type { SpanAttributes } from './core/trace/span-table.ts'
