import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { selfTimes } from '../../../src/core/trace/self-time.ts'
import { scaled } from '../../helpers/soak.ts'
import { anySpans, traceOf } from '../../helpers/trace-of.ts'
import { slowSelfTimes } from '../../helpers/trace-oracle.ts'

describe('selfTimes', () => {
  test('are those of counting each ms', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        expect([...selfTimes(traceOf(spans))]).toStrictEqual(slowSelfTimes(spans))
      }),
      { numRuns: scaled(20_000) },
    )
  })

  test('are at most the durations, and scale and shift with the times', () => {
    fc.assert(
      fc.property(anySpans, fc.integer({ min: 1, max: 9 }), fc.nat(100), (spans, factor, offset) => {
        const selfMs = selfTimes(traceOf(spans))
        for (const [span, { startMs, endMs }] of spans.entries()) {
          expect(selfMs[span]).toBeLessThanOrEqual(endMs - startMs)
        }
        const moved = spans.map((span) => ({
          ...span,
          startMs: span.startMs * factor + offset,
          endMs: span.endMs * factor + offset,
        }))
        expect([...selfTimes(traceOf(moved))]).toStrictEqual([...selfMs].map((ms) => ms * factor))
      }),
    )
  })
})
