import { ROOT_CONTEXT, SpanStatusCode, TraceFlags, context, trace } from '@opentelemetry/api'
import type { Tracer } from '@opentelemetry/api'
import { afterAll, expect, test } from 'vitest'
import type { Measurement } from '../../../src/core/measurement.ts'
import type { SpanNode } from '../../../src/core/trace/span-node.ts'
import { hub } from '../../../src/profiler/hub.ts'
import { SkillperfSpanProcessor } from '../../../src/profiler/otel/span-processor.ts'
import { span } from '../../../src/profiler/span.ts'
import { startSpan } from '../../../src/profiler/start-span.ts'
import { measure } from '../../../src/worker/measure.ts'
import { installClockShims } from '../../../src/worker/virtual/shims/install.ts'
import { tracingWith } from '../../helpers/otel-tracing.ts'
import { placeOf, testRun } from '../../helpers/test-run.ts'

installClockShims()
const tracing = tracingWith(new SkillperfSpanProcessor())
const { tracer } = tracing
afterAll(() => {
  tracing[Symbol.dispose]()
  hub.foreign = undefined
})

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function measured(fn: (tracer: Tracer) => unknown, options: object = {}): Promise<Measurement> {
  return measure(
    testRun(),
    ['run', { clock: 'virtual', iterations: 3, ...options }, () => fn(tracer)],
    placeOf(),
  )
}

function draw({ name, startMs, endMs, failed, children }: SpanNode): string {
  const own = `${name}${failed ? '!' : ''} ${startMs}–${endMs}`
  return children.length === 0 ? own : `${own} (${children.map(draw).join(', ')})`
}

async function treeOf(fn: (tracer: Tracer) => unknown, options?: object): Promise<string[]> {
  const run = await measured(fn, options)
  return [...new Set(run.spans.trees.map(({ root }) => draw(root)))]
}

function inSpan<T>(name: string, fn: () => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, async (active) => {
    try {
      return await fn()
    } finally {
      active.end()
    }
  })
}

test('spans of an instrumented SDK lie in their iteration, at exact virtual times', async () => {
  const trees = await treeOf(async () => {
    await sleep(1.125)
    await inSpan('agent', async () => {
      await Promise.all([inSpan('a', () => sleep(10.25)), inSpan('b', () => sleep(20.75))])
      await inSpan('c', () => sleep(5))
    })
  })
  expect(trees).toStrictEqual([
    'run 0–26.875 (agent 1.125–26.875 (a 1.125–11.375, b 1.125–21.875, c 21.875–26.875))',
  ])
})

test('spans of both tracers lie within each other', async () => {
  const trees = await treeOf(() =>
    span('ours', async () => {
      await inSpan('theirs', () =>
        span('ours within', async () => {
          await sleep(1)
          await inSpan('theirs within', () => sleep(2))
        }),
      )
      await sleep(3)
    }),
  )
  expect(trees).toStrictEqual(['run 0–6 (ours 0–6 (theirs 0–3 (ours within 0–3 (theirs within 1–3))))'])
})

test('a scope of ours within theirs is the innermost', async () => {
  const trees = await treeOf(() =>
    inSpan('theirs', async () => {
      using _scope = startSpan('scope')
      await inSpan('within', () => sleep(1))
    }),
  )
  expect(trees).toStrictEqual(['run 0–1 (theirs 0–1 (scope 0–1 (within 0–1)))'])
})

test('a parent may end before its child, and begin none of its siblings', async () => {
  const trees = await treeOf(async () => {
    const parent = tracer.startSpan('parent')
    const within = trace.setSpan(context.active(), parent)
    const child = tracer.startSpan('child', {}, within)
    await sleep(1)
    parent.end()
    const late = tracer.startSpan('late child', {}, within)
    await sleep(1)
    child.end()
    late.end()
    tracer.startSpan('sibling', { root: true }).end()
  })
  expect(trees).toStrictEqual(['run 0–2 (parent 0–1 (child 0–2, late child 1–2), sibling 2–2)'])
})

test('a parent that nobody knows, such as one of another process, leaves it in the span that is running', async () => {
  const remote = trace.setSpanContext(ROOT_CONTEXT, {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  })
  const trees = await treeOf(() => span('ours', () => tracer.startSpan('theirs', {}, remote).end()))
  expect(trees).toStrictEqual(['run 0–0 (ours 0–0 (theirs 0–0))'])
})

