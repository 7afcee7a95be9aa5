import { describe, expect, test } from 'vitest'
import { KeptTraces } from '../../../src/core/trace/kept-traces.ts'
import { SpanNames } from '../../../src/core/trace/span-table.ts'
import { randomStream } from '../../../src/core/time/random.ts'
import { traceOfShort } from '../../helpers/trace-of.ts'

const NAMES = new SpanNames()

/** Traces of one span each, of 41 units of weight. */
function keep(durationsMs: readonly number[], mostWeight?: number): KeptTraces {
  const kept = new KeptTraces(randomStream(1), mostWeight)
  for (const [iteration, ms] of durationsMs.entries())
    kept.add(iteration, traceOfShort([['root', 7, 7 + ms]], NAMES))
  return kept
}

describe('KeptTraces', () => {
  test('keeps all while they are few', () => {
    const kept = keep([30, 10, 20, 30])
    expect(kept.isComplete).toBe(true)
    expect(kept.slowest?.iteration).toBe(0)
    expect(kept.nearest(20)?.iteration).toBe(2)
    expect(kept.with(undefined).map(({ iteration }) => iteration)).toStrictEqual([0, 1, 2, 3])
  })

  test('keeps the slowest, one near the median, and some that are drawn, of very many', () => {
    const random = randomStream(3)
    const durationsMs = Array.from({ length: 20_000 }, () => Math.exp(4 * random()))
    const kept = keep(durationsMs, 41 * 500)
    expect(kept.isComplete).toBe(false)
    const slowestMs = Math.max(...durationsMs)
    expect(kept.slowest?.iteration).toBe(durationsMs.indexOf(slowestMs))
    expect(kept.slowest?.durationMs).toBeCloseTo(slowestMs, 9)
    const medianMs = durationsMs.toSorted((a, b) => a - b)[9_999] ?? Number.NaN
    const median = kept.nearest(medianMs)
    expect(Math.abs((median?.durationMs ?? 0) / medianMs - 1)).toBeLessThan(0.02)
    const traces = kept.with(median)
    expect(traces.length).toBeGreaterThanOrEqual(16)
    expect(traces.length).toBeLessThanOrEqual(18)
    expect(traces.map(({ iteration }) => iteration)).toStrictEqual(
      traces.map(({ iteration }) => iteration).toSorted((a, b) => a - b),
    )
    // Drawn from all of them, not from the first.
    const late = traces.filter(({ iteration }) => iteration > 10_000)
    expect(late.length).toBeGreaterThan(3)
  })

  test('widens its buckets as long as they are too many', () => {
    const kept = keep(
      Array.from({ length: 3_000 }, (_, nth) => 1.02 ** nth),
      41 * 50,
    )
    for (const nth of [0, 500, 1_500, 2_999]) {
      const durationMs = 1.02 ** nth
      const near = kept.nearest(durationMs)?.durationMs ?? 0
      expect(Math.abs(Math.log(near / durationMs))).toBeLessThan(60 / 20)
    }
    expect(kept.nearest(Infinity)).toBeDefined()
  })

  test('keeps what has no length', () => {
    expect(keep(new Array<number>(1_000).fill(0), 41 * 10).nearest(0)?.durationMs).toBe(0)
  })

  test('takes the texts of attributes into account', () => {
    const kept = new KeptTraces(randomStream(1), 100 * (1 + 40 + 8 + 40))
    for (let iteration = 0; iteration < 101; iteration++) {
      const trace = traceOfShort([['root', 0, 1]], NAMES)
      trace.annotate(0, { text: 'x'.repeat(1_000), n: 1 })
      kept.add(iteration, trace)
      expect(kept.isComplete).toBe(iteration < 100)
    }
  })
})
