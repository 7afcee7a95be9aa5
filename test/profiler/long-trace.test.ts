import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SpanCollector } from '../../src/core/trace/span-collector.ts'
import { noFaults } from '../../src/core/trace/span-faults.ts'
import type { SpanNode } from '../../src/core/trace/span-node.ts'
import { SpanNames } from '../../src/core/trace/span-table.ts'
import type { Spans } from '../../src/core/trace/spans.ts'
import { TraceRecorder } from '../../src/profiler/trace-recorder.ts'
import type { TraceOwner } from '../../src/profiler/trace-recorder.ts'
import type { OpenSpan } from '../../src/profiler/open-span.ts'

/** A step of a program: a span begins within one that is open, or the last one but so many ends. */
interface Step {
  readonly kind: 'begin' | 'end'
  readonly which: number
  readonly name: string
  readonly afterMs: number
  readonly failed: boolean
}

const anyProgram: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('begin', 'end'),
    which: fc.nat(5),
    name: fc.constantFrom('a', 'b'),
    afterMs: fc.nat(8),
    failed: fc.boolean(),
  }),
  { maxLength: 80 },
)

/** Runs a program; no span ends before those within it. */
function run(steps: readonly Step[], mostSpans?: number): Spans {
  const names = new SpanNames()
  const collector = new SpanCollector(names)
  const owner: TraceOwner = {
    faults: noFaults(),
    strict: true,
    partEnded: ({ table }, nowMs) => collector.addPart(table, nowMs),
  }
  let nowMs = 5
  const room = mostSpans === undefined ? {} : { mostSpans }
  const trace = new TraceRecorder(owner, 'run', names, () => nowMs, nowMs, room)
  const open: OpenSpan[] = [trace.root]
  for (const { kind, which, name, afterMs, failed } of steps) {
    nowMs += afterMs
    const at = open.length - 1 - (which % open.length)
    const span = open[at]
    if (span === undefined) continue
    if (kind === 'begin') {
      const child = trace.begin(name, span)
      if (child !== undefined) open.push(child)
    } else if (at > 0 && !open.some(({ parent }) => parent === span)) {
      if (failed) span.fail(undefined)
      span.end()
      open.splice(at, 1)
    }
  }
  collector.add(0, trace.close(nowMs))
  return collector.spans([])
}

function figuresOf(spans: Spans): unknown {
  return spans.operations
    .map(({ name, count, perIteration, totalMs, selfMs, maxMs, errors, samplesNs }) => ({
      name,
      count,
      perIteration,
      totalMs,
      selfMs,
      maxMs,
      errors,
      samplesNs: [...samplesNs].toSorted((a, b) => a - b),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function size(node: SpanNode | undefined): number {
  return node === undefined ? 0 : 1 + node.children.reduce((sum, child) => sum + size(child), 0)
}

describe('a trace that is too long to be held whole', () => {
  test('comes to the same figures', () => {
    fc.assert(
      fc.property(anyProgram, fc.integer({ min: 2, max: 20 }), (steps, mostSpans) => {
        const whole = run(steps)
        const parts = run(steps, mostSpans)
        expect(figuresOf(parts)).toStrictEqual(figuresOf(whole))
        expect({
          ...parts,
          operations: [],
          trees: [],
          median: 0,
          slowest: 0,
          notes: [],
          known: [],
        }).toStrictEqual({
          ...whole,
          operations: [],
          trees: [],
          median: 0,
          slowest: 0,
          notes: [],
          known: [],
        })
        for (const { name, atOnce } of parts.operations) {
          expect(atOnce).toBe(whole.operations.find((other) => other.name === name)?.atOnce)
        }
        const share = parts.operations.reduce((sum, { criticalShare }) => sum + criticalShare, 0)
        expect(share).toBeCloseTo(whole.operations.some(({ criticalShare }) => criticalShare > 0) ? 1 : 0, 9)
      }),
    )
  })

  test('keeps its first spans, which end as they really do', () => {
    fc.assert(
      fc.property(anyProgram, (steps) => {
        const root = run(steps, 8).slowest?.root
        const whole = run(steps).slowest?.root
        expect(size(root)).toBe(Math.min(size(whole), 8))
        expect(root).toMatchObject({ durationMs: whole?.durationMs, failed: whole?.failed })
        expect(first(whole, root)).toStrictEqual(first(root, root))
      }),
    )
  })

  test('says so', () => {
    const steps: Step[] = Array.from({ length: 20 }, (_, nth) => ({
      kind: nth % 2 === 0 ? 'begin' : 'end',
      which: 0,
      name: 'a',
      afterMs: 1,
      failed: false,
    }))
    const spans = run(steps, 4)
    expect(spans.notes).toStrictEqual([
      'of 1 iteration the tree has the first spans only: there were too many.',
    ])
    const figures = spans.operations.map(({ name, count, selfMs, criticalShare }) => [
      name,
      count,
      selfMs,
      criticalShare,
    ])
    expect(figures).toStrictEqual([
      ['run', 1, 10, 0.5],
      ['a', 10, 10, 0.5],
    ])
    expect(size(spans.slowest?.root)).toBe(4)
  })
})

test('a trace with very much text in its attributes is cut, too', () => {
  const names = new SpanNames()
  const collector = new SpanCollector(names)
  const owner: TraceOwner = {
    faults: noFaults(),
    strict: true,
    partEnded: ({ table }, nowMs) => collector.addPart(table, nowMs),
  }
  const trace = new TraceRecorder(owner, 'run', names, () => 0, 0, { mostSpans: 100 })
  trace.root.setAttribute('root', 'r'.repeat(1_000))
  for (let n = 0; n < 90; n++) trace.begin('a', trace.root, { text: 'x '.repeat(500) })?.end()
  collector.add(0, trace.close(1))
  const spans = collector.spans([])
  expect(spans.operations.map(({ name, count }) => [name, count])).toStrictEqual([
    ['run', 1],
    ['a', 90],
  ])
  expect(size(spans.slowest?.root)).toBe(10)
  expect(spans.slowest?.root.attributes).toStrictEqual({ root: 'r'.repeat(1_000) })
})

/** The durations of the spans of a tree that a smaller one has, too. */
function first(node: SpanNode | undefined, smaller: SpanNode | undefined): unknown {
  if (node === undefined || smaller === undefined) return undefined
  return {
    name: node.name,
    startMs: node.startMs,
    endMs: node.endMs,
    failed: node.failed,
    unfinished: node.unfinished,
    children: smaller.children.map((child, nth) => first(node.children[nth], child)),
  }
}
