import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SpanCollector } from '../../../src/core/trace/span-collector.ts'
import { SpanNames } from '../../../src/core/trace/span-table.ts'
import { anySpans, traceOf, traceOfShort } from '../../helpers/trace-of.ts'

describe('SpanCollector', () => {
  test('sums up by name, and tells the largest share of the critical path first', () => {
    const names = new SpanNames()
    const collector = new SpanCollector(names)
    collector.add(
      0,
      traceOfShort(
        [
          ['run', 0, 100],
          ['a', 0, 40],
          ['b', 40, 90],
          ['a', 40, 60, { failed: true }],
        ],
        names,
      ),
    )
    collector.add(
      1,
      traceOfShort(
        [
          ['run', 0, 100],
          ['b', 10, 100],
        ],
        names,
      ),
    )
    const { samplesNs: _, ...b } = collector.spans([]).operations[0] ?? {}
    expect(b).toStrictEqual({
      name: 'b',
      count: 2,
      perIteration: 1,
      totalMs: 140,
      selfMs: 140,
      meanMs: 70,
      maxMs: 90,
      errors: 0,
      criticalShare: 0.7,
      atOnce: 1,
    })
    const spans = collector.spans(['c'])
    expect(spans.operations.map(({ name, criticalShare }) => [name, criticalShare])).toStrictEqual([
      ['b', 0.7],
      ['a', 0.2],
      ['run', 0.1],
    ])
    expect(spans.operations[1]).toMatchObject({ count: 2, errors: 1, totalMs: 60, selfMs: 60, maxMs: 40 })
    expect(spans).toMatchObject({
      iterations: 2,
      total: 6,
      parallelism: 1.1,
      known: ['c', 'run', 'a', 'b'],
      notes: [],
    })
    expect([...(spans.operations[0]?.samplesNs ?? [])]).toStrictEqual([50e6, 90e6])
  })

  test('trees of the median and of the slowest', () => {
    const names = new SpanNames()
    const collector = new SpanCollector(names)
    for (const [iteration, ms] of [30, 10, 20, 40].entries()) {
      collector.add(
        iteration,
        traceOfShort(
          [
            ['run', 5, 5 + ms],
            ['a', 6, 5 + ms],
          ],
          names,
        ),
      )
    }
    const { trees, median, slowest } = collector.spans([])
    expect(trees.map(({ iteration }) => iteration)).toStrictEqual([0, 1, 2, 3])
    expect(median).toBe(trees[2])
    expect(slowest).toBe(trees[3])
    expect(median?.root).toMatchObject({
      name: 'run',
      startMs: 0,
      endMs: 20,
      selfMs: 1,
      children: [{ name: 'a', startMs: 1, durationMs: 19, selfMs: 19, children: [] }],
    })
  })

  test('nothing at all', () => {
    expect(new SpanCollector(new SpanNames()).spans([])).toMatchObject({
      operations: [],
      iterations: 0,
      total: 0,
      parallelism: 0,
      trees: [],
      median: undefined,
      slowest: undefined,
      notes: [],
    })
  })

  test('shares of the critical path add up to 1', () => {
    fc.assert(
      fc.property(fc.array(anySpans, { minLength: 1, maxLength: 5 }), (traces) => {
        const names = new SpanNames()
        const collector = new SpanCollector(names)
        for (const [iteration, spans] of traces.entries()) collector.add(iteration, traceOf(spans, names))
        const { operations, total } = collector.spans([])
        const sum = operations.reduce((all, { criticalShare }) => all + criticalShare, 0)
        const wallMs = traces.reduce(
          (all, [root]) => all + (root === undefined ? 0 : root.endMs - root.startMs),
          0,
        )
        expect(sum).toBeCloseTo(wallMs === 0 ? 0 : 1, 9)
        expect(operations.reduce((all, { count }) => all + count, 0)).toBe(total)
        for (const { selfMs, totalMs, maxMs, meanMs } of operations) {
          expect(selfMs).toBeLessThanOrEqual(totalMs + 1e-9)
          expect(meanMs).toBeLessThanOrEqual(maxMs + 1e-9)
        }
      }),
    )
  })
})