test('times that were given explicitly are taken', async () => {
  const trees = await treeOf(async () => {
    await sleep(100)
    tracer.startSpan('before', { startTime: Date.now() - 50 }).end(Date.now() - 20)
  })
  expect(trees).toStrictEqual(['run 0–100 (before 50–80)'])
})

test('iterations that run at once are told apart', async () => {
  const trees = await treeOf(() => inSpan('a', () => inSpan('b', () => sleep(5))), {
    iterations: 20,
    concurrency: 5,
  })
  expect(trees).toStrictEqual(['run 0–5 (a 0–5 (b 0–5))'])
})

test('GenAI spans go by the names of the conventions, and keep their attributes', async () => {
  const run = await measured(async () => {
    const call = tracer.startSpan('ai.generateText.doGenerate', {
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-x' },
    })
    await sleep(1)
    call.setAttributes({
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.time_to_first_chunk': 0.25,
      apiKey: 'sk-1234567890abcdef',
    })
    call.end()
    const tool = tracer.startSpan('ai.toolCall')
    tool.setAttributes({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' })
    tool.end()
  })
  expect(run.spans.median?.root.children).toMatchObject([
    {
      name: 'chat gpt-x',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-x',
        'gen_ai.usage.input_tokens': 12,
        'gen_ai.response.finish_reasons': '["stop"]',
        'gen_ai.response.time_to_first_chunk': 0.25,
        apiKey: '[redacted]',
      },
    },
    { name: 'execute_tool search' },
  ])
  expect(run.span('execute_tool search').n).toBe(3)
})

test('a span that has failed says why', async () => {
  const run = await measured(() => {
    const failing = tracer.startSpan('failing')
    failing.setStatus({ code: SpanStatusCode.ERROR, message: 'overloaded, password=hunter2' })
    failing.end()
  })
  expect(run.spans.median?.root.children).toMatchObject([
    { failed: true, attributes: { 'otel.status_description': 'overloaded, password=[redacted]' } },
  ])
})

test('a span that has failed has the exception that was recorded last', async () => {
  const run = await measured(() => {
    const failing = tracer.startSpan('failing', { attributes: { 'error.type': 'timeout' } })
    failing.recordException(new TypeError('first'))
    failing.recordException(new RangeError('cut off, password=hunter2'))
    failing.setStatus({ code: SpanStatusCode.ERROR })
    failing.end()
    const handled = tracer.startSpan('handled')
    handled.recordException(new Error('handled'))
    handled.end()
  })
  const [failing, handled] = run.spans.median?.root.children ?? []
  expect(failing).toMatchObject({
    failed: true,
    attributes: { 'error.type': 'timeout', 'error.message': 'cut off, password=[redacted]' },
  })
  expect(handled).toMatchObject({ failed: false, attributes: {} })
})

test('attributes of SDKs that let anything through', async () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  const processor = new SkillperfSpanProcessor()
  const run = await measured(() => {
    const odd = {
      name: 'odd',
      startTime: [0, 0],
      endTime: [0, 0],
      attributes: { circular, big: [1n], nested: { a: 1 }, fn: () => 1, none: null },
      status: { code: 0 },
      spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }),
    } as const
    processor.onStart(odd)
    processor.onEnd(odd)
  })
  expect(run.spans.median?.root.children[0]?.attributes).toStrictEqual({
    circular: 'an object with self',
    big: 'an array of 1',
    nested: '{"a":1}',
    fn: 'function fn',
  })
})

test('a name that nobody can read is made readable', async () => {
  const trees = await treeOf(() => {
    tracer.startSpan('a\nb').end()
    tracer.startSpan('').end()
  })
  expect(trees).toStrictEqual(['run 0–0 (a b 0–0, (no name) 0–0)'])
})

test('while nobody listens nothing happens, and a span that ends later is none of the next iteration', async () => {
  const early = tracer.startSpan('early')
  const trees = await treeOf(() => early.end())
  expect(trees).toStrictEqual([])
})

test('it has nothing to flush, and nothing to shut down', async () => {
  const processor = new SkillperfSpanProcessor()
  await expect(processor.forceFlush()).resolves.toBeUndefined()
  await expect(processor.shutdown()).resolves.toBeUndefined()
})
