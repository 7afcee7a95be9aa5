import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AtOnce } from '../../../src/core/trace/at-once.ts'
import type { SpanTable } from '../../../src/core/trace/span-table.ts'
import { anySpans, traceOf, traceOfShort } from '../../helpers/trace-of.ts'
import type { GivenSpan } from '../../helpers/trace-of.ts'

function countIn(counter: AtOnce, ...traces: readonly SpanTable[]): Record<string, number> {
  const most: Record<string, number> = {}
  for (const trace of traces) {
    counter.count(
      trace,
      (id) => most[trace.names.nameOf(id)] ?? 0,
      (id, atOnce) => (most[trace.names.nameOf(id)] = atOnce),
    )
  }
  return most
}

/** At each ms, how many are running. */
function slowCount(spans: readonly GivenSpan[]): Record<string, number> {
  const most: Record<string, number> = {}
  for (const { name = '' } of spans) most[name] = 1
  for (let ms = 0; ms < 200; ms++) {
    const running: Record<string, number> = {}
    for (const { name = '', startMs, endMs } of spans) {
      if (startMs <= ms && ms < endMs) running[name] = (running[name] ?? 0) + 1
    }
    for (const [name, count] of Object.entries(running)) most[name] = Math.max(most[name] ?? 0, count)
  }
  return most
}

describe('AtOnce', () => {
  test('counts what overlaps, by name', () => {
    const trace = traceOfShort([
      ['root', 0, 50],
      ['a', 0, 10],
      ['a', 10, 20],
      ['b', 0, 20],
      ['b', 10, 30],
      ['b', 30, 40],
      ['c', 5, 5],
      ['c', 5, 5],
    ])
    expect(countIn(new AtOnce(), trace)).toStrictEqual({ root: 1, a: 1, b: 2, c: 1 })
  })

  test('is that of looking at each ms, over several traces', () => {
    const counter = new AtOnce()
    fc.assert(
      fc.property(anySpans, anySpans, (first, second) => {
        const slow = [slowCount(first), slowCount(second)]
        const names = slow.flatMap((most) => Object.keys(most))
        const most = names.map((name) => [name, Math.max(...slow.map((of) => of[name] ?? 0))])
        expect(countIn(counter, traceOf(first), traceOf(second))).toStrictEqual(Object.fromEntries(most))
      }),
    )
  })
})
