import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { criticalPath } from '../../../src/core/trace/critical-path.ts'
import type { CriticalSegment } from '../../../src/core/trace/critical-path.ts'
import { scaled } from '../../helpers/soak.ts'
import { traceOf, traceOfShort, anySpans } from '../../helpers/trace-of.ts'
import type { GivenSpan, ShortSpan } from '../../helpers/trace-of.ts'
import { slowCriticalPath } from '../../helpers/trace-oracle.ts'

/** The path of a trace, the first segment first: `a 0–10`. */
function pathOf(spans: readonly ShortSpan[]): string {
  const trace = traceOfShort(spans)
  return criticalPath(trace)
    .toReversed()
    .map(({ span, fromMs, untilMs }) => `${trace.names.nameOf(trace.nameId(span))} ${fromMs}–${untilMs}`)
    .join(', ')
}

describe('criticalPath', () => {
  test.for<{ what: string; spans: readonly ShortSpan[]; path: string }>([
    { what: 'a span alone', spans: [['root', 0, 10]], path: 'root 0–10' },
    { what: 'no length', spans: [['root', 5, 5]], path: '' },
    {
      what: 'one after another',
      spans: [
        ['root', 0, 30],
        ['a', 0, 10],
        ['b', 10, 30],
      ],
      path: 'a 0–10, b 10–30',
    },
    {
      what: 'at once: the longest',
      spans: [
        ['root', 0, 30],
        ['a', 0, 10],
        ['b', 0, 30],
        ['c', 0, 20],
      ],
      path: 'b 0–30',
    },
    {
      what: 'own work before, between, and after',
      spans: [
        ['root', 0, 30],
        ['a', 5, 10],
        ['b', 15, 25],
      ],
      path: 'root 0–5, a 5–10, root 10–15, b 15–25, root 25–30',
    },
    {
      what: 'what lies within the longest',
      spans: [
        ['root', 0, 30],
        ['a', 0, 30],
        ['b', 0, 10],
        ['c', 2, 12, { parent: 1 }],
        ['d', 12, 28, { parent: 1 }],
      ],
      path: 'a 0–2, c 2–12, d 12–28, a 28–30',
    },
    {
      what: 'two places for four: those that the last one had to wait for',
      spans: [
        ['root', 0, 40],
        ['a', 0, 10],
        ['b', 0, 20],
        ['c', 10, 25],
        ['d', 20, 40],
      ],
      path: 'b 0–20, d 20–40',
    },
    {
      what: 'tries, one after another, with a pause',
      spans: [
        ['root', 0, 40],
        ['try', 0, 10, { failed: true }],
        ['try', 20, 40],
      ],
      path: 'try 0–10, root 10–20, try 20–40',
    },
    {
      what: 'a hedged request, whose loser is aborted when the winner is back',
      spans: [
        ['root', 0, 50],
        ['first', 0, 50, { failed: true }],
        ['second', 20, 50],
      ],
      path: 'first 0–20, second 20–50',
    },
    {
      what: 'a loser that fails a little later',
      spans: [
        ['root', 0, 52],
        ['first', 0, 51, { failed: true }],
        ['second', 20, 50],
      ],
      path: 'first 0–20, second 20–50, root 50–52',
    },
    {
      what: 'a hedged request, whose loser goes on',
      spans: [
        ['root', 0, 50],
        ['ask', 0, 90],
        ['ask', 20, 50],
      ],
      path: 'ask 0–20, ask 20–50',
    },
    {
      what: 'a loser that never ends',
      spans: [
        ['root', 0, 50],
        ['ask', 0, 50, { cut: true }],
        ['ask', 20, 50],
      ],
      path: 'ask 0–20, ask 20–50',
    },
    {
      what: 'a failure after which everything fails',
      spans: [
        ['root', 0, 32, { failed: true }],
        ['a', 0, 30],
        ['b', 0, 32, { failed: true }],
      ],
      path: 'b 0–32',
    },
    {
      what: 'a try that failed at once, after one that has not',
      spans: [
        ['root', 0, 32],
        ['a', 0, 30],
        ['b', 30, 32, { failed: true }],
      ],
      path: 'a 0–30, b 30–32',
    },
    {
      what: 'a timeout',
      spans: [
        ['root', 0, 50, { failed: true }],
        ['a', 10, 400],
      ],
      path: 'root 0–10, a 10–50',
    },
    {
      what: 'what nobody waits for',
      spans: [
        ['root', 0, 50],
        ['log', 10, 400],
        ['a', 20, 45],
      ],
      path: 'root 0–20, a 20–45, root 45–50',
    },
    {
      what: 'what nobody waits for, and never ends',
      spans: [
        ['root', 0, 50],
        ['log', 10, 50, { cut: true }],
        ['a', 20, 40],
      ],
      path: 'root 0–20, a 20–40, root 40–50',
    },
    {
      what: 'an iteration that never ended the span it waited for',
      spans: [
        ['root', 0, 50, { failed: true }],
        ['a', 10, 50, { cut: true }],
        ['b', 20, 50, { cut: true, parent: 1 }],
      ],
      path: 'root 0–10, a 10–20, b 20–50',
    },
    {
      what: 'a tool that is called while the model is still speaking',
      spans: [
        ['root', 0, 100],
        ['llm', 0, 60],
        ['tool', 40, 100],
      ],
      path: 'llm 0–40, tool 40–100',
    },
    {
      what: 'small gaps are no work of their own',
      spans: [
        ['root', 0, 50],
        ['slow', 0, 45],
        ['a', 0, 20],
        ['b', 22, 50],
      ],
      path: 'a 0–20, root 20–22, b 22–50',
    },
    {
      what: 'a child that began before',
      spans: [
        ['root', 10, 50],
        ['a', 0, 30],
        ['b', 30, 50],
      ],
      path: 'a 10–30, b 30–50',
    },
    {
      what: 'a child of no length',
      spans: [
        ['root', 0, 10],
        ['a', 10, 10],
        ['b', 0, 10],
      ],
      path: 'b 0–10',
    },
  ])('$what', ({ spans, path }) => {
    expect(pathOf(spans)).toBe(path)
  })

  test('is that of a slow reading of its definition, ms by ms', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const owners: number[] = []
        for (const { span, fromMs, untilMs } of criticalPath(traceOf(spans)).toReversed()) {
          for (let ms = fromMs; ms < untilMs; ms++) owners.push(span)
        }
        expect(owners).toStrictEqual(slowCriticalPath(spans))
      }),
      { numRuns: scaled(20_000) },
    )
  })

  test('covers the root, without a gap and without an overlap, the latest first', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const trace = traceOf(spans)
        let cursorMs = trace.endMs(0)
        for (const { fromMs, untilMs } of criticalPath(trace)) {
          expect(untilMs).toBe(cursorMs)
          expect(fromMs).toBeLessThan(untilMs)
          cursorMs = fromMs
        }
        expect(cursorMs).toBe(trace.startMs(0))
      }),
    )
  })

  test('each segment lies within its span', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        for (const { span, fromMs, untilMs } of criticalPath(traceOf(spans))) {
          expect(fromMs).toBeGreaterThanOrEqual(spans[span]?.startMs ?? Infinity)
          expect(untilMs).toBeLessThanOrEqual(spans[span]?.endMs ?? -Infinity)
        }
      }),
    )
  })

  const moved = (segments: readonly CriticalSegment[], move: (ms: number) => number): CriticalSegment[] =>
    segments.map(({ span, fromMs, untilMs }) => ({ span, fromMs: move(fromMs), untilMs: move(untilMs) }))
  const movedSpans = (spans: readonly GivenSpan[], move: (ms: number) => number): GivenSpan[] =>
    spans.map((span) => ({ ...span, startMs: move(span.startMs), endMs: move(span.endMs) }))

  test.for<{ law: string; move: (ms: number) => number }>([
    { law: 'shifts with the times', move: (ms) => ms + 1_000 },
    // Gaps of up to 3 ms are small; here there are none.
    { law: 'scales with the times', move: (ms) => ms * 8 },
  ])('$law', ({ move }) => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const wide = movedSpans(spans, (ms) => ms * 4)
        const path = criticalPath(traceOf(wide))
        expect(criticalPath(traceOf(movedSpans(wide, move)))).toStrictEqual(moved(path, move))
      }),
    )
  })

  test('of 100 000 spans within one another, and beside one another', () => {
    const count = 100_000
    const within = Array.from({ length: count }, (_, nth): GivenSpan => ({
      parent: nth - 1,
      startMs: nth,
      endMs: 2 * count - nth,
    }))
    expect(criticalPath(traceOf(within))).toHaveLength(2 * count - 1)
    const beside = Array.from({ length: count }, (_, nth): GivenSpan => ({
      startMs: nth === 0 ? 0 : nth - 1,
      endMs: nth === 0 ? count - 1 : nth,
    }))
    expect(criticalPath(traceOf(beside))).toHaveLength(count - 1)
  })
})
